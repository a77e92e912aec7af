"""Joint assignment against scipy's optimum, against greedy, and against every matching there is."""

import itertools

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import assume, given, settings
from scipy.optimize import linear_sum_assignment

from acd.core.routing.match import assign, greedy, least

GATED = np.inf
FORBIDDEN = 1e7  # what a gated cell costs scipy, which knows no "as many pairs as possible"


def problem(seed, rows, columns, kinds, share=0.6, *, whole=False):
    """Kinds x agents in seconds as a call centre has them; `whole` numbers make many ties."""
    lot = np.random.default_rng(seed)
    pair = 200 * lot.lognormal(0, 0.3, (kinds, columns)) - 60 * lot.random(columns)
    gain = lot.exponential(60, rows) - 20
    if whole:
        pair, gain = np.round(pair / 100), np.round(gain / 50)
    pair[lot.random((kinds, columns)) >= share] = GATED
    return pair, lot.integers(0, kinds, rows), gain


def never(rows):
    return np.zeros(rows, np.bool_)


def total(pair, kind, gain, found):
    return sum(float(pair[kind[row], column] - gain[row]) for row, column in found)


def best(pair, kind, gain):
    """Number of pairs and least total, from scipy on the matrix written out."""
    costs = pair[kind] - gain[:, None]
    rows, columns = linear_sum_assignment(np.where(np.isfinite(costs), costs, FORBIDDEN))
    chosen = costs[rows, columns]
    return int(np.isfinite(chosen).sum()), float(chosen[np.isfinite(chosen)].sum())


def check(pair, kind, found):
    assert found == sorted(found)
    assert len({row for row, _ in found}) == len({column for _, column in found}) == len(found)
    assert all(np.isfinite(pair[kind[row], column]) for row, column in found)


sizes = st.integers(1, 24)
problems = st.builds(
    problem,
    st.integers(0, 2**32 - 1),
    sizes,
    sizes,
    st.integers(1, 8),
    st.sampled_from([0.1, 0.3, 0.6, 1.0]),
    whole=st.booleans(),
)


@settings(max_examples=400, deadline=None)
@given(problems)
def test_it_is_the_optimum(given_):
    pair, kind, gain = given_
    found = assign(pair, kind, gain, never(len(kind)))
    check(pair, kind, found)
    pairs, least_total = best(pair, kind, gain)
    assert len(found) == pairs
    assert total(pair, kind, gain, found) == pytest.approx(least_total, abs=1e-9, rel=0)


@pytest.mark.parametrize(("rows", "columns"), [(300, 300), (100, 300), (300, 100)])
@pytest.mark.parametrize("kinds", [1, 6, 40])
@pytest.mark.parametrize("share", [0.05, 0.5])
def test_it_is_the_optimum_in_a_large_house(rows, columns, kinds, share):
    pair, kind, gain = problem(kinds, rows, columns, kinds, share)
    found = assign(pair, kind, gain, never(rows))
    check(pair, kind, found)
    pairs, least_total = best(pair, kind, gain)
    assert len(found) == pairs
    assert total(pair, kind, gain, found) == pytest.approx(least_total, abs=1e-9, rel=0)


@pytest.mark.parametrize("budget", [0, 50_000])
def test_past_its_budget_it_is_greedy(budget):
    pair, kind, gain = problem(7, 40, 40, 10)
    overdue = np.arange(40) % 9 == 0
    assert assign(pair, kind, gain, overdue, budget) == greedy(pair, kind, gain, overdue)
    assert assign(pair, kind, gain, overdue) != greedy(pair, kind, gain, overdue)


def test_kinds_that_are_alike_count_as_one():
    pair, kind, gain = problem(3, 200, 200, 5)
    spread = pair[kind]  # a line for each contact
    assert assign(spread, np.arange(200), gain, never(200)) == assign(pair, kind, gain, never(200))
    assert assign(spread, np.arange(200), gain, never(200)) != greedy(pair, kind, gain, never(200))


@settings(max_examples=200, deadline=None)
@given(problems, st.data())
def test_it_never_costs_more_than_greedy_whatever_the_budget(given_, data):
    pair, kind, gain = given_
    overdue = np.array(data.draw(st.lists(st.booleans(), min_size=len(kind), max_size=len(kind))))
    plain = greedy(pair, kind, gain, overdue)
    check(pair, kind, plain)
    for budget in (0, 10**5, 3 * 10**5, 10**6, 10**8):
        found = assign(pair, kind, gain, overdue, budget)
        check(pair, kind, found)
        ours, theirs = (rank(pair, kind, gain, overdue, each) for each in (found, plain))
        assert ours[:2] < theirs[:2] or (ours[:2] == theirs[:2] and ours[2] <= theirs[2] + 1e-9)


def rank(pair, kind, gain, overdue, found):
    """What is to be lowest: overdue rows left over, first to last; pairs missed; cost."""
    served = {row for row, _ in found}
    return [row not in served for row in np.flatnonzero(overdue)], -len(found), total(pair, kind, gain, found)


def matchings(pair, kind, row=0, used=()):
    """Every matching of the rows from `row` on, as (row, column) lists."""
    if row == len(kind):
        yield []
        return
    yield from matchings(pair, kind, row + 1, used)
    for column in range(pair.shape[1]):
        if column not in used and np.isfinite(pair[kind[row], column]):
            for rest in matchings(pair, kind, row + 1, (*used, column)):
                yield [(row, column), *rest]


@settings(max_examples=150, deadline=None)
@given(
    st.builds(problem, st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(1, 4), st.integers(1, 4)),
    st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_overdue_rows_then_pairs_then_cost_over_every_matching_there_is(given_, late):
    pair, kind, gain = given_
    overdue = np.array(late[: len(kind)])
    ours = rank(pair, kind, gain, overdue, assign(pair, kind, gain, overdue))
    first = min(rank(pair, kind, gain, overdue, found) for found in matchings(pair, kind))
    assert ours[:2] == first[:2]
    assert ours[2] == pytest.approx(first[2], abs=1e-9, rel=0)


def test_an_overdue_row_takes_another_agent_so_that_a_later_one_is_served_too():
    pair = np.array([[1.0, 5.0], [1.0, GATED]])
    kind, gain = np.array([0, 1]), np.zeros(2)
    both = np.ones(2, np.bool_)
    assert greedy(pair, kind, gain, both) == [(0, 0)]
    assert assign(pair, kind, gain, both) == [(0, 1), (1, 0)]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1), sizes, sizes, st.integers(1, 6), st.randoms(use_true_random=False))
def test_the_order_of_agents_and_of_kinds_does_not_matter(seed, rows, columns, kinds, shuffler):
    pair, kind, gain = problem(seed, rows, columns, kinds)
    agents, names = list(range(columns)), list(range(kinds))
    shuffler.shuffle(agents)
    shuffler.shuffle(names)
    renamed = np.argsort(names)[kind]
    found = assign(pair, kind, gain, never(rows))
    other = assign(pair[names][:, agents], renamed, gain, never(rows))
    assert found == sorted((row, agents[column]) for row, column in other)


@settings(max_examples=100, deadline=None)
@given(problems)
def test_the_same_question_has_the_same_answer_and_is_left_as_it_was(given_):
    copies = [array.copy() for array in given_]
    late = never(len(given_[1]))
    for pairing in (assign, greedy):
        assert pairing(*given_, late) == pairing(*copies, late)
    assert all(np.array_equal(a, b) for a, b in zip(given_, copies, strict=True))


@settings(max_examples=100, deadline=None)
@given(problems)
def test_within_a_kind_the_highest_gain_goes_first_and_equals_by_row(given_):
    pair, kind, gain = given_
    served = {row for row, _ in assign(pair, kind, gain, never(len(kind)))}
    for a, b in itertools.permutations(range(len(kind)), 2):
        if kind[a] == kind[b] and (-gain[a], a) < (-gain[b], b):
            assert a in served or b not in served


@settings(max_examples=100, deadline=None)
@given(problems, st.data())
def test_greedy_is_the_plain_loop_over_the_matrix_written_out(given_, data):
    pair, kind, gain = given_
    overdue = np.array(data.draw(st.lists(st.booleans(), min_size=len(kind), max_size=len(kind))))
    costs, found = pair[kind] - gain[:, None], []
    while np.isfinite(costs).any():
        late = [row for row in np.flatnonzero(overdue) if np.isfinite(costs[row]).any()]
        row = late[0] if late else int(np.argmin(costs) // costs.shape[1])
        column = int(costs[row].argmin())
        assume(late or np.count_nonzero(np.isclose(costs, costs[row, column])) == 1)  # rounding parts equals otherwise
        found.append((int(row), column))
        costs[row], costs[:, column] = GATED, GATED
    assert greedy(pair, kind, gain, overdue) == sorted(found)


def test_equals_go_by_earlier_row_and_then_earlier_column():
    pair, kind = np.zeros((1, 3)), np.zeros(5, np.int_)
    for pairing in (assign, greedy):
        assert pairing(pair, kind, np.zeros(5), never(5)) == [(0, 0), (1, 1), (2, 2)]


def test_nobody_is_paired_where_nobody_may_be():
    none = np.zeros(0, np.int_)
    for pairing in (assign, greedy):
        assert pairing(np.full((2, 3), GATED), np.array([0, 1]), np.zeros(2), np.array([True, False])) == []
        assert pairing(np.zeros((1, 3)), none, np.zeros(0), never(0)) == []
        assert pairing(np.zeros((1, 0)), np.zeros(2, np.int_), np.zeros(2), never(2)) == []


def test_least_is_the_lowest_then_the_lowest_tie_then_the_first():
    costs = np.array([2.0, 1.0, 1.0, 1.0])
    assert least(costs) == 1
    assert least(costs, np.array([0.0, 5.0, 3.0, 3.0])) == 2
    assert least(costs, np.zeros(4), np.array([0.0, 9.0, 9.0, 1.0])) == 3
