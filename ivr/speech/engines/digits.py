"""Strings of digits, out of all there are: ten thousand of four cannot be scored one by one, so the likeliest are built
up token by token.

Whisper writes "4071", "4 0 7 1", "4-0-7-1", "four zero seven one" and mixtures for the same sound, and halves its
belief among them. Every way through these spellings is followed, and what they say alike is added up.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ivr.hearing import DigitString
from ivr.speech.engines.model import Model
from ivr.speech.engines.transformer import Memory, Tree

WORDS = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_PAUSES = frozenset({",", "-", ".", " -"})
_WIDTH = 8
_WORST = 6.0  # a way this much (in natural logarithms) behind the best is given up
_MOST_TOKENS_A_DIGIT = 2


@dataclass(frozen=True, slots=True)
class Way:
    """One spelling, so far."""

    tokens: tuple[int, ...]
    digits: str
    total: float
    lost: float  # against what the model would rather have written, token by token
    may_pause: bool


_End = tuple[float, int, float]  # of a way: total, tokens, lost


@dataclass(frozen=True, slots=True)
class Found:
    digits: str
    total: float  # log-probability of all its ways together
    tokens: int  # of its best way
    lost: float  # by its best way, see `Way`


class DigitSpeller:
    """Knows the tokens digits are written with."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._says: dict[int, str] = {}
        pauses = []
        for number, piece in model.pieces().items():
            word = piece.strip().lower()
            if re.fullmatch(r" ?[0-9]{1,4}", piece):
                self._says[number] = piece.strip()
            elif piece.startswith(" ") and word in WORDS:
                self._says[number] = WORDS[word]
            elif piece in _PAUSES:
                pauses.append(number)
        self._saying = np.array(list(self._says))
        self._pauses = np.array(pauses)
        self._ends = np.array([model.end, *(number for number in pauses if model.text([number]) == ".")])

    def likeliest(self, memory: Memory, grammar: DigitString, start: Sequence[int]) -> list[Found]:
        """Best first; empty only when the grammar allows no digit."""
        least, most = max(1, grammar.least), grammar.most
        done: dict[str, list[_End]] = defaultdict(list)
        ways = [Way((), "", 0.0, 0.0, may_pause=False)] if least <= most else []
        for _ in range(_MOST_TOKENS_A_DIGIT * most + 1):
            if not ways:
                break
            ways = self._onward(memory, ways, start, (least, most), done)
        found = [_together(digits, ends) for digits, ends in done.items()]
        return sorted(found, key=lambda each: -each.total)

    def _onward(
        self,
        memory: Memory,
        ways: Sequence[Way],
        start: Sequence[int],
        lengths: tuple[int, int],
        done: dict[str, list[_End]],
    ) -> list[Way]:
        tree = _tree(start, ways)
        ahead = self._model.decoder.next_log_probabilities(memory, tree)
        longer: list[Way] = []
        for way, row in zip(ways, ahead, strict=True):
            best = float(row.max())
            if len(way.digits) >= lengths[0]:
                closing = float(np.logaddexp.reduce(row[self._ends]))
                done[way.digits].append((way.total + closing, len(way.tokens), way.lost + min(0.0, closing - best)))
            likely = self._saying[np.argsort(-row[self._saying])[:_WIDTH]]
            for number in (*likely, *(self._pauses if way.may_pause else ())):
                longer_way = _and(way, int(number), float(row[number]), best, self._says.get(int(number), ""))
                if len(longer_way.digits) == lengths[1]:
                    done[longer_way.digits].append((longer_way.total, len(longer_way.tokens), longer_way.lost))
                elif len(longer_way.digits) < lengths[1]:
                    longer.append(longer_way)
        return _best(longer, done)


def _and(way: Way, token: int, likely: float, best: float, says: str) -> Way:
    """One token on; a pause says nothing, and no other follows it."""
    return Way((*way.tokens, token), way.digits + says, way.total + likely, way.lost + likely - best, bool(says))


def _best(ways: list[Way], done: Mapping[str, Sequence[_End]]) -> list[Way]:
    ways.sort(key=lambda way: -way.total)
    totals = [total for ends in done.values() for total, *_ in ends]
    bar = max([*totals, ways[0].total if ways else -np.inf]) - _WORST
    return [way for way in ways[:_WIDTH] if way.total >= bar]


def _together(digits: str, ends: Sequence[_End]) -> Found:
    totals = [total for total, *_ in ends]
    _, tokens, lost = max(ends)
    return Found(digits, float(np.logaddexp.reduce(totals)), tokens, lost)


def _tree(start: Sequence[int], ways: Sequence[Way]) -> Tree:
    tokens, parents = list(start), list(range(-1, len(start) - 1))
    places: dict[tuple[int, int], int] = {}
    asked = []
    for way in ways:
        at = len(start) - 1
        for token in way.tokens:
            if (at, token) not in places:
                places[at, token] = len(tokens)
                tokens.append(token)
                parents.append(at)
            at = places[at, token]
        asked.append(at)
    return Tree(tuple(tokens), tuple(parents), tuple(asked))
