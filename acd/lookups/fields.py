"""Raw values of an answer (of JSON, or of a database row) -> the data a flow keeps. Pure.

An answer is a stranger's: a value that is not of its kind makes the whole answer wrong, so that a flow never decides by
half an answer. Text is cut to one line of printable characters and may say anything: it is only ever data.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from acd.config.lookup_settings import AnswerField, FieldKind, Lookup
from acd.lookups.trouble import LookupTroubleError
from ivr.services import Trouble

LONGEST_TEXT = 200
MOST = 10**9  # what a flow can say as a number or an amount stays below
_AMOUNT = re.compile(r"-?\d{1,9}(?:\.\d{1,4})?", re.ASCII)
_SMALLEST = Decimal("0.0001")
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_DIGITS = re.compile(r"\d{1,64}", re.ASCII)
_CLOCK = re.compile(r"\d{2}:\d{2}(?::\d{2})?", re.ASCII)


def fields_of(lookup: Lookup, answer: object) -> dict[str, str]:
    """The fields that are there. Raises LookupTroubleError(WRONG)."""
    found: dict[str, str] = {}
    for field in lookup.fields:
        raw = _at(answer, field)
        if raw is not None:
            found[field.name] = as_data(field.kind, raw)
        elif not field.optional:
            raise LookupTroubleError(Trouble.WRONG)
    return found


def _at(answer: object, field: AnswerField) -> object:
    for key in field.at:
        if answer is None:
            return None
        if not isinstance(answer, Mapping):
            raise LookupTroubleError(Trouble.WRONG)
        answer = answer.get(key)
    return answer


def as_data(kind: FieldKind, raw: object) -> str:
    """`raw` as data of its kind. Raises LookupTroubleError(WRONG)."""
    try:
        data = _as_data(kind, raw)
    except (ValueError, ArithmeticError):
        data = None
    if data is None:
        raise LookupTroubleError(Trouble.WRONG)
    return data


def _as_data(kind: FieldKind, raw: object) -> str | None:
    match kind:
        case "text":
            return _text(raw) if isinstance(raw, str) else None
        case "digits":
            return _number_text(raw, _DIGITS)
        case "number":
            return _number_text(raw, _WHOLE)
        case "money":
            return _money(raw)
        case "date":
            return _date(raw)
        case "time":
            return _time(raw)
        case "flag":
            return ("true" if raw else "false") if isinstance(raw, int) and raw in (0, 1) else None


def _text(raw: str) -> str | None:
    line = " ".join("".join(char if char.isprintable() else " " for char in raw[: 2 * LONGEST_TEXT]).split())
    return line if len(raw) <= LONGEST_TEXT else None


def _number_text(raw: object, shape: re.Pattern[str]) -> str | None:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**64:
        raw = str(raw)
    return raw if isinstance(raw, str) and shape.fullmatch(raw) else None


def _money(raw: object) -> str | None:
    """Of binary fractions only what a currency has is kept: 0.1 + 0.2 comes as 0.30000000000000004."""
    if isinstance(raw, float):
        raw = Decimal(repr(raw))
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool) and -MOST < raw < MOST:
        raw = f"{Decimal(raw).quantize(_SMALLEST).normalize() + 0:f}"
    return raw if isinstance(raw, str) and _AMOUNT.fullmatch(raw) else None


def _date(raw: object) -> str | None:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    return datetime.fromisoformat(raw).date().isoformat() if isinstance(raw, str) and len(raw) <= 40 else None


def _time(raw: object) -> str | None:
    if isinstance(raw, str) and _CLOCK.fullmatch(raw):
        raw = time.fromisoformat(raw)
    elif isinstance(raw, str) and len(raw) <= 40:
        raw = datetime.fromisoformat(raw)
    return f"{raw:%H:%M}" if isinstance(raw, time | datetime) else None
