"""The question for a day, in one step or two: written out, all days of a year would be hundreds of phrases, and nobody
hears 366 things apart. So a month is asked for its day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from ivr.flow import Flow
from ivr.hearing import Grammar
from ivr.nodes.date import AskDate
from ivr.nodes.words import NOW, Prompt, Slot
from ivr.outputs import KeyWant
from ivr.place import Place, Waiting, go, noted, remember
from ivr.questions.entries import own, said_back
from ivr.questions.question import OfNode, Patterns, phrases
from ivr.vocabulary import TODAY, TOMORROW, built_in, day_named, days_of_month, months, weekdays

MONTH, DAY = "month ", "day "  # before the number, in a meaning
_LEAP_YEARS = 8  # between two 29ths of February, at most


@dataclass(frozen=True, slots=True)
class DateQuestion(OfNode[AskDate]):
    """A value is a date, or MONTH and its number where the day is still to be asked. `month` is the one that was
    said. `today` None: unknown, so no day can be named."""

    today: date | None
    month: int | None

    @property
    def say(self) -> Prompt:
        return self.node.say if self.month is None else self.node.say_day

    @property
    def want(self) -> KeyWant:
        how = self.node.asking
        least, most = (4, 4) if self.month is None else (1, 2)
        return KeyWant(least, most, "#", how.timeout_s, how.gap_s, how.barge_in)

    @property
    def grammar(self) -> Grammar | None:
        words = first_words(self.node, self.language) if self.month is None else second_words(self.language)
        return phrases(self.flow, words, self.language)

    def sure_from(self, value: str) -> float:
        """A month may be half heard: the whole date is said back."""
        return self.flow.hearing.maybe if value.startswith(MONTH) else self.flow.hearing.sure

    def heard(self, meaning: str) -> str | None:
        if self.today is None:
            return None
        if self.month is not None:
            return self._on(self.month, _number(meaning, DAY))
        if month := _number(meaning, MONTH):
            return meaning if month <= 12 else None
        if meaning in near(self.node) or meaning in weekdays(self.language):
            return _iso(self._named(meaning))
        return None

    def typed(self, keys: str) -> str | None:
        if not (keys.isascii() and keys.isdecimal()):
            return None
        if self.month is not None:
            return self._on(self.month, int(keys)) if len(keys) <= 2 else None
        if len(keys) != 4:
            return None
        first, second = int(keys[:2]), int(keys[2:])
        return self._on(first, second) if self.node.month_first else self._on(second, first)

    def echo(self, _value: str) -> Prompt:
        return self.node.confirm or said_back(self.flow, Slot("date", own(self.node.into)))

    def asks_back(self, value: str) -> bool:
        """A date of two answers is always said back: either may be wrong."""
        return not value.startswith(MONTH) and (bool(self.node.confirm) or self.month is not None)

    def taken(self, place: Place, value: str, how: str) -> Place:
        if value.startswith(MONTH):
            place = replace(noted(place, f"{how} a month"), mishears=0)
            return replace(place, pending=value, waiting=Waiting.DAY, output=None)
        return go(remember(place, self.node.into, value), self.node.next, how, asked=True)

    def _named(self, meaning: str) -> date | None:
        if self.today is None:
            return None
        try:
            named = day_named(meaning, self.today)
            return date.fromordinal(named.toordinal() - 7) if self.node.past and named > self.today else named
        except (OverflowError, ValueError):
            return None

    def _on(self, month: int, day: int) -> str | None:
        """The next such day, or the last one; None where there is none."""
        if self.today is None:
            return None
        found = [each for each in self._in_years(month, day) if self._is_ahead(each)]
        return _iso(found[0] if found else None)

    def _in_years(self, month: int, day: int) -> Iterator[date]:
        today = self.today or date.min
        for years in range(_LEAP_YEARS + 1):
            try:
                yield date(today.year + (-years if self.node.past else years), month, day)
            except ValueError:
                continue

    def _is_ahead(self, day: date) -> bool:
        return self.today is not None and (day <= self.today if self.node.past else day >= self.today)


def first_words(node: AskDate, language: str) -> Patterns:
    """What a day may be called at first: near ones, days of the week, months."""
    named = {f"{MONTH}{month}": each for month, each in months(language).items()}
    return {**{meaning: built_in(meaning, language) for meaning in near(node)}, **weekdays(language), **named}


def second_words(language: str) -> Patterns:
    """The days of a month."""
    return {f"{DAY}{day}": words for day, words in days_of_month(language).items()}


def near(node: AskDate) -> tuple[str, ...]:
    return (TODAY,) if node.past else (TODAY, TOMORROW)


def date_question(flow: Flow, place: Place, node: AskDate) -> DateQuestion:
    now = (place.facts or {}).get(NOW)
    month = _number(place.pending, MONTH) if place.waiting is Waiting.DAY else 0
    return DateQuestion(flow, node, place.language, now.date() if isinstance(now, datetime) else None, month or None)


def _number(text: str, before: str) -> int:
    """The number after `before`, 0 where there is none."""
    number = text.removeprefix(before)
    is_number = text.startswith(before) and number.isascii() and number.isdecimal() and len(number) <= 2
    return int(number) if is_number else 0


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
