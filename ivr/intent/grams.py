"""A text as weighted words and letter groups.

Words and pairs of words carry the sense; groups of two to five letters inside a word let `deliver`, `delivered` and a
misheard `deliverie` look alike. Counts are damped (1 + log n), weighted by rarity (idf, smoothed as in scikit-learn's
TfidfVectorizer), and each of the two kinds has length 1, so that long answers count no more than short ones.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

LETTERS = range(2, 6)
MAX_WORDS = 80  # of one answer: half a minute of talk

_WORD = re.compile(r"[^\W\d_]+|\d+")
_QUOTES = re.compile(r"['’`]")  # noqa: RUF001 - both forms are typed


def plain(text: str) -> tuple[str, ...]:
    """The words of a text: lower case, no punctuation, every number the same."""
    text = _QUOTES.sub("", unicodedata.normalize("NFKC", text[: MAX_WORDS * 20]).casefold())
    return tuple("0" if word.isdigit() else word for word in _WORD.findall(text)[:MAX_WORDS])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`places`: word or letter group -> (column, rarity)."""

    places: Mapping[str, tuple[int, float]]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        rows = [set(_words(text)) | set(_letters(text)) for text in texts]
        counts = Counter(gram for row in rows for gram in sorted(row))
        return cls({gram: (at, log((1 + len(rows)) / (1 + n)) + 1) for at, (gram, n) in enumerate(counts.items())})

    def row(self, text: str) -> dict[int, float]:
        """Column -> value; what was never seen is left out."""
        return {**self._block(_words(text)), **self._block(_letters(text))}

    def _block(self, grams: Iterator[str]) -> dict[int, float]:
        values: dict[int, float] = {}
        for gram, count in Counter(grams).items():
            found = self.places.get(gram)
            if found is not None:
                values[found[0]] = (1 + log(count)) * found[1]
        length = sqrt(sum(value * value for value in values.values()))
        return {column: value / length for column, value in values.items()}


def _words(text: str) -> Iterator[str]:
    words = plain(text)
    yield from words
    yield from (f"{one} {two}" for one, two in pairwise(words))


def _letters(text: str) -> Iterator[str]:
    """Marked by a leading tab: a group of letters is no word."""
    for word in plain(text):
        padded = f" {word} "
        for size in LETTERS:
            for start in range(max(1, len(padded) - size + 1)):
                yield "\t" + padded[start : start + size]
