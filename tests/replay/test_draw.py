"""What is drawn: patience that was cut short by an answer is not taken for an abandon; work that nobody saw."""

import numpy as np
import pytest

from acd.core.events import ContactArrived
from acd.core.records import Outcome
from acd.core.roster import AgentProfile, QueueRules, Roster
from acd.replay.draw import Lots
from acd.replay.past import Call, Past, Ring

ANSWERED_S, GAVE_UP_S = 10.0, 20.0
ANSWERED, GAVE_UP = 400, 40
MEAN_S = (ANSWERED * ANSWERED_S + GAVE_UP * GAVE_UP_S) / GAVE_UP


def call(number: int, outcome: Outcome, waited_s: float, queue: str = "sales", talk_s: float = 200.0) -> Call:
    at = 1000.0 + number
    arrival = ContactArrived(f"main-{number}", "main", "", queue, at)
    if outcome is Outcome.ANSWERED:
        return Call(arrival, at, at + waited_s, outcome, "ann", talk_s, 10.0, True)
    return Call(arrival, at, at + waited_s, outcome, None, None, None, True)


@pytest.fixture
def past() -> Past:
    calls = [call(number, Outcome.ANSWERED, ANSWERED_S) for number in range(ANSWERED)]
    calls += [call(number, Outcome.ABANDONED, GAVE_UP_S) for number in range(ANSWERED, ANSWERED + GAVE_UP)]
    calls.append(call(900, Outcome.LEFT_BY_KEY, 5.0))
    calls.append(call(901, Outcome.ANSWERED, 5.0, queue="rare"))
    agents = {name: AgentProfile(name, name, "main", f"PJSIP/{name}", {}) for name in ("ann", "bob")}
    rings = {"ann": [Ring(1000.0, 2.0, None)]}
    return Past(
        1000.0, 2000.0, Roster({"sales": QueueRules("sales", handle_s=210.0)}, agents), calls=calls, rings=rings
    )


def test_answered_callers_would_have_waited_on(past: Past) -> None:
    lots = Lots(past)
    rest = []
    for seed in range(40):
        leaves = lots.draw(np.random.default_rng(seed)).leaves
        rest += [at - each.until for at, each in zip(leaves, past.calls, strict=True) if each.agent]
    assert min(rest) > 0.0
    assert np.mean(rest) == pytest.approx(MEAN_S, rel=0.15)
    assert np.mean(rest) > 5 * GAVE_UP_S  # the mean wait of all is half of that


def test_who_gave_up_or_left_does_so_then(past: Past) -> None:
    leaves = Lots(past).draw(np.random.default_rng(1)).leaves
    gone = [(at, each.until) for at, each in zip(leaves, past.calls, strict=True) if not each.agent]
    assert len(gone) == GAVE_UP + 1
    assert all(at == until for at, until in gone)


def test_how_patient_callers_are_is_itself_uncertain(past: Past) -> None:
    lots = Lots(past)
    means = []
    for seed in range(200):
        leaves = lots.draw(np.random.default_rng(seed)).leaves
        means.append(np.mean([at - each.until for at, each in zip(leaves, past.calls, strict=True) if each.agent]))
    assert np.std(means) / np.mean(means) == pytest.approx((1 / GAVE_UP + 1 / ANSWERED) ** 0.5, rel=0.3)


def test_work_is_a_multiple_of_what_was_expected(past: Past) -> None:
    """On average neither the uncertain expectation of one agent nor that of the other makes calls longer."""
    lots = Lots(past)
    ratios = []
    for seed in range(300):
        drawn = lots.draw(np.random.default_rng(seed))
        ratios.append(drawn.effort[0] * drawn.factor["bob", "queue sales"] * 210.0 / 210.0)
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.05)
    assert np.std(ratios) > 0.1  # nobody has seen bob


def test_unanswered_calls_get_the_effort_of_some_answered_one(past: Past) -> None:
    drawn = Lots(past).draw(np.random.default_rng(2))
    known = {effort for effort, each in zip(drawn.effort, past.calls, strict=True) if each.agent}
    assert all(effort in known for effort in drawn.effort)
