"""Who answers his phone, and how fast."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.core.routing.pickup import FIRST, FIRST_DELAY_S, MEMORY, PickUp


def test_at_first_everybody_answers_nearly_always():
    assert PickUp().chance("ann") == FIRST
    assert PickUp().delay_s() == FIRST_DELAY_S


def test_who_never_answers_is_known_for_it_and_forgiven_in_time():
    seen = PickUp()
    for _ in range(30):
        seen.offered("away", answered=False)
        seen.offered("here", answered=True)
    assert seen.chance("away") < 0.25 < 0.85 < seen.chance("here")
    assert seen.row(("away", "here")).tolist() == [seen.chance("away"), seen.chance("here")]
    for _ in range(int(3 * MEMORY)):
        seen.offered("away", answered=True)
    assert seen.chance("away") > 0.85


def test_the_delay_is_a_mean():
    seen = PickUp()
    for _ in range(1000):
        seen.connected(8.0)
    assert seen.delay_s() == pytest.approx(8.0, rel=0.02)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=80))
def test_it_stays_a_chance_and_comes_back_as_it_was_kept(offers):
    seen, other = PickUp(), PickUp()
    for agent, answered in offers:
        seen.offered(agent, answered=answered)
        seen.connected(3.0)
    for piece in seen.dump():
        other.take(piece)
    for agent in "abc":
        assert 0.0 < seen.chance(agent) < 1.0
        assert other.chance(agent) == seen.chance(agent)
    assert other.delay_s() == seen.delay_s()
    other.forget("a")
    assert other.chance("a") == other.chance("c")
