"""Repeated calls and what they say of agents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.core.routing.resolution import FIRST_RATE, HIGHEST_RATE, MAX_OPEN, WINDOW_S, Resolution

PAUSE_S = WINDOW_S / 20  # between talks, so that windows close as others open


def number(serial: int) -> str:
    return f"+4930{serial:06}"


def seen(*agents: tuple[str, float], calls: int = 200) -> Resolution:
    """Each agent talks to `calls` callers about `k`, of whom the given share call again an hour later."""
    found, serial = Resolution(), 0
    for agent, share in agents:
        for turn in range(calls):
            serial += 1
            found.talked(number(serial), agent, "k", PAUSE_S * serial)
            if (turn + 1) * share - int(turn * share) >= 1:
                found.came(number(serial), "k", PAUSE_S * serial + 5)
    found.came("", "k", PAUSE_S * serial + 2 * WINDOW_S)
    return found


def test_at_first_everybody_is_alike():
    found = Resolution()
    assert found.chance("ann", "k") == pytest.approx(1.0 - FIRST_RATE)
    assert found.row(("ann", "bob"), "k").tolist() == [found.chance("ann", "k")] * 2


def test_who_rushes_his_callers_settles_less():
    found = seen(("rush", 0.4), ("care", 0.05))
    assert found.chance("rush", "k") < 0.72
    assert found.chance("care", "k") > 0.88
    assert found.chance("rush", "k") < found.chance("new", "k") < found.chance("care", "k")
    assert found.chance("rush", "other") < found.chance("care", "other")
    ids = ("rush", "care", "new")
    assert found.row(ids, "k").tolist() == pytest.approx([found.chance(agent, "k") for agent in ids])


def test_only_the_same_number_for_the_same_work_within_the_window_is_a_repeat():
    for again, key, later, counts in (
        (number(1), "k", WINDOW_S - 1, True),
        (number(2), "k", 5.0, False),
        (number(1), "l", 5.0, False),
        (number(1), "k", WINDOW_S + 1, False),
    ):
        found = Resolution()
        found.talked(number(1), "ann", "k", 0.0)
        found.came(again, key, later)
        found.came("", "k", 10 * WINDOW_S)
        rates = {piece.key: piece.values for piece in found.dump() if piece.what == "repeat rate"}
        assert rates["k"] == (1.0, float(counts))


def test_a_withheld_number_is_nobodys_and_open_windows_are_bounded():
    found = Resolution()
    for withheld in ("", "anonymous", "1"):
        found.talked(withheld, "ann", "k", 0.0)
    found.came("anonymous", "k", 1.0)
    assert list(found.dump()) == []
    for serial in range(MAX_OPEN + 10):
        found.talked(number(serial), "ann", "k", 0.0)
    assert len(found._open) == MAX_OPEN


def test_it_comes_back_as_it_was_kept_and_a_forgotten_agent_is_new():
    found, other = seen(("ann", 0.5)), Resolution()
    for piece in found.dump():
        other.take(piece)
    assert other.chance("ann", "k") == found.chance("ann", "k")
    other.forget("ann")
    assert other.chance("ann", "k") == other.chance("new", "k")


calls = st.tuples(st.sampled_from("ab"), st.integers(1, 4), st.booleans())


@given(st.lists(calls, max_size=60))
def test_a_chance_is_one(told):
    found = Resolution()
    for at, (agent, serial, again) in enumerate(told):
        found.talked(number(serial), agent, "k", float(at))
        if again:
            found.came(number(serial), "k", at + 0.5)
    for agent in "abc":
        assert 1.0 - HIGHEST_RATE <= found.chance(agent, "k") < 1.0
