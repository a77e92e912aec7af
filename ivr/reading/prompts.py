"""Prompts and templates out of the file.

A prompt is a list of sounds by name and of values: {number: "{count}"}, {digits: "12"}, {date: "{now}"},
{time: "08:00"}, {money: "12.50", currency: EUR}.
"""

import re
from typing import get_args

from ivr.fill import MAX_TEXT, NAME, slot_part
from ivr.flow import NOW, QUEUE_FACTS, Prompt, Slot, SlotKind, Template
from ivr.outputs import Sound
from ivr.problems import one_of
from ivr.reading.keys import Keys
from ivr.reading.mentions import Mention, Mentions
from ivr.reading.tree import Table, Text, Value

DATA_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
_PIECE = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_SOUND = re.compile(rf"{_PIECE}(?:/{_PIECE})*", re.ASCII)
_AUDIO = (".wav", ".gsm", ".ulaw", ".alaw", ".g722", ".sln", ".sln16", ".wav16", ".mp3", ".ogg")
_KINDS: tuple[SlotKind, ...] = get_args(SlotKind)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_ALLOWED = f"allowed: a sound by name, or a value as a table with one of {', '.join(_KINDS)}"


def prompt(keys: Keys, key: str, meaning: str = "", own: str = "") -> Prompt:
    """The prompt under `key`; a `meaning` makes it required. `own` is a data name that is known here beforehand."""
    value = keys.take(key)
    if value is None and not meaning:
        return ()
    rows = list(keys.rows(key, meaning or "sounds and values"))
    if value is not None and not rows and meaning:
        keys.wrong(key, f"nothing to say: {meaning}")
    read = [_item(where, item, keys, own) for where, item in rows]
    return tuple(item for item in read if item is not None)


def _item(where: str, value: Value, keys: Keys, own: str) -> Sound | Slot | None:
    if isinstance(value, Table):
        return _slot(Keys(value, where, keys.node, keys.mentions), own)
    if not isinstance(value, Text) or value.kind != "str" or not _SOUND.fullmatch(value.text) or ".." in value.text:
        keys.problems.add(value.line, where, f"got {value}, {_ALLOWED}")
    elif value.text.endswith(_AUDIO):
        keys.problems.add(value.line, where, f"got {value}: a sound is named without its extension")
    else:
        keys.mentions.sounds.append(Mention(value.text, keys.node, value.line, where))
        return Sound(value.text)
    return None


def _slot(keys: Keys, own: str) -> Slot | None:
    named = [kind for kind in _KINDS if keys.take(kind) is not None]
    if len(named) != 1:
        keys.problems.add(keys.table.line, keys.where, f"got {keys.table}, {_ALLOWED}")
        return None
    kind = named[0]
    currency = _currency(keys) if kind == "money" else ""
    keys.refuse_others()
    value = template(keys, kind, own)
    slot = Slot(kind, value, currency)
    if value.text and not value.names and slot_part(slot, value.text) is None:
        keys.wrong(kind, f'got "{value.text}", which is no {kind}, {_EXAMPLES[kind]}')
    return slot


_EXAMPLES = {
    "number": "allowed: such as 12 or a name in braces",
    "digits": "allowed: 0-9, * and #, or a name in braces",
    "date": 'allowed: such as 2026-12-24, or a name in braces ("{now}")',
    "time": 'allowed: such as "08:00", or a name in braces ("{now}")',
    "money": "allowed: such as 12.50, or a name in braces",
}


def _currency(keys: Keys) -> str:
    value = keys.take("currency")
    if isinstance(value, Text) and _CURRENCY.fullmatch(value.text):
        return value.text
    keys.wrong("currency", f"{'missing' if value is None else f'got {value}'}, allowed: a code such as EUR")
    return ""


def template(keys: Keys, key: str, own: str = "") -> Template:
    """The text under `key` with names in braces."""
    value = keys.take(key)
    if not isinstance(value, Text) or value.kind == "null" or len(value.text) > MAX_TEXT:
        keys.wrong(key, f"got {value or 'nothing'}, allowed: a text of up to {MAX_TEXT} characters")
        return Template("")
    names = tuple(NAME.findall(value.text))
    if set("{}") & set(NAME.sub("", value.text)):
        keys.wrong(key, f"got {value}: a brace that holds no name, allowed: names such as {{account}}")
    for name in names:
        if name != own:
            mention_name(keys.mention(key, name), keys.mentions, keys.mentions.said)
    return Template(value.text, names)


def mention_name(mention: Mention, mentions: Mentions, used: list[Mention]) -> None:
    """Notes a data name or checks a fact's name."""
    name = mention.name
    root, _, rest = name.partition(".")
    queue, _, fact = rest.rpartition(".")
    if name == NOW:
        return
    if root == "caller" and DATA_NAME.fullmatch(rest):
        mentions.caller_facts.append(mention)
    elif not rest:
        used.append(mention)
    elif root == "queue" and queue and fact in QUEUE_FACTS:
        mentions.queues.append(Mention(queue, mention.node, mention.line, mention.where))
    else:
        hint = f"allowed: now, caller.NAME, queue.NAME.FACT with FACT one of {one_of(QUEUE_FACTS)}"
        mentions.problems.add(mention.line, mention.where, f'unknown fact "{name}", {hint}')
