"""The phrases of a flow file, written out into what a recogniser can score.

A pattern is plain words, with ``[optional words]`` and ``(one|of|these)``, nested as one likes: ``[my] (bill|invoice)``
is four phrases. Every phrase is scored against what was said, so the number of phrases is what an answer costs: up to
MAX_PHRASES in one question, and some 60 are a good measure.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ivr.hearing import Phrase, Phrases

MAX_PATTERN = 200  # characters
MAX_FROM_ONE = 48  # phrases written out of one pattern
MAX_PHRASES = 120  # phrases that can answer one question, in one language
MAX_WORDS = 10  # in one phrase
MAX_DEPTH = 8
_JOINERS = "'\u2019\u200c"  # apostrophes, and the mark that keeps two Persian letters apart


class PatternError(ValueError):
    """A pattern that cannot be written out; the text says what was got and what is allowed."""


class GrammarError(ValueError):
    """Phrases that cannot stand together; the text says which."""


@lru_cache(maxsize=4096)
def written_out(pattern: str) -> tuple[str, ...]:
    """Every phrase of a pattern, each once, in order. Raises PatternError."""
    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"is {len(pattern)} characters long, allowed: up to {MAX_PATTERN}")
    reading = _Pattern(pattern)
    phrases = tuple(dict.fromkeys(plain(words) for words in reading.whole()))
    if "" in phrases:
        raise PatternError(f'"{pattern}" can be no words at all, allowed: at least one that is not in [brackets]')
    too_long = next((words for words in phrases if len(words.split()) > MAX_WORDS), None)
    if too_long:
        raise PatternError(f'"{too_long}" is longer than {MAX_WORDS} words')
    return phrases


def plain(words: str) -> str:
    """Words as they are compared: small letters, single blanks, hyphens taken for blanks."""
    return " ".join(unicodedata.normalize("NFC", words).lower().replace("-", " ").split())


def compiled(patterns: Mapping[str, Iterable[str]], weak: Mapping[str, Iterable[str]] | None = None) -> Phrases:
    """Meaning → patterns as one grammar. `weak` meanings give way where the others have the same phrase. Raises
    PatternError, and GrammarError when a phrase has two meanings or there are too many."""
    meanings: dict[str, str] = {}
    for meaning, each in patterns.items():
        for words in (words for pattern in each for words in written_out(pattern)):
            if meanings.setdefault(words, meaning) != meaning:
                raise GrammarError(f'"{words}" means both {meanings[words]} and {meaning}')
    for meaning, each in (weak or {}).items():
        for pattern in each:
            for words in written_out(pattern):
                meanings.setdefault(words, meaning)
    if len(meanings) > MAX_PHRASES:
        raise GrammarError(f"{len(meanings)} phrases when written out, allowed: up to {MAX_PHRASES} in one question")
    return Phrases(tuple(Phrase(words, meaning) for words, meaning in meanings.items()))


def best_of(by_language: Mapping[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    """What there is for a language: ``de_AT``, then ``de``; empty where there is nothing."""
    wanted = language.replace("-", "_")
    while wanted:
        if wanted in by_language:
            return by_language[wanted]
        wanted = wanted.rpartition("_")[0]
    return ()


class _Pattern:
    """Reads one pattern from left to right; every step gives the phrases so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def whole(self) -> list[str]:
        phrases = self._row("", 0)
        if self.at < len(self.text):
            raise PatternError(f'"{self.text}": {self._here()} where no bracket is open')
        return phrases

    def _row(self, until: str, depth: int) -> list[str]:
        """Words and brackets one after the other."""
        phrases = [""]
        while self.at < len(self.text) and self.text[self.at] not in (until, "|", ")", "]"):
            char = self.text[self.at]
            phrases = self._crossed(phrases, self._bracket(char, depth) if char in "([" else [self._word()])
        return phrases

    def _bracket(self, opening: str, depth: int) -> list[str]:
        if depth == MAX_DEPTH:
            raise PatternError(f'"{self.text}" is nested more than {MAX_DEPTH} deep')
        closing = ")" if opening == "(" else "]"
        phrases: list[str] = [] if opening == "(" else [""]
        while True:
            self.at += 1
            phrases += self._row(closing, depth + 1)
            if self.at == len(self.text):
                raise PatternError(f'"{self.text}": a {opening} is never closed')
            if self.text[self.at] != "|":
                break
        if self.text[self.at] != closing:
            raise PatternError(f'"{self.text}": {self._here()} closes a {opening}')
        self.at += 1
        return phrases

    def _word(self) -> str:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in "()[]|":
            char = self.text[self.at]
            if not (char in _JOINERS or char in " \t-" or unicodedata.category(char)[0] in "LM"):
                hint = "a number is written as a word" if char.isdigit() else "no signs beside ' and -"
                raise PatternError(f'"{self.text}": got "{char}", allowed: words, [optional], (one|other); {hint}')
            self.at += 1
        return self.text[start : self.at]

    def _crossed(self, phrases: list[str], parts: list[str]) -> list[str]:
        if len(phrases) * len(parts) > MAX_FROM_ONE:
            raise PatternError(f'"{self.text}" is more than {MAX_FROM_ONE} phrases when written out')
        return [f"{before} {part}" if before or part else "" for before in phrases for part in parts]

    def _here(self) -> str:
        return f'"{self.text[self.at]}" at {self.at + 1}'
