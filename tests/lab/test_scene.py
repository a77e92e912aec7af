"""The demo's play is the same for the same seed and has what it is to show for any."""

from hypothesis import given, settings
from hypothesis import strategies as st

from acd.lab.scene import scene

AGENTS = ["1001", "1002", "1003"]


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32))
def test_every_seed_has_the_whole_cast(seed):
    play = scene(AGENTS, seed)
    assert play == scene(AGENTS, seed)
    assert [who.agent for who in play.colleagues if who.ring_s is None] == ["1002"]
    assert all(1 <= who.ring_s <= 3 for who in play.colleagues if who.ring_s is not None)
    assert len({caller.person.number for caller in play.callers}) == len(play.callers) == 21
    assert all(len(caller.person.keys) == len(caller.key_after_s) for caller in play.callers)
    assert [caller.at_s for caller in play.callers] == sorted(caller.at_s for caller in play.callers)
    assert play.callers[0].at_s >= 0
    assert sum(bool(caller.says) for caller in play.callers) == 3
    assert {caller.person.keys[:1] for caller in play.callers} == {"", "0", "1", "2", "3", "9"}


def test_another_seed_is_another_play():
    assert scene(AGENTS, 1) != scene(AGENTS, 2)
