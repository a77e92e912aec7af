"""Questions with a few ways on: listen, and yes or no."""

from dataclasses import dataclass, replace

from ivr.grammar import best_of
from ivr.hearing import Grammar
from ivr.nodes.listen import Listen
from ivr.nodes.words import REPEAT, Asking, Prompt
from ivr.nodes.yes_no import YesNo
from ivr.outputs import KeyWant
from ivr.place import Place, go, noted
from ivr.questions.question import OfNode, phrases, yes_or_no
from ivr.vocabulary import NO, YES

YES_KEY, NO_KEY = "1", "2"


@dataclass(frozen=True, slots=True)
class ListenQuestion(OfNode[Listen]):
    """A value is the name of a choice."""

    @property
    def want(self) -> KeyWant:
        return one_key(self.node.asking)

    @property
    def grammar(self) -> Grammar | None:
        patterns = {name: best_of(choice.phrases, self.language) for name, choice in self.node.choices.items()}
        return phrases(self.flow, patterns, self.language)

    @property
    def confirmed_from(self) -> float:
        """Half a yes speaks for what was half heard before it, and at worst he is sent to the wrong place."""
        return self.flow.hearing.maybe

    def heard(self, meaning: str) -> str | None:
        return meaning if meaning in self.node.choices else None

    def typed(self, keys: str) -> str | None:
        return next((name for name, choice in self.node.choices.items() if choice.key and choice.key == keys), None)

    def echo(self, value: str) -> Prompt:
        hearing, echo = self.flow.hearing, self.node.choices[value].echo
        return (*hearing.before, *echo, *hearing.after) if echo else ()

    def taken(self, place: Place, value: str, how: str) -> Place:
        choice = self.node.choices[value]
        result = choice.key if how == "entered" else f"{how} {value}"
        if choice.go == REPEAT:
            return replace(noted(place, REPEAT), output=None)
        return go(place, choice.go, result, asked=True)


@dataclass(frozen=True, slots=True)
class YesNoQuestion(OfNode[YesNo]):
    """A value is YES or NO. It is never said back: another yes or no would mend nothing."""

    @property
    def want(self) -> KeyWant:
        return one_key(self.node.asking)

    @property
    def grammar(self) -> Grammar | None:
        return yes_or_no(self.flow, self.language)

    def heard(self, meaning: str) -> str | None:
        return meaning if meaning in (YES, NO) else None

    def typed(self, keys: str) -> str | None:
        return {YES_KEY: YES, NO_KEY: NO}.get(keys)

    def echo(self, _value: str) -> Prompt:
        return ()

    def taken(self, place: Place, value: str, _how: str) -> Place:
        return go(place, self.node.yes if value == YES else self.node.no, value, asked=True)


def one_key(how: Asking) -> KeyWant:
    return KeyWant(timeout_s=how.timeout_s, gap_s=how.gap_s, barge_in=how.barge_in)
