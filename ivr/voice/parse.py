"""The text of a prompt in one language, as an author writes it -> its pieces.

``{name}`` is a value: a number as one that counts, anything else as it is. ``{name:KIND}`` says how it is read: count
(``count f`` where numbers have genders), number, digits, date, day, time, money EUR, duration (in seconds; ``duration
minutes`` rounds up), text. ``{name|message|messages}`` gives the form that the number under `name` wants, in CLDR's
order for the language (Polish: one, few, many); a form may hold values itself.
"""

import re
from typing import get_args

from ivr.voice.plural import categories, locale_of
from ivr.voice.text import Fixed, Kind, Piece, Pieces, Plural, Value
from ivr.voice.tongue import tongue_of

MAX_TEXT = 1000
MAX_DEPTH = 3
KINDS: tuple[Kind, ...] = get_args(Kind)
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)*", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_SPECIAL = re.compile(r"[{}|]")


class TextError(ValueError):
    """What is wrong in a text, for the person who wrote it."""


def parse(text: str, language: str) -> Pieces:
    """The pieces of `text` in `language`. Raises TextError."""
    if len(text) > MAX_TEXT:
        raise TextError(f"{len(text)} characters, allowed: {MAX_TEXT}")
    if unsayable := next((letter for letter in text if not letter.isprintable() and letter not in "\n\t\u200c"), ""):
        raise TextError(f"a character that cannot be said: U+{ord(unsayable):04X}")
    reader = _Reader(text, language)
    pieces = reader.pieces("")
    if not pieces:
        raise TextError("nothing to say")
    return pieces


class _Reader:
    def __init__(self, text: str, language: str) -> None:
        self._text, self._language = text, language
        self._at = 0
        self._depth = 0

    def pieces(self, ends: str) -> Pieces:
        """Up to one of `ends`, which is not taken; "": to the end of the text."""
        found: list[Piece] = []
        while self._at < len(self._text):
            here = self._text[self._at]
            if here in ends:
                break
            if here == "}":
                raise TextError("a closing brace without an opening one")
            found.append(self._braces() if here == "{" else self._fixed(ends))
        return tuple(found)

    def _fixed(self, ends: str) -> Fixed:
        start = self._at
        while self._at < len(self._text) and self._text[self._at] not in "{}" + ends:
            self._at += 1
        return Fixed(re.sub(r"\s+", " ", self._text[start : self._at]))

    def _braces(self) -> Piece:
        opened = self._at
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TextError(f"braces in braces more than {MAX_DEPTH} deep")
        self._at += 1
        head = self._head(opened)
        piece = self._plural(head.strip(), opened) if self._here() == "|" else self._value(head)
        self._at += 1
        self._depth -= 1
        return piece

    def _head(self, opened: int) -> str:
        stop = _SPECIAL.search(self._text, self._at)
        if stop is None or stop[0] == "{":
            raise TextError(f'a brace is not closed: "{self._text[opened : opened + 30]}"')
        head, self._at = self._text[self._at : stop.start()], stop.start()
        return head

    def _here(self) -> str:
        return self._text[self._at] if self._at < len(self._text) else ""

    def _value(self, head: str) -> Value:
        name, colon, how = head.partition(":")
        kind, _, detail = how.strip().partition(" ")
        if colon and kind not in KINDS[1:]:
            raise TextError(f'{{{head}}}: got "{kind}", allowed: {", ".join(KINDS[1:])}')
        value = Value(_named(name.strip(), head), kind if colon else "plain", detail.strip())  # type: ignore[arg-type]
        if wrong := _wrong_detail(value, self._language):
            raise TextError(f"{{{head}}}: {wrong}")
        return value

    def _plural(self, name: str, opened: int) -> Plural:
        forms: list[Pieces] = []
        while self._here() == "|":
            self._at += 1
            forms.append(self.pieces("|}"))
        if self._here() != "}":
            raise TextError(f'a brace is not closed: "{self._text[opened : opened + 30]}"')
        wanted = list(categories(self._language))
        if len(forms) == len(wanted) + 1 and "other" not in wanted:
            wanted.append("other")  # fractions
        if len(forms) != len(wanted):
            raise TextError(f"{self._text[opened : self._at + 1]}: {_forms_wanted(len(forms), self._language)}")
        return Plural(_named(name, name), dict(zip(wanted, forms, strict=True)))


def _named(name: str, head: str) -> str:
    if not _NAME.fullmatch(name):
        raise TextError(f"{{{head}}}: not a name, allowed: such as {{count}} or {{count:number}}")
    return name


def _wrong_detail(value: Value, language: str) -> str:
    match value.kind, value.detail:
        case "money", code:
            return "" if _CURRENCY.fullmatch(code) else "missing: the currency, such as {amount:money EUR}"
        case "duration", "" | "minutes":
            return ""
        case "duration", other:
            return f'got "{other}", allowed: minutes'
        case "count", gender if gender:
            genders = sorted(tongue_of(language).genders)
            allowed = ", ".join(genders) if genders else f"nothing, {language} has no genders for numbers here"
            return "" if gender in genders else f'got "{gender}", allowed: {allowed}'
        case _, other:
            return f'got "{other}" after {value.kind}, allowed: nothing' if other else ""


def _forms_wanted(got: int, language: str) -> str:
    name = locale_of(language).english_name
    wanted = [f"{form} ({', '.join(map(str, few))} ...)" for form, few in categories(language).items()]
    return f"got {got} form{'' if got == 1 else 's'}, {name} has {len(wanted)}: {', '.join(wanted)}"
