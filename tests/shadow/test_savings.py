"""Estimates against shops whose truth is known, because they are models."""

import numpy as np
import pytest

from acd.shadow.past import Past
from acd.shadow.people import Fate
from acd.shadow.savings import FEWEST_CALLS, savings
from acd.shadow.shadow import Shadow, Shop
from tests.shadow.shop import Model

pytestmark = pytest.mark.slow


def watched(model: Model, preset: str = "balanced") -> Shadow:
    shadow = Shadow(Shop(preset=preset))
    for fact in model.facts():
        shadow.take(fact)
    shadow.close(shadow.day.now)
    return shadow


def test_a_shop_that_cannot_be_bettered_is_not_said_to_be() -> None:
    """Equal agents who always pick up: all there is to save is the half second of the polling."""
    found = savings(_past(Model(dict.fromkeys("abcd", 120.0), per_hour=105, hours=2.5, seed=3)), seed=1)
    assert found is not None
    assert found.saved_s.low < 0 < found.saved_s.high
    assert found.kept.low < 0 < found.kept.high
    assert found.ours_wait_s.value == pytest.approx(found.as_was_wait_s, rel=0.25)


def test_a_shop_that_rings_a_deaf_agent_is_bettered() -> None:
    model = Model(
        dict.fromkeys("abcd", 120.0) | {"deaf": 120.0}, per_hour=75, hours=4, seed=4, deaf=frozenset({"deaf"})
    )
    found = savings(_past(model), seed=1)
    assert found is not None
    assert found.kept.low > 0
    assert found.plain_s.value == pytest.approx(found.saved_s.value, rel=0.7)  # equal agents: choosing saves nothing
    assert found.ours_abandoned.high < found.as_was_abandoned


def test_too_few_calls_are_not_estimated_from() -> None:
    model = Model({"a": 60.0}, per_hour=20, hours=1, seed=1)
    past = _past(model)
    assert len(past.stays) < FEWEST_CALLS
    assert savings(past, seed=1) is None


def test_the_same_seed_gives_the_same() -> None:
    model = Model({"a": 100.0, "b": 60.0}, per_hour=60, hours=0.75, seed=2)
    past = _past(model)
    first = savings(past, seed=7)
    assert first == savings(past, seed=7)
    assert first != savings(past, seed=8)


def test_what_is_known_of_a_caller_is_not_drawn() -> None:
    """Who gave up gave up then; who was answered would have waited longer; the rate is that of giving up."""
    past = _past(Model({"a": 100.0}, per_hour=45, hours=6, seed=2, patience_s=90.0))

    drawn = past.draw(np.random.default_rng(1))
    for stay, patience_s in zip(past.stays, drawn.patience_s, strict=True):
        if stay.fate is Fate.ABANDONED:
            assert patience_s == stay.waited_s
        else:
            assert patience_s > stay.waited_s
    assert 1 / past.rate == pytest.approx(90.0, rel=0.3)


def _past(model: Model) -> Past:
    shadow = watched(model)
    return Past(shadow.day, shadow.adviser)
