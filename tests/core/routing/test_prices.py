"""What an agent's second is worth: against a small house worked out by enumeration, and in its general behaviour."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from acd.core.routing.prices import WAIT_S, Demand, Market


def settled(demand: list[Demand], agents: int, rounds: int = 3000) -> Market:
    market = Market.opened(demand, agents)
    market.settle(demand, rounds)
    return market


def calls(rate: float, seconds: list[float]) -> Demand:
    """Agents with 0 seconds are not able."""
    handle_s = np.array(seconds)
    return Demand(rate, handle_s > 0, handle_s)


def test_one_agent_alone_saves_the_wait():
    """Renewal reward: a free second is worth ``rate * saved`` at ``saved = mean + WAIT_S - h * (1 + u)``."""
    rate, handle_s = 0.001, 100.0
    market = settled([calls(rate, [handle_s])], 1)
    assert market.price[0] == pytest.approx(rate * WAIT_S / (1 + rate * handle_s), rel=1e-2)


def test_a_rare_skill_makes_dear_though_nobody_said_which_is_rare():
    common, rare = calls(0.01, [100.0] * 4), calls(0.003, [0, 0, 0, 100.0])
    price, without = settled([common, rare], 4).price, settled([common], 4).price
    assert price[3] > 3 * price[:3].max()
    assert without.max() < 0.1 < price[3]


def test_a_fast_agent_is_dear_and_spare_ones_are_cheap():
    price = settled([calls(0.02, [50.0, 100.0, 100.0, 100.0, 100.0, 100.0])], 6).price
    assert price[0] > price[1:].max()
    assert settled([calls(0.0001, [100.0] * 20)], 20).price.max() < 0.01


def test_shares_of_free_time_are_those_of_the_traffic():
    """All alike: twelve agents under four erlangs are free two thirds of their time."""
    market = settled([calls(0.04, [100.0] * 12)], 12)
    assert market.free.mean() == pytest.approx(1 - 4 / 12, abs=0.03)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([0.0, 60.0, 100.0, 240.0]), min_size=5, max_size=5), min_size=1, max_size=4),
    st.floats(1e-4, 10.0),
)
def test_prices_are_finite_bounded_and_never_negative(table, rate):
    market = settled([calls(rate, row) for row in table], 5, 300)
    assert (market.price >= 0).all()
    assert (market.price <= (240 + WAIT_S) / 60).all()
    assert ((market.free > 0) & (market.free < 1)).all()


def test_the_order_of_agents_and_of_kinds_makes_no_difference():
    lot = np.random.default_rng(4)
    table = lot.uniform(100, 300, (3, 8))
    demand = [Demand(0.01, np.ones(8, np.bool_), row) for row in table]
    turned = lot.permutation(8)
    other = [Demand(0.01, np.ones(8, np.bool_), row[turned]) for row in table[::-1]]
    assert settled(other, 8).price == pytest.approx(settled(demand, 8).price[turned], abs=1e-6)


def test_nothing_to_expect_is_worth_nothing():
    market = settled([calls(0.0, [100.0, 100.0]), calls(1.0, [0.0, 0.0])], 2)
    assert market.price.tolist() == [0, 0]


def test_an_old_market_settles_sooner_under_a_new_demand():
    lot = np.random.default_rng(1)
    table = lot.uniform(100, 300, (3, 30))
    before = [Demand(0.03, np.ones(30, np.bool_), row) for row in table]
    after = [Demand(0.033, np.ones(30, np.bool_), row) for row in table]
    goal = settled(after, 30).price
    market = settled(before, 30)
    market.settle(after, 30)
    fresh = Market.opened(after, 30)
    fresh.settle(after, 30)
    assert np.abs(market.price - goal).max() < np.abs(fresh.price - goal).max()
