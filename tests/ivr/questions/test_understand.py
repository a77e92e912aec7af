"""The open question: taken when sure, said back in the middle, the best few when unsure, and a person always near.

The classifier here is one that says what the sentence says: "bill 80" is a bill, with 80 %.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.flow import Flow, Understand
from ivr.hearing import Deaf, FreeSpeech, Guess, Heard, Tone, Toned, Unheard
from ivr.inputs import Fact, HungUp, Input, Pressed, Silent, Spoken, Started, Told
from ivr.intent.classifier import NONE
from ivr.intent.learning import Learner
from ivr.outcome import HandOff, Hangup
from ivr.outputs import Ask, End, KeyWant, Output, Say
from ivr.place import Place
from ivr.walk import begin, step
from tests.ivr.questions.script import Load, is_keys_only, results, said, words

NODE = """
  a:
    understand: [how-can-i-help]
    again: [again-about]
    about: [about]
    choose: [choose]
    wrong: [w]
    silent: [s]
    take: 0.7
    offer: 0.4
    keys: {"*": repeat, "#": out}
    intents:
      order: {say: [an-order], examples: [order], words: [parcel, order], key: 1, queue: orders, skills: {orders: 2}}
      bill: {say: [a-bill], examples: [bill], words: [invoice, "my bill", bill], key: 2, go: out, priority: 4}
      help: {say: [help], examples: [help], words: [broken], queue: support}
      buy: {say: [buying], examples: [buy], words: [buy, order], queue: sales}
"""
YES, NO = Heard((Guess("yes", 0.9),)), Heard((Guess("no", 0.9),))
DESK = HandOff("desk", language="en")


class Told100:
    """Reads "bill 80, order 15": the chances in per cent; what is left over is none of these."""

    meaning = None
    is_at_hand = True
    intents = ("order", "bill", "help", "buy", NONE)

    def chances(self, text: str) -> Mapping[str, float]:
        parts = dict.fromkeys(self.intents, 0.0)
        for part in filter(None, text.split(", ")):
            name, _, percent = part.partition(" ")
            if name in parts and percent.isdigit():
                parts[name] = int(percent) / 100
        return {**parts, NONE: max(0.0, 1.0 - sum(parts.values()))}


@pytest.fixture
def flow(load: Load) -> Flow:
    return taught(load(NODE))


def taught(flow: Flow) -> Flow:
    node = flow.nodes["a"]
    assert isinstance(node, Understand)
    as_said: Any = replace(node, classifier=Told100())  # type: ignore[arg-type]
    return replace(flow, nodes={**flow.nodes, "a": as_said})


def heard(*texts: str, confidence: float = 0.9) -> Heard:
    """Chances are equal beforehand but for none of these, which is one in ten: 22.5 % each."""
    return Heard(tuple(Guess(text, confidence) for text in texts))


def walk(flow: Flow, *happened: Input, facts: Mapping[str, Fact] | None = None) -> tuple[Place, Output]:
    place, output = begin(flow, Started("c"))
    left = list(happened)
    while left or isinstance(output, Ask):
        place, output = step(flow, place, Told(facts or {}) if isinstance(output, Ask) else left.pop(0))
    return place, output


def test_it_asks_for_any_words_and_for_keys(flow: Flow) -> None:
    _, output = walk(flow)
    assert said(output) == ["how-can-i-help"]
    assert isinstance(output, Say)
    assert output.keys == KeyWant()
    assert output.hear is not None
    assert output.hear.grammar == FreeSpeech(("parcel", "order", "invoice", "my bill", "bill", "broken", "buy"))
    assert output.hear.longest_s > 10


def test_what_is_not_learned_yet_is_asked_by_keys(load: Load) -> None:
    flow = load(NODE)
    node = flow.nodes["a"]
    assert isinstance(node, Understand)
    assert isinstance(node.classifier, Learner)
    node.classifier.put_off()
    _, output = walk(flow)
    assert is_keys_only(output)
    assert said(output) == ["keys"]
    _, output = walk(flow, Pressed("1"))
    assert output == End(HandOff("orders", "order", {"orders": 2}, 0, "en"))


class TestSure:
    def test_it_is_taken_to_its_queue_with_skills(self, flow: Flow) -> None:
        place, output = walk(flow, heard("order 80, bill 20"))
        assert output == End(HandOff("orders", "order", {"orders": 2}, 0, "en"))
        assert results(place) == ["order: heard order 80%"]

    def test_or_to_its_node_which_hands_it_on(self, flow: Flow) -> None:
        _, output = walk(flow, heard("bill 90, order 10"))
        assert output == End(HandOff("sales", "bill", {}, 4, "en"))

    def test_all_readings_count(self, flow: Flow) -> None:
        _, output = walk(flow, heard("order 100", "bill 100"))
        assert said(output) == ["about", "an-order", "if-correct-press", "digits/1"]

    def test_none_of_these_is_asked_again_then_a_person(self, flow: Flow) -> None:
        place, output = walk(flow, heard("nothing at all"))
        assert said(output) == ["w", "how-can-i-help"]
        assert results(place) == ["none of these"]
        assert walk(flow, heard("x"), heard("y"))[1] == End(DESK)


class TestInTheMiddle:
    middle = heard("order 60, bill 25, buy 15")

    def test_it_is_said_back(self, flow: Flow) -> None:
        place, output = walk(flow, self.middle)
        assert said(output) == ["about", "an-order", "if-correct-press", "digits/1"]
        assert words(output)["yes"] == "yes"
        assert results(place) == ["heard order 60%, said back"]

    @pytest.mark.parametrize("yes", [YES, Pressed("1")])
    def test_yes(self, flow: Flow, yes: Input) -> None:
        place, output = walk(flow, self.middle, yes)
        assert output == End(HandOff("orders", "order", {"orders": 2}, 0, "en"))
        assert results(place)[-1] == "order: confirmed"

    @pytest.mark.parametrize("no", [NO, Pressed("2")])
    def test_no_offers_the_next_best(self, flow: Flow, no: Input) -> None:
        _, output = walk(flow, self.middle, no)
        assert said(output) == ["choose", "a-bill", "vm-press", "digits/1", "buying", "vm-press", "digits/2"]

    def test_no_and_nothing_else_likely_is_for_a_person(self, flow: Flow) -> None:
        assert walk(flow, heard("order 50"), NO)[1] == End(DESK)

    def test_badly_heard_is_asked_again_then_a_person(self, flow: Flow) -> None:
        mumbled = Heard((Guess("yes", 0.2),))
        _, output = walk(flow, self.middle, mumbled)
        assert said(output) == ["w", "about", "an-order", "if-correct-press", "digits/1"]
        assert walk(flow, self.middle, mumbled, Silent())[1] == End(DESK)


class TestUnsure:
    few = heard("order 30, bill 28, help 22, buy 15")

    def test_the_best_three_are_offered(self, flow: Flow) -> None:
        place, output = walk(flow, self.few)
        assert said(output)[:4] == ["choose", "an-order", "vm-press", "digits/1"]
        assert [each for each in said(output) if str(each).startswith("digits")] == ["digits/1", "digits/2", "digits/3"]
        assert results(place) == ["heard order 31%, few"]

    def test_by_key(self, flow: Flow) -> None:
        assert walk(flow, self.few, Pressed("3"))[1] == End(HandOff("support", "help", {}, 0, "en"))

    def test_by_word_where_it_tells_them_apart(self, flow: Flow) -> None:
        _, output = walk(flow, self.few)
        offered = words(output)
        assert offered["parcel"] == "order"
        assert offered["my bill"] == "bill"
        assert offered["agent"] == "operator"
        _, output = walk(flow, self.few, Heard((Guess("bill", 0.8),)))
        assert output == End(HandOff("sales", "bill", {}, 4, "en"))
        shared = walk(flow, heard("order 35, buy 32, help 20"))[1]
        assert "order" not in words(shared)

    @pytest.mark.parametrize("lost", [Pressed("4"), Silent(), Unheard(Deaf.REJECTED), Heard((Guess("bill", 0.1),))])
    def test_two_answers_that_lead_nowhere(self, flow: Flow, lost: Input) -> None:
        _, output = walk(flow, self.few, lost)
        assert "choose" in said(output)
        assert walk(flow, self.few, lost, lost)[1] == End(DESK)


class TestForeseen:
    facts = {"caller.last_intents": "bill 0.1"}

    def test_what_is_likely_is_asked_first(self, flow: Flow) -> None:
        place, output = walk(flow, facts=self.facts)
        assert said(output) == ["again-about", "a-bill", "if-correct-press", "digits/1"]
        assert results(place) == ["foreseen bill 69%"]
        assert walk(flow, YES, facts=self.facts)[1] == End(HandOff("sales", "bill", {}, 4, "en"))

    def test_no_leads_to_the_open_question(self, flow: Flow) -> None:
        _, output = walk(flow, NO, facts=self.facts)
        assert said(output) == ["how-can-i-help"]

    def test_it_is_asked_once_only(self, flow: Flow) -> None:
        _, output = walk(flow, Silent(), facts=self.facts)
        assert said(output) == ["s", "how-can-i-help"]

    def test_it_still_counts_when_he_speaks(self, flow: Flow) -> None:
        """Equal words: his last call decides, unless he said it is not that."""
        place, _ = walk(flow, Silent(), heard("order 40, bill 40, buy 20"), facts=self.facts)
        assert results(place)[-2] == "bill: heard bill 87%"
        place, _ = walk(flow, NO, heard("order 40, bill 40, buy 20"), facts=self.facts)
        assert results(place)[-1].startswith("heard order")

    def test_unlikely_it_is_not_asked(self, flow: Flow) -> None:
        _, output = walk(flow, facts={"caller.last_intents": "bill 30"})
        assert said(output) == ["how-can-i-help"]

    def test_without_words_for_it_nothing_is_asked_beforehand(self, load: Load) -> None:
        silent = taught(load(NODE.replace("    again: [again-about]\n", "")))
        assert said(walk(silent, facts=self.facts)[1]) == ["how-can-i-help"]

    @pytest.mark.parametrize("fact", [7, "", "bill", "bill x, y", "unheard-of 0.1", None])
    def test_facts_that_tell_nothing(self, flow: Flow, fact: Fact) -> None:
        assert said(walk(flow, facts={"caller.last_intents": fact})[1]) == ["how-can-i-help"]


class TestKeys:
    def test_an_intent_has_its_key(self, flow: Flow) -> None:
        assert walk(flow, Pressed("2"))[1] == End(HandOff("sales", "bill", {}, 4, "en"))

    @pytest.mark.parametrize("before", [(), (heard("order 60, bill 30"),), (heard("order 30, bill 30"),)])
    def test_zero_is_a_person_at_every_step(self, flow: Flow, before: tuple[Input, ...]) -> None:
        assert walk(flow, *before, Pressed("0"))[1] == End(DESK)

    @pytest.mark.parametrize("before", [(heard("order 60, bill 30"),), (heard("order 30, bill 30"),)])
    def test_so_is_his_word(self, flow: Flow, before: tuple[Input, ...]) -> None:
        assert walk(flow, *before, Heard((Guess("operator", 0.9),)))[1] == End(DESK)

    def test_other_keys(self, flow: Flow) -> None:
        assert said(walk(flow, Pressed("*"))[1]) == ["how-can-i-help"]
        assert walk(flow, Pressed("#"))[1] == End(HandOff("sales", language="en"))
        assert said(walk(flow, Pressed("9"))[1]) == ["w", "how-can-i-help"]


class TestWithoutSpeech:
    def test_a_missing_engine_costs_no_try(self, flow: Flow) -> None:
        _, output = walk(flow, Unheard(Deaf.NO_ENGINE))
        assert said(output) == ["keys"]
        assert is_keys_only(output)
        assert said(walk(flow, Unheard(Deaf.NO_ENGINE), Silent())[1]) == ["keys"]
        assert walk(flow, Unheard(Deaf.NO_ENGINE), Silent(), Pressed("1"))[1] == End(
            HandOff("orders", "order", {"orders": 2}, 0, "en")
        )

    def test_where_there_are_no_keys_a_person_is_next(self, load: Load) -> None:
        mute = taught(load(NODE.replace("key: 1, ", "").replace("key: 2, ", "")))
        assert walk(mute, Unheard(Deaf.NO_ENGINE))[1] == End(DESK)

    @pytest.mark.parametrize(("why", "before"), [(Deaf.NOISE, "noise"), (Deaf.TOO_LONG, "long"), (Deaf.SILENCE, "s")])
    def test_what_was_wrong_is_said(self, flow: Flow, why: Deaf, before: str) -> None:
        assert said(walk(flow, Unheard(why))[1]) == [before, "how-can-i-help"]

    def test_machines(self, flow: Flow) -> None:
        assert walk(flow, Toned(Tone.TTY))[1] == End(HandOff("desk", "", {"tty": 1}, 0, "en"))
        assert walk(flow, Toned(Tone.FAX))[1] == End(Hangup())


def test_what_was_said_is_nowhere_in_the_path(flow: Flow) -> None:
    place, _ = walk(flow, heard("my name is Ann"), heard("order 60"), Silent("7"))
    assert "Ann" not in repr(place)


answers = st.one_of(
    st.builds(heard, st.sampled_from(["order 90", "order 50, bill 30", "order 20, bill 20, help 15", "x", ""])),
    st.sampled_from([YES, NO, Silent(), Spoken(), Pressed("1"), Pressed("2"), Pressed("7"), Pressed("*"), HungUp()]),
    st.sampled_from([Unheard(why) for why in Deaf] + [Toned(tone) for tone in Tone]),
    st.builds(lambda text, sure: Heard((Guess(text, sure),)), st.text(max_size=20), st.floats(0, 1)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(answers, max_size=12))
def test_whatever_callers_do_a_person_or_an_end_is_near(happened: list[Input]) -> None:
    flow = _FLOW[0]
    place, output = begin(flow, Started("c"))
    lost = 0
    for each in [Told({}), *happened]:
        if isinstance(output, End):
            break
        place, output = step(flow, place, each)
        lost = sum(not result.startswith(("heard", "repeat", "refused", "no speech")) for result in results(place))
    assert isinstance(output, End) or lost <= 1


_FLOW: list[Flow] = []


@pytest.fixture(autouse=True, scope="module")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    from ivr.read import read
    from tests.ivr.questions.script import ENDS, HEAD

    path = tmp_path_factory.mktemp("flow") / "f.yaml"
    path.write_text(HEAD.replace("start: a", "start: a\nentries: [bye, out]") + NODE + ENDS, encoding="utf-8")
    _FLOW[:] = [taught(read(path))]
