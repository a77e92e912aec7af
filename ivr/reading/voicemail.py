"""`voicemail: sales` (a queue) or `voicemail: {agent: "1001"}`: a message is left."""

import re

from ivr.left import Box
from ivr.nodes.voicemail import Voicemail
from ivr.nodes.words import Prompt
from ivr.outputs import Sound
from ivr.reading.keys import Keys
from ivr.reading.prompts import prompt
from ivr.reading.shared import asking
from ivr.reading.tree import Table, Text

LONGEST_S = 600.0
_AGENT = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)


def read_voicemail(keys: Keys) -> Voicemail:
    box = _box(keys)
    review = keys.flag("review", True)
    operator = keys.mentions.operator or ""
    if operator:
        keys.mentions.targets.append(keys.mention("voicemail", operator))
    deleted = "" if keys.take("deleted") is None else keys.target("deleted", "the node after a deleted message")
    longest_s = keys.seconds("longest_s", 180.0, 3, LONGEST_S)
    least_s = keys.seconds("least_s", 2.0, 0.5, 30)
    if least_s >= longest_s:
        keys.wrong("least_s", f"got {least_s:g}, allowed: less than longest_s ({longest_s:g})")
    return Voicemail(
        box=box,
        say=_prompt(keys, "prompt", "vm-intro"),
        next=keys.target("next", "the node after a message was left"),
        failed=keys.target("failed", "the node where nothing can be recorded (a full disk)"),
        asking=asking(keys),
        deleted=deleted,
        operator=operator,
        longest_s=longest_s,
        silence_s=keys.seconds("silence_s", 4.0, 1, 30),
        least_s=least_s,
        review=review,
        options=_options(keys, review, bool(deleted), bool(operator)),
        too_short=_prompt(keys, "too_short", "vm-tooshort"),
    )


def _box(keys: Keys) -> Box:
    value = keys.take("voicemail")
    if isinstance(value, Table):
        return Box("agent", _agent(keys))
    queue = keys.word("voicemail", "the queue the message is for")
    if queue:
        keys.mentions.queues.append(keys.mention("voicemail", queue))
    return Box("queue", queue)


def _agent(keys: Keys) -> str:
    below = keys.below("voicemail", "agent: ID")
    assert below is not None
    value = below.take("agent")
    below.refuse_others()
    if isinstance(value, Text) and value.kind in ("str", "int") and _AGENT.fullmatch(value.text):
        return value.text
    below.wrong("agent", f'got {value or "nothing"}, allowed: an agent\'s id such as "1001"')
    return ""


def _options(keys: Keys, review: bool, may_delete: bool, has_operator: bool) -> Prompt:
    if not review or keys.take("options") is not None:
        return prompt(keys, "options")
    more = [name for name, is_so in (("vm-tocancelmsg", may_delete), ("vm-reachoper", has_operator)) if is_so]
    return _stock(keys, "options", "vm-review", *more)


def _prompt(keys: Keys, key: str, stock: str) -> Prompt:
    return _stock(keys, key, stock) if keys.take(key) is None else prompt(keys, key)


def _stock(keys: Keys, key: str, *sounds: str) -> Prompt:
    keys.mentions.sounds.extend(keys.mention(key, name) for name in sounds)
    return tuple(map(Sound, sounds))
