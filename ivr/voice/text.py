"""A text of a flow, once per language: words, values to be said, and words that change with a number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["plain", "count", "number", "digits", "date", "day", "time", "money", "duration", "text"]
Gender = Literal["", "m", "f", "n"]


@dataclass(frozen=True, slots=True)
class Fixed:
    """Words that are always the same."""

    words: str


@dataclass(frozen=True, slots=True)
class Value:
    """The value of `name`, said as `kind`. `detail` is a gender (count), a currency (money) or ``minutes``
    (duration)."""

    name: str
    kind: Kind = "plain"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Plural:
    """The form for the number under `name`: CLDR category (one, few, many, other ...) -> pieces."""

    name: str
    forms: Mapping[str, "Pieces"]


Piece = Fixed | Value | Plural
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Language -> what is said in it; `default` is the language for whoever speaks none of them."""

    by_language: Mapping[str, Pieces]
    default: str
    names: tuple[str, ...] = ()

    def best(self, language: str) -> tuple[str, Pieces]:
        """The text for a caller of `language` and the language it is in: ``de_AT``, then ``de``, then the default."""
        wanted = language.replace("-", "_")
        while wanted:
            if wanted in self.by_language:
                return wanted, self.by_language[wanted]
            wanted = wanted.rpartition("_")[0]
        return self.default, self.by_language.get(self.default, ())


def names_in(pieces: Pieces) -> Iterator[str]:
    """Every name whose value the pieces look at."""
    for piece in pieces:
        match piece:
            case Value(name):
                yield name
            case Plural(name, forms):
                yield name
                for form in forms.values():
                    yield from names_in(form)


def is_fixed(pieces: Pieces) -> bool:
    """Whether the text is the same for every caller."""
    return all(isinstance(piece, Fixed) for piece in pieces)


def words_in(pieces: Pieces) -> Iterator[str]:
    """The runs of fixed words between values, forms of plurals too: what can be recorded beforehand."""
    for piece in pieces:
        match piece:
            case Fixed(words) if is_sayable(words):
                yield tidy(words)
            case Plural(_, forms):
                for form in forms.values():
                    yield from words_in(form)


def is_sayable(words: str) -> bool:
    """Whether there is anything in it to be said; a full stop alone is not."""
    return any(letter.isalnum() for letter in words)


def tidy(words: str) -> str:
    """One space between words and none at the ends, so that a line break in a file changes no text; a run of words
    does not begin with what ended the value before it."""
    return " ".join(words.split()).lstrip(",.;:!?،؛؟ ")


def outline(texts: Texts) -> str:
    """The text of the default language with its values by name, for pictures and lists."""
    return " ".join(_outlined(texts.best(texts.default)[1]).split())


def _outlined(pieces: Pieces) -> str:
    shown: list[str] = []
    for piece in pieces:
        match piece:
            case Fixed(words):
                shown.append(words)
            case Value(name):
                shown.append(f"{{{name}}}")
            case Plural(_, forms):
                shown.append(_outlined(list(forms.values())[-1]))
    return "".join(shown)
