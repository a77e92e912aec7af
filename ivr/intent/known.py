"""What a caller probably wants before he has said a word, and what his words make of it.

Before: of all calls `NONE_SHARE` want none of these. Of the others

    prior(i) = (1 - again) * share(i) + again * history(i)

- share(i) = (STEADY * usual(i) + calls(i)) / (STEADY + sum of calls): how calls of this time of day were shared out
  lately (`calls`, as counted), steadied by `STEADY` calls shared out as the flow says (evenly, if it says nothing).
- history(i): the caller's last intents, each with weight 2^(-age / HALF_DAYS), divided by their sum; an open case of
  his counts as an intent of age 0.
- again = AGAIN * (largest of those weights): how likely he calls about the same matter once more. AGAIN is an
  assumption, no measurement: who is back within the hour mostly does, after a month he is a caller like any other.

After: words and what is known are taken as independent, given what is wanted (Bayes). The classifier has been taught
every intent as often as any other, so its chances are as good as a likelihood:

    P(i | words, known)  is proportional to  chance(i | words) * prior(i | known)
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ivr.intent.classifier import NONE, Classifier
from ivr.intent.learning import Learner

NONE_SHARE = 0.1
AGAIN = 0.7
HALF_DAYS = 7.0
STEADY = 50.0
LEAST = 0.01  # a reading without confidence still counts where there is no better

LAST_INTENTS = "caller.last_intents"
OPEN_CASE = "caller.open_case"
USUAL_NOW = "house.intents"
FACTS = (LAST_INTENTS, OPEN_CASE, USUAL_NOW)

_PAIR = re.compile(r"(\S+) ([0-9.]{1,16})")


@dataclass(frozen=True, slots=True)
class Chance:
    """`intent` may be NONE."""

    intent: str
    probability: float


@dataclass(frozen=True, slots=True)
class Known:
    """`last`: intents of earlier calls, with their age in days; `calls`: calls for each at this time of day."""

    last: tuple[tuple[str, float], ...] = ()
    open_case: str = ""
    calls: Mapping[str, float] | None = None


def pairs_text(pairs: Iterable[tuple[str, float]]) -> str:
    """Pairs of intent and number as one fact: ``order-status 0.5, return 12``. Intents have no spaces."""
    return ", ".join(f"{intent} {_decimal(number)}" for intent, number in pairs)


def _decimal(number: float) -> str:
    """Never with an exponent: 0.0001 days are a call of ten seconds ago."""
    text = f"{number:.4f}"
    return text.rstrip("0").rstrip(".")


def known_of(facts: Mapping[str, object]) -> Known:
    """What the facts of a node tell; of one that is unknown or unreadable, nothing."""
    case = facts.get(OPEN_CASE)
    return Known(
        tuple(_pairs(facts.get(LAST_INTENTS))),
        case if isinstance(case, str) else "",
        dict(_pairs(facts.get(USUAL_NOW))),
    )


def _pairs(fact: object) -> Iterable[tuple[str, float]]:
    for item in fact.split(", ") if isinstance(fact, str) else ():
        found = _PAIR.fullmatch(item)
        if found:
            try:
                yield found[1], float(found[2])
            except ValueError:
                continue


def prior(usual: Mapping[str, float], known: Known) -> dict[str, float]:
    """intent -> probability, NONE among them. `usual`: the flow's intents with the share of calls each usually has."""
    share = _shares(usual, known.calls or {})
    weights = [(intent, 0.5 ** (age / HALF_DAYS)) for intent, age in known.last if intent in usual]
    weights += [(known.open_case, 1.0)] if known.open_case in usual else []
    again = AGAIN * max((weight for _, weight in weights), default=0.0)
    total = sum(weight for _, weight in weights) or 1.0
    found = {intent: (1 - again) * share[intent] for intent in usual}
    for intent, weight in weights:
        found[intent] += again * weight / total
    return {**{intent: (1 - NONE_SHARE) * part for intent, part in found.items()}, NONE: NONE_SHARE}


def _shares(usual: Mapping[str, float], calls: Mapping[str, float]) -> dict[str, float]:
    counted = {intent: calls.get(intent, 0.0) for intent in usual}
    whole = sum(usual.values()) or 1.0
    total = STEADY + sum(counted.values())
    return {intent: (STEADY * part / whole + counted[intent]) / total for intent, part in usual.items()}


def ranked(chances: Mapping[str, float]) -> tuple[Chance, ...]:
    """The likeliest first."""
    return tuple(Chance(intent, chances[intent]) for intent in sorted(chances, key=lambda each: -chances[each]))


def rank(
    classifier: Classifier | Learner, heard: Sequence[tuple[str, float]], before: Mapping[str, float]
) -> tuple[Chance, ...]:
    """What is wanted, from readings of what was said (text and confidence; weighed by confidence) and from `before`."""
    told = dict.fromkeys(before, 0.0)
    for text, confidence in heard:
        for intent, chance in classifier.chances(text).items():
            told[intent] += chance * max(confidence, LEAST)
    joined = {intent: told[intent] * before[intent] for intent in before}
    total = sum(joined.values()) or 1.0
    return ranked({intent: value / total for intent, value in joined.items()})
