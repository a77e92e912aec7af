"""Questions for digits and numbers."""

from dataclasses import dataclass

from ivr.flow import Flow
from ivr.hearing import Grammar
from ivr.nodes.collect import Collect
from ivr.nodes.number import AskNumber
from ivr.nodes.words import Prompt, Slot, Template
from ivr.outputs import KeyWant
from ivr.place import Place, go, remember
from ivr.questions.question import OfNode, digits, phrases
from ivr.vocabulary import languages, numbers

MOST_BY_NAME = 50  # numbers heard by their names; more are heard digit by digit


@dataclass(frozen=True, slots=True)
class DigitsQuestion(OfNode[Collect]):
    """A value is the digits."""

    @property
    def want(self) -> KeyWant:
        node, how = self.node, self.node.asking
        return KeyWant(node.least, node.most, node.terminator, how.timeout_s, how.gap_s, how.barge_in, node.masked)

    @property
    def grammar(self) -> Grammar | None:
        return digits(self.flow, self.node.least, self.node.most, self.language) if speaks(self.language) else None

    def heard(self, meaning: str) -> str | None:
        return self.typed(meaning)

    def typed(self, keys: str) -> str | None:
        are_digits = keys.isascii() and keys.isdecimal()
        return keys if are_digits and self.node.least <= len(keys) <= self.node.most else None

    def echo(self, _value: str) -> Prompt:
        if self.node.masked:
            return ()
        return self.node.confirm or said_back(self.flow, Slot("digits", own(self.node.into)))

    def asks_back(self, _value: str) -> bool:
        return bool(self.node.confirm) and not self.node.masked

    def taken(self, place: Place, value: str, how: str) -> Place:
        return go(remember(place, self.node.into, value, masked=self.node.masked), self.node.next, how, asked=True)


@dataclass(frozen=True, slots=True)
class NumberQuestion(OfNode[AskNumber]):
    """A value is the number, written plainly."""

    @property
    def want(self) -> KeyWant:
        how = self.node.asking
        return KeyWant(1, len(str(self.node.most)), "#", how.timeout_s, how.gap_s, how.barge_in)

    @property
    def grammar(self) -> Grammar | None:
        least, most = self.node.least, self.node.most
        if not speaks(self.language):
            return None
        if is_by_name(self.node):
            return phrases(self.flow, numbers(self.language, least, most), self.language)
        return digits(self.flow, len(str(least)), len(str(most)), self.language)

    def heard(self, meaning: str) -> str | None:
        return self.typed(meaning)

    def typed(self, keys: str) -> str | None:
        if not (keys.isascii() and keys.isdecimal() and len(keys) <= len(str(self.node.most))):
            return None
        return str(int(keys)) if self.node.least <= int(keys) <= self.node.most else None

    def echo(self, _value: str) -> Prompt:
        return self.node.confirm or said_back(self.flow, Slot("number", own(self.node.into)))

    def asks_back(self, _value: str) -> bool:
        return bool(self.node.confirm)

    def taken(self, place: Place, value: str, how: str) -> Place:
        return go(remember(place, self.node.into, value), self.node.next, how, asked=True)


def is_by_name(node: AskNumber) -> bool:
    return node.most - node.least < MOST_BY_NAME


def said_back(flow: Flow, slot: Slot) -> Prompt:
    return (*flow.hearing.before, slot, *flow.hearing.after)


def own(into: str) -> Template:
    return Template(f"{{{into}}}", (into,))


def speaks(language: str) -> bool:
    """Whether numbers can be heard in a language."""
    return language.replace("-", "_").partition("_")[0] in languages()
