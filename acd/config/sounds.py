"""Sounds that are named but not there, on the PBXes whose sounds directory this machine can see."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from acd.config.draft import DaemonDraft, QueuesDraft
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


def check_sounds(
    house: DaemonDraft, queues: QueuesDraft, sounds: Mapping[str, Collection[str]], mistakes: Mistakes
) -> None:
    """Adds every sound of the daemon and the queues that is not there in the house's language, looked for as Asterisk
    does: en_GB, en, then without one. Flows are their reader's business."""
    language = house.daemon.language if house.daemon else "en"
    spoken = (language, language.split("_")[0], "")
    named = [
        (*queues.section.where(each.name, key), sound) for each in queues.rules.values() for key, sound in _of(each)
    ]
    if house.recording and house.recording.notice:
        named.append(("acd.toml", "recording.notice", house.recording.notice))
    for file, where, sound in named:
        if not any(sound in sounds.get(each, ()) for each in spoken):
            mistakes.add(file, where, f'there is no such sound in language "{language}"', shown(sound))


def _of(rules: QueueRules) -> Iterator[tuple[str, str]]:
    yield from (("comfort", sound) for sound in rules.comfort)
    for key, leave in leaves_of(rules):
        if isinstance(leave, Goodbye) and leave.message:
            yield key, leave.message
