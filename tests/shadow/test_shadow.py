import pytest

from acd.shadow import facts as f
from acd.shadow.shadow import Shadow, Shop
from tests.shadow.heard import facts
from tests.shadow.shop import QUEUE, START


def watched(told: list[f.Fact]) -> Shadow:
    shadow = Shadow(Shop())
    for fact in told:
        shadow.take(fact)
    shadow.close(shadow.day.now)
    return shadow


def test_the_report_of_what_a_real_asterisk_told() -> None:
    report = watched(facts("silent_first_choice")).report()
    assert (report.rings.made, report.rings.missed, report.rings.skipped) == (6, 4, 3)
    assert report.rings.why == {"missed this call already": 3}
    assert report.rings.skipped_s == pytest.approx(9.0, abs=0.1)
    assert report.overtaken == 1
    assert {line.name: (line.calls, line.missed) for line in report.agents} == {"Ann": (0, 4), "Ben": (1, 0)}
    waits = report.waits
    parts = waits.all_busy_s + waits.idle_s + waits.missed_ring_s + waits.answered_ring_s
    assert parts == pytest.approx(waits.total_s, abs=0.001)


@pytest.mark.parametrize(("strategy", "judged"), [("rrmemory", 1), ("ringall", 0)])
def test_a_queue_that_rings_everybody_does_not_choose(strategy: str, judged: int) -> None:
    told: list[f.Fact] = [f.QueueSeen(START, QUEUE, strategy, (), ("a", "b"))]
    told += [f.AgentSeated(START, QUEUE, agent, agent, 0, False, True, False) for agent in "ab"]
    told += [f.CallerJoined(START + 1, QUEUE, "1", 1), f.AgentRung(START + 1, QUEUE, "1", "a")]
    told += [f.AgentConnected(START + 2, QUEUE, "1", "a", 1), f.TalkEnded(START + 9, QUEUE, "1", "a", 7)]
    assert watched(told).report().choices.judged == judged


def test_a_wrapuptime_shows() -> None:
    """Whenever somebody waits a freed agent is rung only eight seconds later."""
    told: list[f.Fact] = [f.AgentSeated(START, QUEUE, "a", "a", 0, False, True, False)]
    told.append(f.CallerJoined(START, QUEUE, "0", 1))
    for number in range(12):
        at, name = START + 100 * number, str(number)
        told += [
            f.AgentRung(at + 8, QUEUE, name, "a"),
            f.AgentConnected(at + 9, QUEUE, name, "a", 1),
            f.CallerJoined(at + 20, QUEUE, str(number + 1), 1),
            f.TalkEnded(at + 100, QUEUE, name, "a", 91),
        ]
    report = watched(told).report()
    assert report.reactions is not None
    assert report.reactions.p50_s == 8.0
    assert any("within 8 s: that looks like a wrapuptime" in line for line in report.unknown)


def test_so_far_nothing_is_estimated() -> None:
    assert watched(facts("two_callers_one_silent")).so_far().savings is None
