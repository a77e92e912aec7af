"""The app_queue model does what its docstring says."""

import statistics
from dataclasses import replace

import pytest

from acd.simulate.results import figures
from acd.simulate.run import play
from acd.simulate.scenarios import SCENARIOS, Options, simple
from acd.simulate.tape import Fate, Tape
from acd.simulate.traffic import Calls
from acd.simulate.world import Case


def case_of(at: list[float], handle_s: float, agents: int, away: frozenset[int] = frozenset()) -> Case:
    kind, group = simple.Kind("calls", handle_s, 0.1), simple.Group("agents", agents, (0,))
    world = replace(simple.world([kind], [group], 20.0, 1000.0, 0.0), away=away)
    count = len(at)
    return Case(world, Calls(at, [0] * count, [600.0] * count, [1.0] * count, [0.5] * count), 1)


def idles_while_calls_wait(tape: Tape) -> list[float]:
    """For each call answered after a wait by an agent who was free before: how long that agent had idled meanwhile."""
    ends: dict[int, float] = {}
    found = []
    for call in sorted(range(len(tape.at)), key=tape.answered.__getitem__):
        if tape.fate[call] is Fate.ANSWERED:
            agent, answered = tape.agent[call], tape.answered[call]
            if agent in ends and answered > tape.at[call]:
                found.append(answered - max(ends[agent], tape.at[call]))
            ends[agent] = tape.ended[call]
    return found


def test_a_freed_agent_idles_half_a_second_while_one_caller_waits() -> None:
    """One agent, two callers in turn at odd phases: the second one's look comes anywhere within a second."""
    idles = []
    for phase in range(200):
        tape = play(case_of([0.0, 1.0 + phase / 200.0], 30.0 + phase * 0.37 % 1.0, 1), "queue-rrmemory")
        idles += idles_while_calls_wait(tape)
    assert statistics.fmean(idles) == pytest.approx(0.5, abs=0.08)
    assert 0.0 <= min(idles) <= max(idles) <= 1.0


def test_under_load_idling_lasts_until_the_next_look_of_whose_turn_it_is() -> None:
    case = SCENARIOS["short"].draw(1, Options(seconds=2000.0, load=1.1))
    polled = idles_while_calls_wait(play(case, "queue-rrmemory-shipped"))
    assert 0.2 < statistics.fmean(polled) < 1.5
    assert statistics.fmean(idles_while_calls_wait(play(case, "longest-idle"))) == pytest.approx(0.0, abs=1e-9)


def test_without_autofill_only_the_first_in_line_is_served() -> None:
    """The first caller rings a silent phone for 15 s; behind him an agent is free."""
    silent_first = case_of([0.0, 1.0], 60.0, 2, away=frozenset({0}))
    shipped, tuned = play(silent_first, "queue-linear-shipped"), play(silent_first, "queue-linear")
    assert tuned.answered[1] == 1.0
    assert shipped.answered[1] > 15.0


def test_a_missed_call_waits_for_retry_and_linear_goes_on_behind_the_silent() -> None:
    case = case_of([0.0], 60.0, 2, away=frozenset({0}))
    assert play(case, "queue-linear-shipped").answered == [20.0]
    assert play(case, "queue-linear").answered == [16.0]


def test_leastrecent_rings_the_same_silent_phone_again_unless_it_is_paused() -> None:
    case = case_of([0.0], 60.0, 2, away=frozenset({0}))
    forgetful, paused = play(case, "queue-leastrecent-nopause"), play(case, "queue-leastrecent")
    assert forgetful.fate == [Fate.ABANDONED]
    assert forgetful.missed > 30
    assert paused.answered == [16.0]
    assert paused.missed == 1


def test_ringall_serves_one_caller_at_a_time_by_whoever_answers() -> None:
    tape = play(case_of([0.0, 0.5], 60.0, 3, away=frozenset({0})), "queue-ringall")
    assert tape.answered == [0.0, 0.5]
    assert tape.missed == 0
    assert 0 not in tape.agent


def test_penalties_keep_helpers_for_later() -> None:
    case = SCENARIOS["s1"].draw(1, Options(seconds=3000.0, warm_s=0.0, load=0.7))

    def helped(policy: str) -> float:
        tape = play(case, policy)
        return statistics.fmean(case.world.rank[k][j] for k, j in zip(tape.kind, tape.agent, strict=True) if j >= 0)

    assert helped("queue-rrmemory-penalty") < 0.5 * helped("queue-rrmemory")


@pytest.mark.parametrize("strategy", ["random", "rrordered", "linear", "leastrecent", "fewestcalls", "wrandom"])
def test_strategies_differ_but_serve(strategy: str) -> None:
    case = SCENARIOS["s1"].draw(1, Options(seconds=1500.0, warm_s=0.0, agents=20))
    tape = play(case, f"queue-{strategy}-penalty")
    assert tape.agent != play(case, "queue-rrmemory-penalty").agent
    assert figures(tape)[0].answered > 0.8 * len(tape.at)
