"""The engine against exact values, and what must always hold of a run."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from acd.core.erlang import erlang_a, erlang_c
from acd.simulate.compare import interval
from acd.simulate.results import figures, result
from acd.simulate.run import play
from acd.simulate.scenarios import SCENARIOS, Options, simple
from acd.simulate.tape import NEVER, Fate, Tape
from acd.simulate.traffic import Stream, draw, exponential, no_end
from acd.simulate.world import Case, Retrial, ShiftChange, World

HANDLE_S = 180.0


def one_kind(seed: int, agents: int, per_s: float, patience_s: float, end_s: float, warm_s: float = 0.0) -> Case:
    world = simple.world(
        [simple.Kind("calls", HANDLE_S, per_s)], [simple.Group("agents", agents, (0,))], 20.0, end_s, warm_s
    )
    patience = no_end() if math.isinf(patience_s) else exponential(patience_s)
    return Case(world, draw(seed, [Stream([(0.0, per_s)], patience, exponential())], end_s), seed)


def test_waits_are_those_of_erlang_c() -> None:
    exact = erlang_c(14, 200.0, HANDLE_S)
    runs = [play(one_kind(seed, 14, 200 / 3600, math.inf, 60_000.0, 4_000.0), "longest-idle") for seed in range(12)]
    overall = [figures(run)[0] for run in runs]
    for name, value in (("p_wait", exact.p_wait), ("asa", exact.asa_s), ("sl", exact.service_level)):
        found = interval([getattr(each, name) for each in overall])
        assert abs(found.mean - value) < 1.5 * found.half, name
        assert found.half < 0.25 * value, name


def test_impatience_is_that_of_erlang_a() -> None:
    exact = erlang_a(50, 600.0, 300.0, 120.0)
    cases = [SCENARIOS["erlang-a"].draw(seed, Options(seconds=20_000.0)) for seed in range(1, 13)]
    runs = [result(play(case, "longest-idle"), "erlang-a", "longest-idle", 300.0, 1.0) for case in cases]
    for name, value in (("p_wait", exact.p_wait), ("abandonment", exact.p_abandon), ("sl", exact.service_level)):
        found = interval([getattr(run.overall, name) for run in runs])
        assert abs(found.mean - value) < 1.5 * found.half, name
    occupied = interval([run.occupancy for run in runs])
    assert abs(occupied.mean - exact.occupancy) < 1.5 * occupied.half


POLICIES = (
    "queue-rrmemory-penalty",
    "queue-ringall-shipped",
    "callcenter-round-robin",
    "queue-idleness-ratio",
    "acd-fair",
)


def small(seed: int = 3) -> Case:
    return SCENARIOS["s1"].draw(seed, Options(seconds=1500.0, warm_s=300.0, agents=20, load=1.1))


@pytest.mark.parametrize("policy", POLICIES)
def test_every_call_has_one_fate_and_every_agent_one_call(policy: str) -> None:
    case = small()
    tape = play(case, policy)
    assert Fate.OPEN not in tape.fate
    assert len(tape.at) == len(case.calls)
    busy: dict[int, list[tuple[float, float]]] = {}
    for call, fate in enumerate(tape.fate):
        if fate is Fate.ANSWERED:
            waited = tape.answered[call] - tape.at[call]
            assert 0.0 <= waited <= tape.patience[call]
            expected = case.world.handle_s[tape.kind[call]][tape.agent[call]] * case.calls.noise[call]
            assert tape.ended[call] - tape.answered[call] == pytest.approx(expected)
            busy.setdefault(tape.agent[call], []).append((tape.answered[call], tape.ended[call]))
        else:
            assert fate is Fate.ABANDONED
            assert tape.gone[call] - tape.at[call] == pytest.approx(tape.patience[call])
            assert tape.answered[call] == NEVER
    for spans in busy.values():
        spans.sort()
        assert all(first[1] <= second[0] + 1e-9 for first, second in itertools.pairwise(spans))


@pytest.mark.parametrize("policy", POLICIES)
def test_a_run_repeats_to_the_bit(policy: str) -> None:
    first, second = play(small(), policy), play(small(), policy)
    assert first.answered == second.answered
    assert first.agent == second.agent
    assert play(small(4), policy).answered != first.answered


def test_every_policy_meets_the_same_calls() -> None:
    tapes = [play(small(), policy) for policy in POLICIES]
    for tape in tapes[1:]:
        assert tape.at == tapes[0].at
        assert tape.kind == tapes[0].kind
        assert tape.patience == tapes[0].patience
    assert len({tuple(tape.agent) for tape in tapes}) == len(tapes)


def busiest(tape: Tape) -> int:
    """The most calls in the house at once."""
    steps = [(at, 1) for at, fate in zip(tape.at, tape.fate, strict=True) if fate is not Fate.BLOCKED]
    ends = [ended if ended != NEVER else gone for ended, gone in zip(tape.ended, tape.gone, strict=True)]
    steps += [(end, -1) for end, fate in zip(ends, tape.fate, strict=True) if fate is not Fate.BLOCKED]
    return int(np.cumsum([step for _, step in sorted(steps)]).max())


def test_lines_are_a_limit() -> None:
    case = one_kind(1, 5, 0.1, math.inf, 2000.0)
    tape = play(Case(replace(case.world, lines=8), case.calls, 1), "longest-idle")
    assert busiest(tape) == 8
    assert tape.fate.count(Fate.BLOCKED) > 0


def test_who_gave_up_calls_again_as_patient_as_before() -> None:
    case = one_kind(2, 3, 0.1, 60.0, 3000.0)
    tape = play(Case(replace(case.world, retrial=Retrial(0.75, 300.0)), case.calls, 2), "longest-idle")
    again = [call for call, is_again in enumerate(tape.again) if is_again]
    gave_up = tape.fate.count(Fate.ABANDONED)
    assert len(tape.at) == len(case.calls) + len(again)
    assert len(again) / gave_up == pytest.approx(0.75, abs=0.08)
    for call in again:
        first = tape.first[call]
        assert tape.at[call] >= tape.at[first] + tape.patience[first] + 300.0 - 1e-6
        assert tape.before[call] >= tape.patience[first] - 1e-6


def shift_world(changes: tuple[ShiftChange, ...], patience_s: float = math.inf) -> Case:
    case = one_kind(5, 10, 0.05, patience_s, 4000.0)
    world: World = replace(case.world, shifts=changes, clears=patience_s < math.inf)
    return Case(world, case.calls, 5)


@pytest.mark.parametrize("policy", ["longest-idle", "queue-rrmemory", "acd-longest-idle"])
def test_who_is_on_a_call_finishes_it_past_his_shift(policy: str) -> None:
    tape = play(shift_world((ShiftChange(0.0, 0, 10), ShiftChange(2000.0, 0, 4))), policy)
    calls = [(a, e) for a, e, f in zip(tape.answered, tape.ended, tape.fate, strict=True) if f is Fate.ANSWERED]
    assert sum(a < 2000.0 < e for a, e in calls) > 4
    assert all(sum(a < at < e for a, e in calls) <= 4 for at in (3400.0, 3700.0, 3999.0))
    gone = sorted(until for _, _, until in tape.stays)
    assert sum(2000.0 <= until < tape.until for until in gone) == 6


@pytest.mark.parametrize("policy", ["longest-idle", "acd-longest-idle"])
def test_at_closing_time_who_waits_is_sent_away_and_who_comes_later_waits_in_vain(policy: str) -> None:
    changes = (ShiftChange(0.0, 0, 10), ShiftChange(1000.0, 0, 1), ShiftChange(2000.0, 0, 0))
    tape = play(shift_world(changes, patience_s=200.0), policy)
    for fate, at, gone in zip(tape.fate, tape.at, tape.gone, strict=True):
        if at > 2000.0:
            assert fate is Fate.ABANDONED
        elif fate is not Fate.ANSWERED:
            assert fate is (Fate.SENT_AWAY if gone == 2000.0 else Fate.ABANDONED)
    assert tape.fate.count(Fate.SENT_AWAY) > 2
