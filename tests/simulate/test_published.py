"""The published scenarios: our figures meet the published intervals, and the Floor decides as the published rule."""

from dataclasses import replace

import pytest

from acd.simulate.published import PUBLISHED, estimate
from acd.simulate.run import play
from acd.simulate.scenarios import SCENARIOS, Options
from acd.simulate.traffic import Calls
from acd.simulate.world import Case

pytestmark = pytest.mark.slow

REPLICATIONS = {"mmc": 60, "mmcab": 60, "simplemsk": 50, "bilingual": 40}


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_our_intervals_meet_the_published_ones(name: str) -> None:
    """Fewer replications than published, so wider intervals of ours; "sent away" is too rare an event for so few."""
    measures = [measure for measure in PUBLISHED[name] if not measure.name.startswith("sent away")]
    tapes = [
        play(SCENARIOS[name].draw(seed, Options()), SCENARIOS[name].baseline) for seed in range(REPLICATIONS[name])
    ]
    for measure in measures:
        found = estimate([measure.of(tape) for tape in tapes])
        assert measure.holds(replace(found, half=1.4 * found.half)), (measure.name, found)
        assert found.half < 0.25 * found.mean, measure.name  # an interval as wide as the world would meet anything


def first_hours(case: Case, until_s: float) -> Case:
    calls = case.calls
    count = sum(at < until_s for at in calls.at)
    columns = (calls.at, calls.kind, calls.patience, calls.noise, calls.chance)
    return Case(case.world, Calls(*(column[:count] for column in columns)), case.seed)


@pytest.mark.parametrize(
    ("name", "policy"),
    [("mmc", "acd-longest-idle"), ("mmcab", "acd-fair"), ("erlang-a", "acd-fastest"), ("simplemsk", "acd-neutral")],
)
def test_the_floor_decides_every_call_as_the_published_rule(name: str, policy: str) -> None:
    """So what holds of the rule over a thousand replications, or of Erlang A, holds of the Floor."""
    case = first_hours(SCENARIOS[name].draw(1, Options()), 8_000.0)
    ours, rule = play(case, policy), play(case, SCENARIOS[name].baseline)
    assert ours.answered == pytest.approx(rule.answered)
    assert ours.fate == rule.fate
