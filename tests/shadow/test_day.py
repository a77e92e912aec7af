import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.shadow import facts as f
from acd.shadow.day import Day
from acd.shadow.people import Fate, Rang, Stay
from tests.shadow.heard import facts
from tests.shadow.shop import QUEUE, START, Model


def lived(told: list[f.Fact], *, wrap_s: float = 0.0) -> Day:
    day = Day(wrap_s=wrap_s)
    for fact in told:
        day.take(fact)
    day.close(day.now)
    return day


def seat(at: float, agent: str, **changes: object) -> f.AgentSeated:
    usual: dict[str, object] = {"penalty": 0, "is_paused": False, "is_reachable": True, "is_busy": False}
    return f.AgentSeated(at, QUEUE, agent, agent, **(usual | changes))  # type: ignore[arg-type]


def by_caller(day: Day) -> dict[str, Stay]:
    return {stay.caller.rpartition(".")[2]: stay for stay in day.stays}


def test_two_callers_and_a_silent_agent() -> None:
    """As tried on a real Asterisk: Ann lets it ring for 3 s, app_queue waits another second, then Ben is rung."""
    stays = by_caller(lived(facts("two_callers_one_silent")))
    first, second, third = stays["0"], stays["2"], stays["5"]
    assert (first.fate, second.fate, third.fate) == (Fate.ANSWERED, Fate.ANSWERED, Fate.ABANDONED)
    assert first.waited_s == pytest.approx(4.006, abs=0.01)
    assert first.missed_ring_s == pytest.approx(3.0, abs=0.01)
    assert first.idle_s == pytest.approx(1.0, abs=0.02)
    assert [ring.result for ring in first.rings] == [Rang.MISSED, Rang.ANSWERED]
    assert second.waited_s < 0.01
    assert first.overtaken == 1
    assert third.missed_ring_s == pytest.approx(1.0, abs=0.01)
    assert [ring.result for ring in third.rings] == [Rang.STOPPED]


def test_a_silent_agent_of_the_lowest_penalty_keeps_the_others_from_being_rung() -> None:
    day = lived(facts("silent_first_choice"))
    first = by_caller(day)["0"]
    assert first.fate is Fate.ABANDONED
    assert [ring.skipped for ring in first.rings] == ["", *["missed this call already"] * 4]
    assert first.idle_s == pytest.approx(4.0, abs=0.1)  # four pauses of `retry`, Ben free all the time


def test_a_model_shop_is_measured_as_it_was() -> None:
    """Polled each second, a freed agent is rung after half a second on the mean, and nobody is rung in vain."""
    speeds = {"a": 100.0, "b": 140.0, "c": 180.0}
    day = lived(Model(speeds, per_hour=90, hours=4, seed=5).facts())
    assert sum(day.reactions_s) / len(day.reactions_s) == pytest.approx(0.5, abs=0.1)
    assert max(day.reactions_s) <= 1.0
    assert all(stay.idle_s <= 1.0 and not stay.missed_ring_s for stay in day.stays)
    assert not any(stay.overtaken for stay in day.stays)


@pytest.mark.parametrize(("wrap_s", "idle_s"), [(0.0, 12.0), (10.0, 2.0)])
def test_wrap_up_that_was_told_is_not_idling(wrap_s: float, idle_s: float) -> None:
    told = [
        seat(START, "a"),
        f.CallerJoined(START, QUEUE, "1", 1),
        f.AgentRung(START, QUEUE, "1", "a"),
        f.AgentConnected(START + 1, QUEUE, "1", "a", 1),
        f.CallerJoined(START + 5, QUEUE, "2", 1),
        f.TalkEnded(START + 10, QUEUE, "1", "a", 9),
        f.AgentRung(START + 22, QUEUE, "2", "a"),
        f.AgentConnected(START + 23, QUEUE, "2", "a", 1),
        f.TalkEnded(START + 30, QUEUE, "2", "a", 7),
    ]
    day = lived(list(told), wrap_s=wrap_s)
    assert by_caller(day)["2"].idle_s == pytest.approx(idle_s)
    assert day.reactions_s == [pytest.approx(idle_s)]


def test_a_talk_ends_by_its_agent_where_the_caller_is_not_told() -> None:
    told = [
        seat(START, "a"),
        f.CallerJoined(START, QUEUE, "1", 1),
        f.AgentConnected(START + 1, QUEUE, "1", "a", 1),
        f.TalkEnded(START + 5, "other", "", "a", 4),
        f.TalkEnded(START + 9, QUEUE, "", "a", 8),
    ]
    assert by_caller(lived(list(told)))["1"].handle_s == 8.0


@pytest.mark.parametrize("change", [{"is_paused": True}, {"is_reachable": False}, {"is_busy": True}])
def test_who_cannot_serve_lets_nobody_wait(change: dict[str, bool]) -> None:
    told = [seat(START, "a", **change), f.CallerJoined(START, QUEUE, "1", 1), f.CallerAbandoned(START + 9, QUEUE, "1")]
    assert by_caller(lived(list(told)))["1"].idle_s == 0


def test_a_caller_who_leaves_unanswered_left_otherwise() -> None:
    told = [seat(START, "a"), f.CallerJoined(START, QUEUE, "1", 1), f.CallerLeft(START + 9, QUEUE, "1")]
    stay = by_caller(lived(list(told)))["1"]
    assert (stay.fate, stay.waited_s) == (Fate.LEFT, 9.0)


def test_what_was_not_heard_is_not_judged() -> None:
    told = [
        seat(START, "a"),
        f.CallerJoined(START, QUEUE, "1", 1),
        f.WatchLost(START + 1),
        f.QueueSeen(START + 61, QUEUE, "rrmemory", (), ("a",)),
    ]
    day = lived(list(told))
    stay = by_caller(day)["1"]
    assert (stay.fate, stay.is_whole, day.lost_s) == (Fate.UNKNOWN, False, 60.0)


def test_three_misses_in_a_row_pause_an_agent_with_us() -> None:
    told: list[f.Fact] = [seat(START, "a")]
    for number in range(4):
        at = START + 100 * number
        told += [
            f.CallerJoined(at, QUEUE, str(number), 1),
            f.AgentRung(at, QUEUE, str(number), "a"),
            f.RingMissed(at + 15, QUEUE, str(number), "a", 15),
            f.CallerAbandoned(at + 16, QUEUE, str(number)),
        ]
    assert [ring.skipped for ring in lived(told).rings] == ["", "", "", "missed 3 calls in a row"]


# --- whatever is told, in whatever order ---

_at = st.floats(START, START + 600)
_who = st.sampled_from(["a", "b"])
_caller = st.sampled_from(["1", "2", "3"])
_queue = st.sampled_from([QUEUE, "other"])
_fact: st.SearchStrategy[f.Fact] = st.one_of(
    st.builds(f.QueueSeen, _at, _queue, st.just("ringall"), st.tuples(_caller), st.tuples(_who)),
    st.builds(f.WatchLost, _at),
    st.builds(f.AgentSeated, _at, _queue, _who, _who, st.just(0), st.booleans(), st.booleans(), st.booleans()),
    st.builds(f.AgentUnseated, _at, _queue, _who),
    st.builds(f.CallerJoined, _at, _queue, _caller, st.just(1)),
    st.builds(f.CallerLeft, _at, _queue, _caller),
    st.builds(f.CallerAbandoned, _at, _queue, _caller),
    st.builds(f.AgentRung, _at, _queue, _caller, _who),
    st.builds(f.RingMissed, _at, _queue, _caller, _who, st.floats(0, 30)),
    st.builds(f.AgentConnected, _at, _queue, _caller, _who, st.floats(0, 30)),
    st.builds(f.TalkEnded, _at, _queue, _caller, _who, st.floats(0, 30)),
)


@settings(max_examples=150, deadline=None)
@given(told=st.lists(_fact, max_size=40))
def test_whatever_is_told_the_seconds_add_up(told: list[f.Fact]) -> None:
    day = lived(told)
    for stay in day.stays:
        parts = stay.answered_ring_s + stay.missed_ring_s + stay.idle_s + stay.busy_s
        assert stay.ringing == 0
        assert not stay.is_waiting
        if stay.is_whole:
            assert parts == pytest.approx(stay.waited_s, abs=2.5)
    for worker in day.workers.values():
        assert worker.ringing == 0
        assert all(start <= end for start, end in worker.there)


@settings(max_examples=40, deadline=None)
@given(order=st.randoms(use_true_random=False), name=st.sampled_from(["two_callers_one_silent", "silent_first_choice"]))
def test_facts_told_twice_are_told_once(order: object, name: str) -> None:
    once = facts(name)
    twice = [fact for fact in once for _ in range(order.choice((1, 1, 2)))]  # type: ignore[attr-defined]
    assert [(s.caller, s.fate, s.until, len(s.rings)) for s in lived(twice).stays] == [
        (s.caller, s.fate, s.until, len(s.rings)) for s in lived(once).stays
    ]
