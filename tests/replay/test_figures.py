"""Sums by block and queue, and intervals over blocks and runs, against hand-made figures."""

import numpy as np
import pytest

from acd.core.events import ContactArrived
from acd.core.records import Outcome
from acd.core.roster import QueueRules, Roster
from acd.replay.again import ABANDONED, ANSWERED, ELSE, Fared
from acd.replay.figures import ALL, Blocks, lines, recorded
from acd.replay.past import Call, Past, Span

HOURS = 10


def call(hour: int, outcome: Outcome, waited_s: float, *, is_counted: bool = True) -> Call:
    at = 3600.0 * hour + 1800.0
    arrival = ContactArrived("main-1", "main", "", "sales", at)
    talk_s, wrap_s = (200.0, 10.0) if outcome is Outcome.ANSWERED else (None, None)
    return Call(arrival, at, at + waited_s, outcome, "ann", talk_s, wrap_s, is_counted)


@pytest.fixture
def past() -> Past:
    calls = [call(hour, Outcome.ANSWERED, 5.0) for hour in range(HOURS)]
    calls += [call(hour, Outcome.ANSWERED, 35.0) for hour in range(HOURS)]
    calls += [call(hour, Outcome.ABANDONED, 60.0) for hour in range(0, HOURS, 2)]
    calls += [call(0, Outcome.LEFT_BY_KEY, 10.0), call(0, Outcome.ABANDONED, 500.0, is_counted=False)]
    spans = [
        Span("ann", "ready", 0.0, 5400.0),
        Span("ann", "talking", 5400.0, 7200.0),
        Span("ann", "paused", 7200, 9e9),
    ]
    roster = Roster({"sales": QueueRules("sales", service_level_s=30.0)}, {})
    return Past(0.0, 3600.0 * HOURS, roster, calls=calls, spans=spans)


def test_recorded_figures(past: Past) -> None:
    blocks = Blocks(past)
    assert (blocks.length_s, blocks.count) == (3600.0, HOURS)
    fared = recorded(past)
    assert {each.fate for each in fared} == {ANSWERED, ABANDONED, ELSE}
    was = blocks.sums(past, fared, past.spans)
    found = {line.name: line for line in lines(was, [was], [was], np.random.default_rng(1), ALL)}
    assert found["sl"].recorded == pytest.approx(10 / 26)
    assert found["asa_s"].recorded == pytest.approx(20.0)
    assert found["abandonment"].recorded == pytest.approx(5 / 26)
    assert found["aht_s"].recorded == pytest.approx(210.0)
    assert found["occupancy"].recorded == pytest.approx(1800 / 7200)
    assert all((line.difference.low, line.difference.high) == (0.0, 0.0) for line in found.values())
    assert found["sl"].as_is.low < 10 / 26 < found["sl"].as_is.high
    assert "occupancy" not in {line.name for line in lines(was, [was], [was], np.random.default_rng(1), "sales")}


def test_presence_is_split_at_the_blocks(past: Past) -> None:
    table = Blocks(past).sums(past, recorded(past), past.spans)[ALL]
    assert table[:3, 6].tolist() == [0.0, 1800.0, 0.0]
    assert table[:3, 7].tolist() == [3600.0, 3600.0, 0.0]


def test_a_gain_in_every_block_is_certain_and_one_in_few_is_not(past: Past) -> None:
    blocks, base = Blocks(past), recorded(past)
    was = blocks.sums(past, base, past.spans)

    def gain(hours: range) -> tuple[float, float]:
        better = [
            Fared(each.fate, each.waited_s / 2 if int(call.at // 3600) in hours else each.waited_s, each.handle_s)
            for each, call in zip(base, past.calls, strict=True)
        ]
        sums = blocks.sums(past, better, past.spans)
        found = {line.name: line for line in lines(was, [was, was], [sums, sums], np.random.default_rng(1), ALL)}
        return found["asa_s"].difference.low, found["asa_s"].difference.high

    assert gain(range(HOURS)) == (-10.0, -10.0)
    low, high = gain(range(1))
    assert low < -1.0
    assert high == 0.0


@pytest.mark.parametrize(("hours", "length_s"), [(1, 900.0), (2, 900.0), (8, 3600.0), (24, 3600.0), (24 * 8, 86_400.0)])
def test_blocks_are_as_long_as_there_are_enough(hours: int, length_s: float) -> None:
    assert Blocks(Past(1000.0, 1000.0 + 3600.0 * hours)).length_s == length_s


def test_nothing_to_tell(past: Past) -> None:
    nobody = Past(0.0, 7200.0, past.roster)
    empty = Blocks(nobody).sums(nobody, [], [])
    for line in lines(empty, [empty], [empty], np.random.default_rng(1), ALL):
        assert line.recorded is line.difference.value is line.as_is.low is None
