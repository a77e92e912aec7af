"""The side-by-side bench reads the PBX's events rightly."""

from itertools import chain

import numpy as np
import pytest

from bench.duel.figures import ratio, spread
from bench.duel.timeline import Timeline, timeline

Event = dict[str, str]


def event(at: float, name: str, channel: str, **more: str) -> Event:
    return {"Event": name, "Timestamp": f"{at:.6f}", "Channel": channel, "Uniqueid": channel, **more}


def caller(number: int, at: float, *, by: str = "QueueCallerJoin") -> list[Event]:
    channel = f"PJSIP/trunk-{number}"
    said = event(at + 1, by, channel) if by == "QueueCallerJoin" else event(at + 1, "UserEvent", channel, UserEvent=by)
    return [event(at, "Newchannel", channel), said]


def talk(number: int, phone: str, at: float, until: float) -> list[Event]:
    """The agent's leg comes into the bridge a tenth of a second after the caller."""
    here, leg, bridge = f"PJSIP/trunk-{number}", f"PJSIP/{phone}-{number}", {"BridgeUniqueid": f"b{number}"}
    return [
        event(at - 0.1, "BridgeEnter", here, **bridge),
        event(at, "BridgeEnter", leg, **bridge),
        event(until, "BridgeLeave", leg, **bridge),
        event(until, "BridgeLeave", here, **bridge),
        event(until + 0.5, "Hangup", leg),
        event(until + 0.5, "Hangup", here),
    ]


def seen(*parts: list[Event], agents: int) -> Timeline:
    return timeline(sorted(chain(*parts), key=lambda each: float(each["Timestamp"])), agents)


@pytest.mark.parametrize("by", ["QueueCallerJoin", "AcdHolding"])
def test_a_call_is_connected_when_both_are_in_the_bridge(by: str) -> None:
    found = seen(caller(1, 10, by=by), talk(1, "2001", 15, 20), agents=1)
    assert found.from_entry_s() == [4]
    assert found.from_invite_s() == [5]
    assert found.is_over


def test_a_freeing_is_one_with_somebody_waiting() -> None:
    found = seen(
        caller(1, 0), caller(2, 1), caller(3, 30), talk(1, "2001", 3, 10), talk(2, "2001", 12, 20),
        talk(3, "2001", 32, 40), agents=1,
    )  # fmt: skip
    assert found.freed_s == pytest.approx([2])  # nobody waited at 20


def test_freed_agents_are_matched_in_order_whoever_is_chosen() -> None:
    found = seen(
        caller(1, 0), caller(2, 0), caller(3, 0), caller(4, 0),
        talk(1, "2001", 3, 10), talk(2, "2002", 3, 11), talk(3, "2002", 12, 20), talk(4, "2001", 14, 20), agents=2,
    )  # fmt: skip
    assert found.freed_s == pytest.approx([2, 3])


def test_idle_agents_come_before_a_freed_one() -> None:
    found = seen(caller(1, 0), caller(2, 5), talk(1, "2001", 3, 7), talk(2, "2002", 9, 12), agents=2)
    assert found.freed_s == []  # one caller waited at 7 and another agent was idle for him


def test_ratio_holds_the_true_one_and_spread_the_repetitions() -> None:
    draw = np.random.default_rng(1)
    ours, theirs = ([list(draw.normal(mean, 0.1, 50)) for _ in range(5)] for mean in (1.0, 4.0))
    got = ratio(ours, theirs, seed=1)
    assert got.low < 0.25 < got.high
    assert got == ratio(ours, theirs, seed=1)
    assert spread([[1.0, 2.0, 3.0], [5.0]]).lowest == 2
    assert spread([[1.0, 2.0, 3.0], [5.0]]).highest == 5
