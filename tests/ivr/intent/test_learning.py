"""When what a question knows is learned."""

import pytest

import ivr.intent.train
from ivr.intent.classifier import Classifier, untaught
from ivr.intent.learning import Learner
from ivr.intent.teaching import Taught, Teaching

TEACHING = Teaching("en", (Taught("order", ("where is my order",)), Taught("bill", ("the bill is wrong",))))


@pytest.fixture
def taught(monkeypatch: pytest.MonkeyPatch) -> list[Teaching]:
    """What was learned, in order; nothing really is."""
    seen: list[Teaching] = []

    def trained(teaching: Teaching) -> Classifier:
        seen.append(teaching)
        return untaught(("order", "bill"))

    monkeypatch.setattr(ivr.intent.train, "trained", trained)
    return seen


def test_it_is_learned_when_it_is_asked_and_once(taught: list[Teaching]) -> None:
    learner = Learner(TEACHING)
    assert learner.is_at_hand
    assert taught == []
    assert learner.chances("my order")["order"] == pytest.approx(1 / 3)
    assert learner.meaning is None
    assert learner.intents[:2] == ("order", "bill")
    assert taught == [TEACHING]


def test_put_off_it_is_at_hand_when_somebody_has_had_it_learned(taught: list[Teaching]) -> None:
    learner = Learner(TEACHING)
    learner.put_off()
    assert not learner.is_at_hand
    learner.learn()
    assert learner.is_at_hand
    assert taught == [TEACHING]
