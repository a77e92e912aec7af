"""One question as it stands: what it says, what keys and words can answer it, and what an answer means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ivr.flow import Flow
from ivr.grammar import GrammarError, PatternError, best_of, compiled
from ivr.hearing import DigitString, Grammar, Phrases
from ivr.nodes.words import Asking, Prompt
from ivr.outputs import KeyWant
from ivr.place import Place
from ivr.vocabulary import NO, OPERATOR, YES, built_in

Patterns = Mapping[str, tuple[str, ...]]
NO_PHRASES: Mapping[str, tuple[str, ...]] = {}


class Question(Protocol):
    """Made anew for each answer. A value is what an answer comes to: what is said back, confirmed and taken."""

    @property
    def say(self) -> Prompt: ...

    @property
    def asking(self) -> Asking: ...

    @property
    def keys(self) -> Mapping[str, str]:
        """Keys that lead elsewhere → node, REPEAT or BACK."""
        ...

    @property
    def want(self) -> KeyWant: ...

    @property
    def grammar(self) -> Grammar | None:
        """None: not to be answered by words, or not in this caller's language."""
        ...

    def sure_from(self, value: str, /) -> float:
        """The confidence from which it is taken without asking back."""
        ...

    @property
    def confirmed_from(self) -> float:
        """The confidence from which a yes or no to the value said back is taken at once."""
        ...

    def heard(self, meaning: str, /) -> str | None:
        """The value of words; None where they are no answer."""
        ...

    def typed(self, keys: str, /) -> str | None:
        """The value of keys; None where they are no answer."""
        ...

    def echo(self, value: str, /) -> Prompt:
        """What says the value back; empty: it cannot be said back."""
        ...

    def asks_back(self, value: str, /) -> bool:
        """Whether the value is said back however well it was heard or typed."""
        ...

    def taken(self, place: Place, value: str, how: str, /) -> Place:
        """The answer stands. `how` it was given is for the path: a key, heard, confirmed."""
        ...


class AskingNode(Protocol):
    """A node that asks."""

    @property
    def say(self) -> Prompt: ...

    @property
    def asking(self) -> Asking: ...

    @property
    def keys(self) -> Mapping[str, str]: ...


N = TypeVar("N", bound=AskingNode)


@dataclass(frozen=True, slots=True)
class OfNode(Generic[N]):
    """What the questions of most nodes have alike."""

    flow: Flow
    node: N
    language: str

    @property
    def say(self) -> Prompt:
        return self.node.say

    @property
    def asking(self) -> Asking:
        return self.node.asking

    @property
    def keys(self) -> Mapping[str, str]:
        return self.node.keys

    def sure_from(self, _value: str, /) -> float:
        return self.flow.hearing.sure

    @property
    def confirmed_from(self) -> float:
        return self.flow.hearing.sure

    def asks_back(self, _value: str, /) -> bool:
        return False


def own_words(flow: Flow, meaning: str, language: str) -> tuple[str, ...]:
    """The patterns for YES, NO or OPERATOR in a language: built in, and the flow's own."""
    return (*built_in(meaning, language), *best_of(flow.hearing.words.get(meaning, NO_PHRASES), language))


def phrases(flow: Flow, patterns: Patterns, language: str) -> Phrases | None:
    """Patterns as a grammar, with the words for the operator where the flow has one; None where there are none, or
    where they cannot stand together (which the reader refuses)."""
    if not any(patterns.values()):
        return None
    try:
        return compiled(patterns, always(flow, language))
    except (GrammarError, PatternError):
        return None


def yes_or_no(flow: Flow, language: str) -> Phrases | None:
    words = {meaning: own_words(flow, meaning, language) for meaning in (YES, NO)}
    return phrases(flow, words, language) if all(words.values()) else None


def digits(flow: Flow, least: int, most: int, language: str) -> DigitString:
    """A row of digits, or the words for the operator."""
    words = phrases(flow, always(flow, language), language)
    return DigitString(least, most, words.phrases if words else ())


def always(flow: Flow, language: str) -> Patterns:
    """What may be said whatever is asked."""
    return {OPERATOR: own_words(flow, OPERATOR, language)} if flow.operator else {}
