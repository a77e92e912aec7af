"""Figures of a day short enough to work out by hand."""

from dataclasses import replace

import pytest

from acd.simulate.published import PUBLISHED
from acd.simulate.results import figures, result
from acd.simulate.run import play
from acd.simulate.tape import Tape
from acd.simulate.world import Case, Retrial
from tests.simulate.floors import case_of


@pytest.fixture
def tape() -> Tape:
    """One agent, calls of 50 s: answered at once, after 40 s and after 20 s exactly; the fourth gives up."""
    return play(case_of(((50.0,),), [(0.0, 0), (10.0, 0), (80.0, 0), (81.0, 0)], patience_s=48.5), "longest-idle")


def test_figures_of_calls(tape: Tape) -> None:
    overall, kinds = figures(tape)
    assert kinds == {"kind0": overall}
    assert tape.answered == [0.0, 50.0, 100.0, -1.0]
    assert (overall.offered, overall.answered) == (4, 3)
    assert overall.sl == 0.5  # at once, and after 20 s exactly
    assert overall.asa == 20.0
    assert overall.abandonment == 0.25
    assert overall.p_wait == 0.75
    assert overall.aht == 50.0
    assert overall.wait_p50 == 20.0


def test_only_calls_and_time_measured_count(tape: Tape) -> None:
    world = replace(tape.case.world, warm_s=75.0, end_s=125.0)
    measured = play(Case(world, tape.case.calls, 1), "longest-idle")
    found = result(measured, "x", "longest-idle", 40.0, 1.0)
    assert (found.overall.offered, found.overall.answered) == (2, 1)
    assert found.occupancy == 1.0
    assert found.occupancy_spread == 0.0
    assert found.aht_to_bound == 1.25


def test_the_spread_is_over_agents() -> None:
    """One is busy for 400 of his 400 s there, the other for 100."""
    case = case_of(((400.0, 100.0),), [(0.0, 0), (0.0, 0)])
    found = result(play(case, "longest-idle"), "x", "longest-idle", 100.0, 1.0)
    assert found.occupancy == pytest.approx(0.625)
    assert found.occupancy_spread == pytest.approx(0.375)
    assert found.missed == 0.0


def test_published_measures_count_earlier_attempts_waits() -> None:
    """The second caller gives up after 30 s and is answered 12 s into his second attempt: 42 s of wait in all."""
    case = case_of(((70.0,), (70.0,)), [(0.0, 0), (10.0, 0)], patience_s=30.0)
    again = Case(replace(case.world, retrial=Retrial(0.75, 18.0)), case.calls, 1)
    tape = play(again, "longest-idle")
    assert tape.answered == [0.0, -1.0, 70.0]
    asa = next(measure for measure in PUBLISHED["mmc"] if measure.name == "ASA, min")
    assert asa.of(tape) == (pytest.approx(42.0 / 60.0), 2.0)
    level = next(measure for measure in PUBLISHED["mmc"] if measure.name == "SL")
    assert level.of(tape) == (1.0, 3.0)  # his first attempt gave up past the target
