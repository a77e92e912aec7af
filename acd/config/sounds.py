"""Sounds that are named but not there, on the PBXes whose sounds directory this machine can see."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from acd.config.draft import QueuesDraft
from acd.config.errors import Mistakes, shown
from acd.config.queues import leaves_of
from acd.config.settings import Pbx
from acd.core.roster import Goodbye, QueueRules
from ivr.sounds import sounds_in


def sounds_everywhere(pbxes: Iterable[Pbx], mistakes: Mistakes) -> Mapping[str, Collection[str]] | None:
    """Language -> the sounds every PBX has (see ``ivr.sounds``); None when no PBX says where its sounds are."""
    found: list[dict[str, set[str]]] = []
    for pbx in pbxes:
        if pbx.sounds is not None:
            try:
                found.append(sounds_in(pbx.sounds))
            except OSError as error:
                mistakes.add("acd.toml", f"pbx.{pbx.name}.sounds", f"cannot be read: {error.strerror}")
    if not found:
        return None
    return {name: set.intersection(*(each.get(name, set()) for each in found)) for name in found[0]}


def check_queue_sounds(
    queues: QueuesDraft, language: str, sounds: Mapping[str, Collection[str]], mistakes: Mistakes
) -> None:
    """Adds every sound of a queue that is not there in `language`, as Asterisk looks: en_GB, en, then without one."""
    spoken = (language, language.split("_")[0], "")
    for rules in queues.rules.values():
        for key, sound in _sounds_of(rules):
            if not any(sound in sounds.get(each, ()) for each in spoken):
                file, where = queues.section.where(rules.name, key)
                mistakes.add(file, where, f'there is no such sound in language "{language}"', shown(sound))


def _sounds_of(rules: QueueRules) -> Iterator[tuple[str, str]]:
    yield from (("comfort", sound) for sound in rules.comfort)
    for key, leave in leaves_of(rules):
        if isinstance(leave, Goodbye) and leave.message:
            yield key, leave.message
