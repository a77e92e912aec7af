"""The Floor as a mind: what it is told, and that its own doings come back to it."""

from dataclasses import replace
from itertools import pairwise

import pytest

from acd.core.events import AgentPaused, Event
from acd.core.floor import Floor
from acd.core.records import AgentState
from acd.core.roster import Weights
from acd.simulate.engine import Engine
from acd.simulate.floor_mind import EPOCH, FloorMind
from acd.simulate.house import handle_times, roster_of
from acd.simulate.run import play
from acd.simulate.scenarios import SCENARIOS, Options
from acd.simulate.tape import Fate
from acd.simulate.world import Case


def small(**changes: object) -> Case:
    case = SCENARIOS["s1"].draw(3, Options(seconds=1500.0, warm_s=0.0, agents=12, load=0.9))
    return Case(replace(case.world, **changes), case.calls, 3)  # type: ignore[arg-type]


def test_what_is_asked_every_so_often_is_told_to_the_floor() -> None:
    case, asked = small(), []

    def pause_one(floor: Floor, now: float) -> Event | None:
        asked.append(now - EPOCH)
        states = {agent.agent: agent.state for agent in floor.view(now).agents}
        return AgentPaused("a0003", "", "test") if states["a0003"] is AgentState.READY else None

    mind = FloorMind(roster_of(case.world, Weights(), 3), every=((100.0, pause_one),))
    tape = Engine(case, mind).run()
    assert asked == [100.0 * step for step in range(15)]
    assert tape.agent.count(3) < 0.5 * tape.agent.count(4)


def test_known_handle_times_are_put_to_use_at_once() -> None:
    case = small(warm_s=0.0)
    known = FloorMind(roster_of(case.world, Weights(), 3), told=(handle_times(case.world),))
    ignorant = FloorMind(roster_of(case.world, Weights(), 3))
    waits = [sum(tape.ended) - sum(tape.answered) for tape in (Engine(case, each).run() for each in (known, ignorant))]
    assert waits[0] < waits[1]


def test_phones_that_ring_before_they_are_answered_keep_callers_waiting() -> None:
    slow, quick = play(small(pickup_s=4.0), "acd-fair"), play(small(), "acd-fair")
    waits = [a - at for a, at, f in zip(slow.answered, slow.at, slow.fate, strict=True) if f is Fate.ANSWERED]
    assert min(waits) == pytest.approx(4.0)
    assert Fate.OPEN not in slow.fate
    assert min(a - at for a, at in zip(quick.answered, quick.at, strict=True) if a >= 0) == 0.0


def test_a_phone_never_answered_is_missed_and_its_caller_goes_to_the_next() -> None:
    tape = play(small(away=frozenset({0, 5})), "acd-fair")
    assert tape.missed > 1
    assert not {0, 5} & set(tape.agent)
    assert Fate.OPEN not in tape.fate
    paused = play(small(away=frozenset({0, 5})), "acd-fair-pause")
    assert paused.missed == 2


def test_wrap_up_is_part_of_the_handle_time() -> None:
    case = small()
    roster = roster_of(case.world, Weights(), 3)
    queues = {name: replace(rules, wrap_s=30.0) for name, rules in roster.queues.items()}
    tape = Engine(case, FloorMind(replace(roster, queues=queues))).run()
    calls = sorted(
        (tape.agent[c], tape.answered[c], tape.ended[c]) for c in range(len(tape.at)) if tape.answered[c] >= 0
    )
    for (agent, _, ended), (other, answered, _) in pairwise(calls):
        assert agent != other or answered >= ended - 1e-6
    call = next(c for c in range(len(tape.at)) if tape.answered[c] >= 0)
    expected = case.world.handle_s[tape.kind[call]][tape.agent[call]] * case.calls.noise[call]
    assert tape.ended[call] - tape.answered[call] == pytest.approx(max(expected, 30.0))
