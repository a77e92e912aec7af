"""Exact values of the literature to the last printed digit, laws that hold for all sizes, and an independent check by
solving the balance equations of the states one by one."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from acd.core.erlang import (
    MAX_AGENTS,
    Prediction,
    Target,
    agents_needed,
    erlang_a,
    erlang_b,
    erlang_c,
    load,
    predict,
)

agents = st.integers(1, 120)
calls = st.floats(1, 3000)
aht = st.floats(10, 900)
patience = st.floats(5, 3600)
within = st.floats(0, 300)
modest = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize(
    ("n", "erlangs", "blocked"),
    [(1, 1, 0.5), (5, 3, 0.1100543478), (10, 10, 0.2145823431), (50, 40, 0.0186906711), (120, 100, 0.0056900546)],
)
def test_erlang_b_matches_the_published_values(n: int, erlangs: float, blocked: float) -> None:
    assert round(erlang_b(n, erlangs), 10) == blocked


@pytest.mark.parametrize(
    ("n", "per_hour", "aht_s", "p_wait", "asa_s", "level", "queue"),
    [
        (2, 20, 180, 0.33333333, 60.0, 0.70172023, 0.33333),
        (14, 200, 180, 0.17413193, 7.83594, 0.88835002, 0.43533),
        (10, 100, 300, 0.48761061, 87.76991, 0.56366686, 2.43805),
        (110, 1200, 300, 0.23700750, 7.11023, 0.87831629, 2.37008),
    ],
)
def test_erlang_c_matches_the_published_values(
    n: int, per_hour: float, aht_s: float, p_wait: float, asa_s: float, level: float, queue: float
) -> None:
    got = erlang_c(n, per_hour, aht_s, within_s=20)
    assert (round(got.p_wait, 8), round(got.asa_s, 5)) == (p_wait, asa_s)
    assert (round(got.service_level, 8), round(got.queue_length, 5)) == (level, queue)


@pytest.mark.parametrize(
    ("n", "per_hour", "aht_s", "patience_s", "p_wait", "p_abandon", "wait_s", "level", "occupancy"),
    [
        (12, 252, 120, 60, 0.1273723, 0.0296789, 1.7807343, 0.9452696, 0.6792248),
        (50, 600, 300, 120, 0.4110758, 0.0689354, 8.2722527, 0.7838719, 0.9310646),
        (100, 1200, 300, 180, 0.4516175, 0.0449127, 8.0842888, 0.8019111, 0.9550873),
    ],
)
def test_erlang_a_matches_the_published_values(
    n: int,
    per_hour: float,
    aht_s: float,
    patience_s: float,
    p_wait: float,
    p_abandon: float,
    wait_s: float,
    level: float,
    occupancy: float,
) -> None:
    got = erlang_a(n, per_hour, aht_s, patience_s, within_s=20)
    assert (round(got.p_wait, 7), round(got.p_abandon, 7)) == (p_wait, p_abandon)
    assert (round(got.mean_wait_s, 7), round(got.service_level, 7)) == (wait_s, level)
    assert round(got.occupancy, 7) == occupancy


@given(agents, st.integers(1, 200))
@modest
def test_erlang_b_is_the_textbook_fraction(n: int, erlangs: int) -> None:
    terms = [Fraction(erlangs**k, math.factorial(k)) for k in range(n + 1)]
    assert erlang_b(n, erlangs) == pytest.approx(float(terms[-1] / sum(terms)), rel=1e-12)


@given(st.integers(1, 30), st.floats(1, 600), aht, st.floats(5, 600), within)
@settings(max_examples=25, deadline=None)
def test_erlang_a_agrees_with_the_balance_equations(
    n: int, per_hour: float, aht_s: float, patience_s: float, within_s: float
) -> None:
    got = erlang_a(n, per_hour, aht_s, patience_s, within_s)
    p, level, waited_served = _by_states(n, per_hour / 3600, 1 / aht_s, 1 / patience_s, within_s)
    queue = math.fsum((k - n) * share for k, share in enumerate(p) if k > n)
    busy = math.fsum(min(k, n) * share for k, share in enumerate(p))
    assert got.p_wait == pytest.approx(math.fsum(p[n:]), rel=1e-9)
    assert got.queue_length == pytest.approx(queue, rel=1e-9, abs=1e-200)
    assert got.occupancy == pytest.approx(busy / n, rel=1e-9)
    assert got.service_level == pytest.approx(level, abs=1e-9)
    assert got.asa_s * (1 - got.p_abandon) == pytest.approx(waited_served, rel=1e-8, abs=1e-12)


def _by_states(n: int, rate: float, mu: float, theta: float, within_s: float) -> tuple[list[float], float, float]:
    """Stationary probabilities in logarithms; then each arriving caller's race against those ahead of him: who finds j
    waiting passes j + 1 stages of rates n mu + i theta (one ahead served or gone) and may leave himself at theta.
    The share in time is solved by uniformisation, the served's mean wait stage by stage."""
    logs, k = [0.0], 0
    while k < n or logs[-1] > max(logs[n:]) - 60:
        logs.append(logs[-1] + math.log(rate) - math.log(min(k + 1, n) * mu + max(k + 1 - n, 0) * theta))
        k += 1
    top = max(logs)
    total = math.fsum(math.exp(x - top) for x in logs)
    p = [math.exp(x - top) / total for x in logs]
    stages = len(p) - n
    exits = [n * mu + i * theta for i in range(stages)]
    # Mean wait of the served: total wait and probability through the stages, in order.
    served_wait = 0.0
    for j in range(stages):
        chance, spent = 1.0, 0.0
        for i in range(j, -1, -1):
            chance *= exits[i] / (exits[i] + theta)
            spent += 1 / (exits[i] + theta)
        served_wait += p[n + j] * chance * spent
    # Served in time: the caller's position as a Markov chain, by uniformisation.
    clock = exits[-1] + theta
    position, served, done = p[n:], 0.0, math.fsum(p[:n])
    level, mean_steps = 0.0, clock * within_s
    for step in range(int(mean_steps + 12 * math.sqrt(mean_steps + 1) + 40)):
        weight = math.exp(step * math.log(mean_steps) - mean_steps - math.lgamma(step + 1)) if mean_steps else step == 0
        level += weight * served
        served += position[0] * exits[0] / clock
        position = [
            position[i] * (1 - (exits[i] + theta) / clock)
            + (position[i + 1] * exits[i + 1] / clock if i + 1 < stages else 0.0)
            for i in range(stages)
        ]
    return p, done + level, served_wait


@given(agents, calls, aht, patience, within)
@modest
@example(1, 3000, 900, 3600, 0)
@example(120, 1, 10, 5, 0)
def test_every_share_is_one_and_calls_are_conserved(
    n: int, per_hour: float, aht_s: float, patience_s: float, within_s: float
) -> None:
    for got in (erlang_a(n, per_hour, aht_s, patience_s, within_s), erlang_c(n, per_hour, aht_s, within_s)):
        for share in (got.p_wait, got.p_abandon, got.service_level, got.occupancy):
            assert 0 <= share <= 1
        if got.queue_length < math.inf:
            # Who does not abandon keeps an agent busy for his handle time; Little's law for the queue.
            assert got.occupancy * n == pytest.approx((1 - got.p_abandon) * load(per_hour, aht_s), rel=1e-12)
            assert got.queue_length == pytest.approx(got.mean_wait_s * per_hour / 3600, rel=1e-12)
            assert got.service_level >= 1 - got.p_wait - 1e-12
            assert got.service_level <= 1 - got.p_abandon


@given(agents, calls, aht, patience, within)
@modest
def test_one_agent_more_never_hurts(n: int, per_hour: float, aht_s: float, patience_s: float, within_s: float) -> None:
    for patience_or_none in (patience_s, None):
        fewer = predict(n, per_hour, aht_s, patience_or_none, within_s)
        more = predict(n + 1, per_hour, aht_s, patience_or_none, within_s)
        slack = 1 + 1e-11
        assert more.p_wait <= fewer.p_wait * slack
        assert more.p_abandon <= fewer.p_abandon * slack
        assert more.mean_wait_s <= fewer.mean_wait_s * slack
        assert more.asa_s <= fewer.asa_s * slack
        assert more.occupancy <= fewer.occupancy * slack
        assert more.service_level >= fewer.service_level - 1e-11


@given(agents, calls, aht, patience)
@modest
def test_loss_waits_less_than_patience_and_patience_less_than_endless(
    n: int, per_hour: float, aht_s: float, patience_s: float
) -> None:
    b = erlang_b(n, load(per_hour, aht_s))
    a = erlang_a(n, per_hour, aht_s, patience_s).p_wait
    c = erlang_c(n, per_hour, aht_s).p_wait
    assert b <= a * (1 + 1e-12)
    assert a <= c * (1 + 1e-12)
    if b > 1e-300 and c < 1:
        assert b < c


@given(st.integers(1, 60), aht, st.floats(0.05, 0.9), within)
@modest
def test_endless_patience_is_erlang_c(n: int, aht_s: float, busy: float, within_s: float) -> None:
    per_hour = busy * n * 3600 / aht_s
    patient, endless = erlang_a(n, per_hour, aht_s, 1e12, within_s), erlang_c(n, per_hour, aht_s, within_s)
    for name in ("p_wait", "p_abandon", "mean_wait_s", "asa_s", "service_level", "queue_length", "occupancy"):
        assert getattr(patient, name) == pytest.approx(getattr(endless, name), rel=1e-6, abs=1e-6), name
    assert erlang_a(n, per_hour, aht_s, math.inf, within_s) == endless


@pytest.mark.parametrize(
    ("n", "erlangs", "patience_s"), [(5000, 5000, 120), (5000, 4000, 60), (4000, 5000, 300), (50, 5000, 120)]
)
def test_large_and_overloaded_rooms_stay_exact(n: int, erlangs: float, patience_s: float) -> None:
    got = erlang_a(n, erlangs * 12, 300, patience_s, 20)
    assert got.occupancy * n == pytest.approx((1 - got.p_abandon) * erlangs)
    if erlangs > n:  # the fluid limit: what exceeds the agents leaves, after a wait of patience x ln(load / agents)
        assert got.p_abandon == pytest.approx(1 - n / erlangs, rel=1e-3)
        assert got.asa_s == pytest.approx(patience_s * math.log(erlangs / n), rel=5e-2)


def test_half_of_the_served_are_in_time_at_the_median_wait_of_an_overloaded_room() -> None:
    got = erlang_a(5000, 10_000 * 12, 300, 120, within_s=120 * math.log(2))
    assert got.service_level == pytest.approx(0.25, abs=0.01)


def test_an_endless_queue_is_said_to_be_endless() -> None:
    got = erlang_c(10, 120, 300)
    assert got == Prediction(10, 10.0, 1.0, 0.0, math.inf, math.inf, 0.0, 20.0, math.inf, 1.0)


def test_without_agents_nobody_is_served() -> None:
    got = erlang_a(0, 100, 300, 120)
    assert (got.p_wait, got.service_level, got.occupancy, got.asa_s) == (1.0, 0.0, 0.0, math.inf)
    assert (got.p_abandon, got.mean_wait_s) == (pytest.approx(1), pytest.approx(120))
    assert erlang_c(0, 100, 300).occupancy == 0


def test_without_calls_all_is_quiet() -> None:
    assert predict(3, 0, 300, 120) == predict(3, 0, 300) == Prediction(3, 0, 0, 0, 0, 0, 1, 20, 0, 0)
    assert agents_needed(Target(0.8), 0, 300) == 0


targets = st.one_of(
    st.builds(Target, service_level=st.floats(0.05, 0.99), within_s=within),
    st.builds(Target, max_abandon=st.floats(0.001, 0.5)),
    st.builds(Target, max_asa_s=st.floats(0.5, 300)),
    st.builds(Target, max_occupancy=st.floats(0.2, 1)),
    st.builds(Target, service_level=st.floats(0.05, 0.99), within_s=within, max_occupancy=st.floats(0.5, 1)),
)


@given(targets, st.floats(1, 600), aht, st.one_of(st.none(), patience))
@modest
def test_the_agents_needed_meet_the_target_and_one_less_does_not(
    target: Target, per_hour: float, aht_s: float, patience_s: float | None
) -> None:
    n = agents_needed(target, per_hour, aht_s, patience_s)
    assert target.is_met_by(predict(n, per_hour, aht_s, patience_s, target.within_s))
    assert n == 0 or not target.is_met_by(predict(n - 1, per_hour, aht_s, patience_s, target.within_s))


def test_agents_needed_of_a_known_case() -> None:
    """200 calls an hour of 180 s, 80 % in 20 s: 14 give .888, 13 give less than .8."""
    assert agents_needed(Target(0.8, 20), 200, 180) == 13 + (erlang_c(13, 200, 180).service_level < 0.8)
    assert agents_needed(Target(0.88835, 20), 200, 180) == 14
    assert agents_needed(Target(0.88836, 20), 200, 180) == 15


def test_each_part_of_a_target_counts() -> None:
    got = erlang_a(50, 600, 300, 120, 20)
    tight = Target(got.service_level, 20, got.p_abandon, got.asa_s, got.occupancy)
    assert tight.is_met_by(got)
    for worse in (
        replace(got, service_level=0.5),
        replace(got, p_abandon=0.5),
        replace(got, asa_s=99.0),
        replace(got, occupancy=0.99),
    ):
        assert not tight.is_met_by(worse)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: erlang_b(-1, 1), "agents"),
        (lambda: erlang_b(1, math.nan), "load"),
        (lambda: erlang_c(1, -5, 300), "calls_per_hour"),
        (lambda: erlang_c(1, 5, 0), "aht_s"),
        (lambda: erlang_c(1, 5, 300, -1), "within_s"),
        (lambda: erlang_a(1, 5, 300, 0), "patience_s"),
        (lambda: Target(1.0), "service_level"),
        (lambda: Target(0.8, math.inf), "within_s"),
        (lambda: Target(max_abandon=0), "max_abandon"),
        (lambda: Target(max_asa_s=0), "max_asa_s"),
        (lambda: Target(max_occupancy=1.01), "max_occupancy"),
        (lambda: agents_needed(Target(0.8), 12 * MAX_AGENTS, 300), "agents needed"),
    ],
)
def test_nonsense_is_refused_with_its_name(wrong: object, says: str) -> None:
    with pytest.raises(ValueError, match=rf"^{says}: got .*allowed"):
        wrong()  # type: ignore[operator]
