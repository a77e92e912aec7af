"""Prompts and templates out of the file.

A prompt is a list of sounds by name, of values: {number: "{count}"}, {digits: "12"}, {date: "{now}"},
{time: "08:00"}, {money: "12.50", currency: EUR}; and of texts: {text: {en: "...", pl: "..."}}.
"""

import re
from typing import get_args

from ivr.fill import MAX_TEXT, NAME, slot_part
from ivr.flow import Prompt, Slot, SlotKind, Template
from ivr.outputs import Sound
from ivr.reading.keys import Keys
from ivr.reading.mentions import Mention
from ivr.reading.naming import mention_name
from ivr.reading.texts import texts
from ivr.reading.tree import Table, Text, Value
from ivr.voice.text import Texts

_PIECE = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_SOUND = re.compile(rf"{_PIECE}(?:/{_PIECE})*", re.ASCII)
_AUDIO = (".wav", ".gsm", ".ulaw", ".alaw", ".g722", ".sln", ".sln16", ".wav16", ".mp3", ".ogg")
_KINDS: tuple[SlotKind, ...] = get_args(SlotKind)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_ALLOWED = f"allowed: a sound by name, or a table with text or one of {', '.join(_KINDS)}"


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


def _item(where: str, value: Value, keys: Keys, own: str) -> Sound | Slot | Texts | None:
    if isinstance(value, Table):
        below = Keys(value, where, keys.node, keys.mentions)
        return _texts(below, own) if "text" in value.items else _slot(below, own)
    if not isinstance(value, Text) or value.kind != "str" or not _SOUND.fullmatch(value.text) or ".." in value.text:
        keys.problems.add(value.line, where, f"got {value}, {_ALLOWED}")
    elif value.text.endswith(_AUDIO):
        keys.problems.add(value.line, where, f"got {value}: a sound is named without its extension")
    else:
        keys.mentions.sounds.append(Mention(value.text, keys.node, value.line, where))
        return Sound(value.text)
    return None


def _texts(keys: Keys, own: str) -> Texts | None:
    read = texts(keys, own)
    keys.refuse_others()
    return read


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


def template(keys: Keys, key: str, own: str = "", used: list[Mention] | None = None) -> Template:
    """The text under `key` with names in braces. `used`: where they are mentioned; without a word they are said."""
    value = keys.take(key)
    if not isinstance(value, Text) or value.kind == "null" or len(value.text) > MAX_TEXT:
        keys.wrong(key, f"got {value or 'nothing'}, allowed: a text of up to {MAX_TEXT} characters")
        return Template("")
    names = tuple(NAME.findall(value.text))
    if set("{}") & set(NAME.sub("", value.text)):
        keys.wrong(key, f"got {value}: a brace that holds no name, allowed: names such as {{account}}")
    for name in names:
        if name != own:
            mention_name(keys.mention(key, name), keys.mentions, keys.mentions.said if used is None else used)
    return Template(value.text, names)
