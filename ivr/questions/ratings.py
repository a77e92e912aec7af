"""A rating that may be spoken."""

from dataclasses import dataclass

from ivr.hearing import Grammar
from ivr.nodes.rate import Rate
from ivr.nodes.words import Prompt, Slot, Template
from ivr.outputs import KeyWant
from ivr.place import Place
from ivr.questions.entries import said_back, speaks
from ivr.questions.question import OfNode, phrases
from ivr.rating import keep
from ivr.vocabulary import numbers


@dataclass(frozen=True, slots=True)
class RatingQuestion(OfNode[Rate]):
    """A value is the digit."""

    @property
    def want(self) -> KeyWant:
        how = self.node.asking
        return KeyWant(timeout_s=how.timeout_s, gap_s=how.gap_s, barge_in=how.barge_in)

    @property
    def grammar(self) -> Grammar | None:
        if not speaks(self.language):
            return None
        return phrases(self.flow, numbers(self.language, self.node.least, self.node.most), self.language)

    @property
    def confirmed_from(self) -> float:
        """One rating among many may be wrong."""
        return self.flow.hearing.maybe

    def heard(self, meaning: str) -> str | None:
        return self.typed(meaning)

    def typed(self, keys: str) -> str | None:
        is_digit = len(keys) == 1 and keys.isascii() and keys.isdecimal()
        return keys if is_digit and self.node.least <= int(keys) <= self.node.most else None

    def echo(self, value: str) -> Prompt:
        return said_back(self.flow, Slot("number", Template(value)))

    def taken(self, place: Place, value: str, _how: str) -> Place:
        """The path says that there is an answer, not which."""
        return keep(place, self.node, int(value))
