"""Sounds that are named but not there, on the PBXes whose sounds directory this machine can see.

Asterisk looks for ``name`` under the language's folder (``en_GB``, then ``en``) and then without one, with the
extension of any format it can read; so do we.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from acd.config.draft import Draft
from acd.config.errors import Mistakes, shown
from acd.core.roster import Goodbye, Leave, QueueRules
from ivr.flow import Collect, Flow, Menu, Node, Prompt
from ivr.outputs import Sound


def check_sounds(draft: Draft, mistakes: Mistakes) -> None:
    """Adds every sound of queues and flows that a PBX with a sounds directory lacks."""
    language = draft.house.daemon.language if draft.house.daemon else "en"
    for pbx in draft.house.pbxes.values():
        if pbx.sounds is None:
            continue
        if not pbx.sounds.is_dir():
            mistakes.add("acd.toml", f"pbx.{pbx.name}.sounds", "no such directory", shown(str(pbx.sounds)))
            continue
        files: dict[str, frozenset[str]] = {}
        for rules in draft.queues.rules.values():
            for key, sound in sounds_of_queue(rules):
                if not is_there(pbx.sounds, language, sound, files):
                    file, where = draft.queues.section.where(rules.name, key)
                    mistakes.add(file, where, f"no such sound in {pbx.sounds} for {language}", shown(sound))
        for name, flow in draft.flows.flows.items():
            for node, sound in sounds_of_flow(flow):
                if not is_there(pbx.sounds, flow.language, sound, files):
                    why = f"no such sound in {pbx.sounds} for {flow.language}"
                    mistakes.add(draft.flows.files[name], f"nodes.{node}", why, shown(sound))


def sounds_of_queue(rules: QueueRules) -> Iterator[tuple[str, str]]:
    """(key, sound name) of everything a queue may play."""
    yield from (("comfort", sound) for sound in rules.comfort)
    ways: Mapping[str, Leave | None] = {
        "when_full": rules.when_full,
        "when_late": rules.when_late,
        "when_nobody": rules.when_nobody,
        **{f"keys.{key}": leave for key, leave in rules.keys.items()},
    }
    for key, leave in ways.items():
        if isinstance(leave, Goodbye) and leave.message:
            yield key, leave.message


def sounds_of_flow(flow: Flow) -> Iterator[tuple[str, str]]:
    """(node, sound name) of every recorded prompt of a flow."""
    for name, node in flow.nodes.items():
        for prompt in _prompts(node):
            yield from ((name, part.name) for part in prompt if isinstance(part, Sound))


def is_there(root: Path, language: str, sound: str, files: dict[str, frozenset[str]]) -> bool:
    """Whether Asterisk finds `sound`; `files` remembers the stems of the folders looked into."""
    folder, _, stem = sound.rpartition("/")
    for spoken in (language, language.split("_")[0], ""):
        place = str(root / spoken / folder)
        if place not in files:
            files[place] = _stems(Path(place))
        if stem in files[place]:
            return True
    return False


def _stems(folder: Path) -> frozenset[str]:
    try:
        return frozenset(path.stem for path in folder.iterdir() if path.suffix)
    except OSError:
        return frozenset()


def _prompts(node: Node) -> Iterator[Prompt]:
    yield getattr(node, "say", ())
    if isinstance(node, Menu | Collect):
        yield node.asking.wrong
        yield node.asking.silent
    if isinstance(node, Collect):
        yield node.confirm
