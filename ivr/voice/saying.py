"""A text of a flow with its values filled in -> words to be spoken. Pure; whatever the values are, nothing raises."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ivr.inputs import Fact
from ivr.outputs import Words
from ivr.voice.plural import category
from ivr.voice.text import Fixed, Piece, Pieces, Plural, Texts, Value, is_fixed, is_sayable, tidy
from ivr.voice.tongue import Tongue, tongue_of
from ivr.voice.values import Said, number_of, said_as

MAX_WORDS = 1000  # characters: about a minute and a half


class _UnsayableError(Exception):
    """A value that is missing or not of its kind."""


def words_of(texts: Texts, values: Mapping[str, Fact], language: str) -> Words | None:
    """What a caller of `language` is told; None when a value in it is unknown or not of its kind: half a sentence is
    worse than none. At most MAX_WORDS characters."""
    spoken, pieces = texts.best(language)
    try:
        said = list(_said(pieces, values, spoken, tongue_of(spoken)))
    except _UnsayableError:
        return None
    text = " ".join("".join(words for words, _ in said).split())[:MAX_WORDS]
    if not is_sayable(text):
        return None
    if is_fixed(pieces):
        return Words(text, spoken, is_fixed=True)
    return Words(text, spoken, instead=tuple(part for _, parts in said for part in parts))


def _said(pieces: Pieces, values: Mapping[str, Fact], language: str, tongue: Tongue) -> Iterator[Said]:
    """Each piece as words, and as the parts that stand for it where there is no voice."""
    for piece in pieces:
        yield from _one(piece, values, language, tongue)


def _one(piece: Piece, values: Mapping[str, Fact], language: str, tongue: Tongue) -> Iterator[Said]:
    match piece:
        case Fixed(words):
            yield words, [Words(tidy(words), language, is_fixed=True)] if is_sayable(words) else []
        case Value():
            said = said_as(piece, values.get(piece.name), tongue)
            if said is None:
                raise _UnsayableError
            yield said
        case Plural(name, forms):
            number = number_of(values.get(name))
            if number is None:
                raise _UnsayableError
            yield from _said(_form(forms, number, language), values, language, tongue)


def _form(forms: Mapping[str, Pieces], number: Decimal, language: str) -> Pieces:
    """The form of the number's category; the last one where a fraction has none of its own."""
    return forms.get(category(number, language)) or list(forms.values())[-1]
