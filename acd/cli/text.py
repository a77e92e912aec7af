"""Text for people and programs: nothing in it can act on a terminal; durations, times, JSON.

Callers choose their own names: control characters, escape sequences and direction marks in any text are shown, never
obeyed. So every string that is printed goes through ``clean``.
"""

from datetime import datetime, tzinfo

import click


def clean(text: str) -> str:
    """`text` on one line with every character that does not print, and so might act, made visible: ``\\x1b``."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escape(character) for character in text)


def _escape(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode()


def clean_lines(text: str) -> str:
    return "\n".join(clean(line) for line in text.split("\n"))


def print_json(value: object, *, on_one_line: bool = False) -> None:
    import msgspec

    from acd.control.protocol import encode_line

    line = encode_line(value).rstrip()
    text = (line if on_one_line else msgspec.json.format(line, indent=2)).decode()
    click.echo("".join(c if c.isprintable() or c == "\n" else _json_escape(c) for c in text))


def _json_escape(character: str) -> str:
    """Outside ASCII only strings have characters, so escaping them anywhere keeps the JSON the same value."""
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def clock(seconds: float | None) -> str:
    """A duration for a table: 0:04, 12:31, 1:02:03; "-" for None."""
    if seconds is None:
        return "-"
    whole = max(0, int(seconds + 0.5))
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def spoken(seconds: float) -> str:
    """A duration for a sentence: 4 s, 3 min 12 s, 2 h 5 min, 3 d 4 h."""
    whole = max(0, int(seconds + 0.5))
    units = [(86400, "d"), (3600, "h"), (60, "min"), (1, "s")]
    parts = []
    for size, unit in units:
        count, whole = divmod(whole, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def time_of_day(at: float, zone: tzinfo | None = None) -> str:
    return datetime.fromtimestamp(at, zone).strftime("%H:%M:%S")


def percent(share: float | None) -> str:
    return "-" if share is None else f"{share * 100:.0f} %"


def caller(number: str, name: str) -> str:
    """Who calls, not yet cleaned."""
    return " ".join(part for part in (number, name) if part) or "unknown caller"
