"""How well the intents of a node are told: labelled sentences against what the node makes of them.

Shares come with 95 % intervals: Wilson's for shares of counts, bootstrap (resampled sentences, seeded) for the two
measures of calibration. ECE: the mean gap between how sure it was and how often it was right, over ten bins of equal
width, weighted by their size (Naeini et al., 2015). Brier: the mean squared distance of all probabilities of a sentence
from the truth, 0 to 2 (Brier, 1950).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from random import Random

from ivr.intent.classifier import NONE
from ivr.intent.known import Chance, Known, prior, rank
from ivr.nodes.understand import Understand
from ivr.problems import Problems, one_of

NONE_WORD = "none"
HEADER = ("intent", "utterance")
BINS = 10
RESAMPLES = 400
Z = 1.96
MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Share:
    """`of` cases, `count` of them; with a Wilson interval."""

    count: int
    of: int

    @property
    def value(self) -> float:
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        centre = self.value + Z * Z / (2 * self.of)
        half = Z * sqrt(self.value * (1 - self.value) / self.of + Z * Z / (4 * self.of * self.of))
        whole = 1 + Z * Z / self.of
        return max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole)


@dataclass(frozen=True, slots=True)
class Measure:
    value: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bin:
    """Sentences told with `least` to `most`: how sure on average, how often right."""

    least: float
    most: float
    sure: float
    right: Share


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence: what is wanted (NONE: none of these) and the ranking."""

    text: str
    wanted: str
    chances: tuple[Chance, ...]

    @property
    def top(self) -> Chance:
        return self.chances[0]

    @property
    def is_right(self) -> bool:
        return self.top.intent == self.wanted


@dataclass(frozen=True, slots=True)
class Report:
    """`top1`, `top3`, `rejected` are of the sentences that want an intent; `top3` leaves "none of these" aside.
    `none_rejected`, `none_taken` are of the others. `taken`: all that go on without a question; `taken_right` of them.
    `recall` by intent; `confused`: (wanted, taken for) → how often."""

    sentences: int
    top1: Share
    top3: Share
    rejected: Share
    none_rejected: Share
    none_taken: Share
    taken: Share
    taken_right: Share
    recall: Mapping[str, Share]
    confused: Mapping[tuple[str, str], int]
    bins: tuple[Bin, ...]
    ece: Measure
    brier: Measure


def labelled(path: Path, intents: Iterable[str]) -> list[tuple[str, str]]:
    """(intent, sentence) of each line `intent<TAB>sentence`; `none` for none of these, an empty line or a heading is
    passed over. Raises BadFileError with everything that is wrong."""
    problems, known = Problems(str(path)), {*intents, NONE_WORD}
    found: list[tuple[str, str]] = []
    try:
        lines = path.read_bytes()[: MOST_BYTES + 1]
        if len(lines) > MOST_BYTES:
            problems.add(0, "", f"is larger than {MOST_BYTES} bytes")
        text = lines[:MOST_BYTES].decode()
    except OSError as error:
        problems.add(0, "", f"cannot be read: {error.strerror}")
        text = ""
    except UnicodeDecodeError as error:
        problems.add(0, "", f"is not UTF-8: byte {error.start} is {error.object[error.start]:#x}")
        text = ""
    for number, line in enumerate(text.splitlines(), start=1):
        intent, tab, sentence = line.partition("\t")
        intent, sentence = intent.strip(), sentence.strip()
        if not line.strip() or (intent, sentence) == HEADER:
            continue
        if not tab or not sentence:
            problems.add(number, "", "allowed: an intent, a tab, and what was said")
        elif intent not in known:
            problems.add(number, "", f'unknown intent "{intent[:40]}", allowed: {one_of(list(known))}')
        else:
            found.append((NONE if intent == NONE_WORD else intent, sentence))
    if not found and not problems.found:
        problems.add(0, "", "holds no sentence")
    problems.raise_any()
    return found


def judge(node: Understand, sentences: Iterable[tuple[str, str]], known: Known | None = None) -> list[Judged]:
    """Each sentence as if it were all a caller said, of whom only `known` is known."""
    before = prior({name: wish.share for name, wish in node.intents.items()}, known or Known())
    return [Judged(text, wanted, rank(node.classifier, [(text, 1.0)], before)) for wanted, text in sentences]


def report(node: Understand, judged: Sequence[Judged]) -> Report:
    asked = [each for each in judged if each.wanted != NONE]
    others = [each for each in judged if each.wanted == NONE]
    take = node.thresholds.take
    taken = [each for each in judged if each.top.intent != NONE and each.top.probability >= take]
    return Report(
        len(judged),
        _share(each.is_right for each in asked),
        _share(each.wanted in _best(each, 3) for each in asked),
        _share(each.top.intent == NONE for each in asked),
        _share(each.is_right for each in others),
        _share(each in taken for each in others),
        Share(len(taken), len(judged)),
        _share(each.is_right for each in taken),
        {name: _share(each.is_right for each in asked if each.wanted == name) for name in node.intents},
        dict(Counter((each.wanted, each.top.intent) for each in judged if not each.is_right).most_common()),
        _bins(judged),
        _measured(judged, _ece),
        _measured(judged, _brier),
    )


def _share(cases: Iterable[bool]) -> Share:
    told = list(cases)
    return Share(sum(told), len(told))


def _best(judged: Judged, count: int) -> list[str]:
    return [each.intent for each in judged.chances if each.intent != NONE][:count]


def _bins(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    rows: list[list[Judged]] = [[] for _ in range(BINS)]
    for each in judged:
        rows[min(int(each.top.probability * BINS), BINS - 1)].append(each)
    return tuple(
        Bin(at / BINS, (at + 1) / BINS, _mean(each.top.probability for each in row), _share(j.is_right for j in row))
        for at, row in enumerate(rows)
        if row
    )


def _mean(values: Iterable[float]) -> float:
    told = list(values)
    return sum(told) / len(told) if told else 0.0


def _ece(judged: Sequence[Judged]) -> float:
    return sum(each.right.of * abs(each.sure - each.right.value) for each in _bins(judged)) / len(judged)


def _brier(judged: Sequence[Judged]) -> float:
    return _mean(sum((c.probability - (c.intent == each.wanted)) ** 2 for c in each.chances) for each in judged)


def _measured(judged: Sequence[Judged], measure: Callable[[Sequence[Judged]], float]) -> Measure:
    lot = Random(1)  # noqa: S311 - resampling
    again = sorted(measure(lot.choices(judged, k=len(judged))) for _ in range(RESAMPLES))
    return Measure(measure(judged), (again[RESAMPLES // 40], again[-1 - RESAMPLES // 40]))
