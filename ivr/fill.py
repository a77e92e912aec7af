"""Templates and prompts filled with values. Whatever the values are, nothing here raises.

One pass, no expressions: what a caller typed is never read as a template again, and can only become digits, a number,
a date, a time or an amount, never the name of a sound.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal

from ivr.inputs import Fact
from ivr.nodes.words import Prompt, Slot, Template
from ivr.outputs import ClockTime, Day, Digits, Money, Number, Part, Sound
from ivr.voice.saying import words_of
from ivr.voice.text import Texts

MAX_TEXT = 256
MAX_DIGITS = 64
MAX_BITS = 512  # Python refuses to print whole numbers beyond some size
NAME = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)*)\}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?", re.ASCII)


def fill(template: Template, values: Mapping[str, Fact]) -> str:
    """The text with each name replaced; an unknown value is empty. At most MAX_TEXT characters."""
    return NAME.sub(lambda match: as_text(values.get(match[1])), template.text)[:MAX_TEXT]


def as_text(value: Fact) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)[:MAX_TEXT]


def parts_of(prompt: Prompt, values: Mapping[str, Fact], language: str) -> tuple[Part, ...]:
    """The parts of a prompt for a caller of `language`; a slot whose value is not of its kind is left out, and so is a
    text with such a value in it."""
    return tuple(_parts(prompt, values, language))


def _parts(prompt: Prompt, values: Mapping[str, Fact], language: str) -> Iterator[Part]:
    for item in prompt:
        part = _part(item, values, language)
        if part is not None:
            yield part


def _part(item: Sound | Slot | Texts, values: Mapping[str, Fact], language: str) -> Part | None:
    match item:
        case Sound():
            return item
        case Slot():
            return slot_part(item, fill(item.value, values))
        case Texts():
            return words_of(item, values, language)


def slot_part(slot: Slot, text: str) -> Part | None:
    """What a slot says with `text` in it; None where the text is not of the slot's kind."""
    match slot.kind:
        case "number":
            return Number(int(Decimal(text))) if _NUMBER.fullmatch(text) else None
        case "money":
            return Money(Decimal(text), slot.currency) if _NUMBER.fullmatch(text) else None
        case "digits":
            digits = re.sub(r"[^0-9*#]", "", text)[:MAX_DIGITS]
            return Digits(digits) if digits else None
        case "date":
            moment = _moment(text)
            return Day(moment.date()) if moment else None
        case "time":
            moment = _moment(text)
            clock = moment.time() if moment and "T" in text else _clock(text)
            return ClockTime(clock) if clock else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if ":" in text else None
    except ValueError:
        return None
