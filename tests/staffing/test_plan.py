"""Plans: the fewest agents, rosters, pools and what-ifs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.core.erlang import Target, agents_needed, erlang_a, erlang_c
from acd.staffing.demand import ALL, Change, Demand, together
from acd.staffing.plan import Wish, plan, plan_together, roster, totals
from acd.staffing.what_if import STEPS, what_if

LEVEL = Wish(Target(0.8, 20))


def demand(start: str = "09:00", queue: str = "sales", calls: float = 300, patience_s: float | None = 120) -> Demand:
    return Demand(start, queue, 1800.0, calls, 300.0, patience_s)


def test_a_need_is_the_fewest_agents_and_their_neighbours() -> None:
    (need,) = plan([demand()], LEVEL)
    assert need.agents == 51
    assert need.gives == erlang_a(51, 600, 300, 120, 20)
    assert (need.one_less, need.one_more) == (erlang_a(50, 600, 300, 120, 20), erlang_a(52, 600, 300, 120, 20))
    assert need.one_less is not None
    assert need.one_less.service_level < 0.8 <= need.gives.service_level
    assert (need.model, need.is_met) == ("a", True)


def test_erlang_c_where_wanted_or_patience_is_unknown() -> None:
    (wanted,) = plan([demand()], Wish(Target(0.8, 20), model="c"))
    (unknown,) = plan([demand(patience_s=None)], LEVEL)
    assert wanted.model == unknown.model == "c"
    assert wanted.gives == unknown.gives == erlang_c(57, 600, 300, 20)


def test_given_agents_are_taken_as_they_are() -> None:
    (need,) = plan([demand()], Wish(Target(0.8, 20), agents=40))
    assert (need.agents, need.is_met, need.gives.agents) == (40, False, 40)
    (none,) = plan([demand()], Wish(Target(0.8, 20), agents=0))
    assert none.one_less is None


@given(st.integers(0, 3000), st.integers(0, 95))
@settings(max_examples=200, deadline=None)
def test_a_roster_is_the_least_that_leaves_the_agents(agents: int, percent: int) -> None:
    on_roster = roster(agents, percent / 100)
    assert on_roster * (100 - percent) >= agents * 100 > (on_roster - 1) * (100 - percent) or agents == on_roster == 0


def test_totals_add_hours_and_find_the_peak() -> None:
    needs = plan([demand(), demand(queue="help", calls=30), demand("09:30", calls=30)], Wish(Target(0.8, 20), 0.3))
    big, small, late = needs
    sums = totals(needs)
    assert sums.agent_hours == (big.agents + small.agents + late.agents) / 2
    assert sums.roster_hours == (big.roster + small.roster + late.roster) / 2
    assert (sums.peak_agents, sums.peak_roster) == (big.agents + small.agents, big.roster + small.roster)


def test_a_pool_is_the_calls_of_all_queues_with_their_mean_times() -> None:
    sales, help_ = demand(calls=100), Demand("09:00", "help", 1800.0, 300, 100.0, 40.0)
    (pool,) = together([sales, help_, demand("09:30"), demand("09:30", "help", calls=0)])
    assert pool == Demand("09:00", ALL, 1800.0, 400, 150.0, 60.0)
    (unknown,) = together([sales, demand(queue="help", patience_s=None)])
    assert unknown.patience_s is None


def test_a_pool_needs_fewer_and_has_the_agents_of_all() -> None:
    demands = [demand(calls=calls, queue=str(calls)) for calls in (20, 30, 40)]
    (pool,) = plan_together(demands, LEVEL)
    assert pool.agents < sum(need.agents for need in plan(demands, LEVEL))
    (given_,) = plan_together(demands, Wish(Target(0.8, 20), agents=7))
    assert given_.agents == 21


def test_a_change_is_of_each_number() -> None:
    assert Change(1.1, 0.5, 2).of(demand(calls=100)) == Demand("09:00", "sales", 1800.0, pytest.approx(110), 150, 240)
    assert Change(patience=2).of(demand(patience_s=None)).patience_s is None


def test_what_if_changes_one_number_or_calls_and_handle_time() -> None:
    lines = {line.factor: line for line in what_if([demand()], Wish(Target(0.8, 20), shrinkage=0.3))}
    assert list(lines)[:4] == ["calls", "AHT", "patience", "shrinkage"]
    assert [cell.change for cell in lines["calls"].cells] == list(STEPS)
    assert [cell.totals.peak_agents for cell in lines["calls"].cells] == [
        agents_needed(Target(0.8, 20), 600 * (1 + step), 300, 120) for step in STEPS
    ]
    both = lines["calls, AHT +20 %"].cells[-1]
    assert both.totals.peak_agents == agents_needed(Target(0.8, 20), 720, 360, 120)
    assert lines["shrinkage"].cells[-1].totals.peak_roster == roster(51, 0.36)
    assert lines["patience"].cells[2].service_level == pytest.approx(erlang_a(51, 600, 300, 120).service_level)


def test_what_does_not_count_has_no_line() -> None:
    of_c = [line.factor for line in what_if([demand(patience_s=None)], LEVEL)]
    assert "patience" not in of_c
    assert "shrinkage" not in of_c
