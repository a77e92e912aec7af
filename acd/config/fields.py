"""What one value may be. Every kind of value says in words what it allows; that is what an admin reads when he errs."""

import math
import re
from collections.abc import Callable
from typing import Annotated, Literal, NoReturn, TypeVar

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

T = TypeVar("T")

NOT_ALLOWED = "not_allowed"
A_YEAR_S = 366 * 86400
_UNITS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86400),
}
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?) ?([a-z]+)", re.ASCII)


def refuse(allowed: str) -> NoReturn:
    """Raised inside validators; `allowed` completes the sentence "allowed: ..."."""
    raise PydanticCustomError(NOT_ALLOWED, "not allowed", {"allowed": allowed})


def parse_seconds(value: object) -> float | None:
    """Seconds from a number or from ``"20s"``, ``"5 min"``, ``"1h"``; None when it is neither or out of range."""
    if isinstance(value, str):
        match = _DURATION.fullmatch(value.strip())
        unit = _UNITS.get(match[2]) if match else None
        seconds = float(match[1]) * unit if match and unit else math.nan
    elif isinstance(value, int | float) and not isinstance(value, bool):
        seconds = float(value) if abs(value) <= A_YEAR_S else math.nan
    else:
        seconds = math.nan
    return seconds if 0 <= seconds <= A_YEAR_S else None


def _seconds(value: object) -> float:
    seconds = parse_seconds(value)
    return refuse('seconds or "20s", "5 min", "1h"') if seconds is None else seconds


def _some_seconds(value: object) -> float:
    seconds = parse_seconds(value)
    return seconds if seconds else refuse('seconds or "20s", "5 min", "1h", more than 0')


def whole(least: int, most: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        return refuse(f"a whole number from {least} to {most}")

    return check


def _number(most: float) -> Callable[[object], float]:
    def check(value: object) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
            return float(value)
        return refuse(f"a number from 0 to {most:g}")

    return check


def text(pattern: str, allowed: str) -> Callable[[object], str]:
    compiled = re.compile(pattern, re.ASCII)

    def check(value: object) -> str:
        return value if isinstance(value, str) and compiled.fullmatch(value) else refuse(allowed)

    return check


def check_line(value: object) -> str:
    if isinstance(value, str) and 0 < len(value) <= 100 and value.isprintable() and value.strip():
        return value
    return refuse("one line of text, at most 100 characters")


def _flag(value: object) -> bool:
    return value if isinstance(value, bool) else refuse("true or false")


def or_none(check: Callable[[object], T]) -> Callable[[object], T | None]:
    """Also allows the word ``"none"``: TOML has no null, and a queue must be able to undo a default."""

    def either(value: object) -> T | None:
        if value == "none":
            return None
        try:
            return check(value)
        except PydanticCustomError as error:
            return refuse(f'{(error.context or {})["allowed"]}, or "none"')

    return either


def one_of(*words: str) -> PlainValidator:
    """A value that is one of `words`."""

    def check(value: object) -> str:
        return value if isinstance(value, str) and value in words else refuse(", ".join(words))

    return PlainValidator(check)


check_name = text("[a-z][a-z0-9_-]{0,63}", "a name of a-z, 0-9, _ and -, starting with a letter")
check_node = text("[A-Za-z0-9_-]{1,64}", "a node's name of letters, digits, _ and -")
check_agent_id = text("[A-Za-z0-9_.-]{1,64}", "an agent id of letters, digits, _, . and -, such as 1001")
check_language = text("[a-z]{2,3}(_[A-Z]{2})?", 'a language such as "en" or "en_GB"')
check_sound = text(
    r"[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9_-]*)*",
    'a sound name without extension, such as "custom/welcome"',
)

Seconds = Annotated[float, PlainValidator(_seconds)]
SomeSeconds = Annotated[float, PlainValidator(_some_seconds)]
SecondsOrNone = Annotated[float | None, PlainValidator(or_none(_some_seconds))]
Level = Annotated[int, PlainValidator(whole(1, 10))]
LevelOrZero = Annotated[int, PlainValidator(whole(0, 10))]
Port = Annotated[int, PlainValidator(whole(1, 65535))]
Strikes = Annotated[int, PlainValidator(whole(1, 1000))]
LengthOrNone = Annotated[int | None, PlainValidator(or_none(whole(1, 100000)))]
Megabytes = Annotated[int, PlainValidator(whole(0, 100_000))]
Weight = Annotated[float, PlainValidator(_number(100_000))]
Callers = Annotated[int, PlainValidator(whole(1, 200))]
Workers = Annotated[int, PlainValidator(whole(1, 64))]
Flag = Annotated[bool, PlainValidator(_flag)]
Line = Annotated[str, PlainValidator(check_line)]
Name = Annotated[str, PlainValidator(check_name)]
NameOrNone = Annotated[str | None, PlainValidator(or_none(check_name))]
Sound = Annotated[str, PlainValidator(check_sound)]
Account = Annotated[
    str, PlainValidator(text("[A-Za-z0-9_.-]{1,80}", "a manager account's name of letters, digits, _, . and -"))
]
MusicClass = Annotated[
    str, PlainValidator(text("[A-Za-z0-9][A-Za-z0-9_-]{0,63}", "a music class of letters, digits, _ and -"))
]
Phone = Annotated[
    str, PlainValidator(text("PJSIP/[A-Za-z0-9_.-]{1,64}", '"PJSIP/" and an endpoint name, such as "PJSIP/1001"'))
]
Endpoint = Annotated[
    str, PlainValidator(text("[A-Za-z0-9_.-]{1,64}", "an endpoint name of letters, digits, _, . and -"))
]
Host = Annotated[
    str, PlainValidator(text(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}|[0-9a-fA-F:]{2,45}", "a host name or IP address"))
]
Language = Annotated[str, PlainValidator(check_language)]
Key = Annotated[str, PlainValidator(text("[0-9*#]", "one key: 0 to 9, * or #"))]
Variable = Annotated[str, PlainValidator(text("[A-Za-z_][A-Za-z0-9_]*", 'a variable name such as "ACD_AMI_SECRET"'))]
AbsolutePath = Annotated[str, PlainValidator(text(r"/[^\x00-\x1f]*", "a path from the root, starting with /"))]
PbxPath = Annotated[  # goes into the dialplan, where , ; & | $ and such would act
    str, PlainValidator(text("(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+", "a path from the root of A-Z, a-z, 0-9, _, . and -"))
]
MailAddress = Annotated[
    str,
    PlainValidator(
        text(
            r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*",
            "one mail address such as sales@example.org",
        )
    ),
]
MailUser = Annotated[str, PlainValidator(text(r"[!-~]{1,200}", "a user's name without spaces"))]
AnyPath = Annotated[str, PlainValidator(text(r"[^\x00-\x1f]+", "a path"))]
Drain = Annotated[Literal["leave", "serve", "fallback"], one_of("leave", "serve", "fallback")]
LogLevel = Annotated[Literal["debug", "info", "warning", "error"], one_of("debug", "info", "warning", "error")]


def holds(check: Callable[[object], object], value: object) -> bool:
    """Whether `check` allows the value."""
    try:
        check(value)
    except PydanticCustomError:
        return False
    return True
