"""Expected waits: against exact laws, and calibrated in small simulated queues."""

import heapq
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.core.routing.ewt import CHANCES, Law, Work, quantiles
from acd.core.routing.waits import Wait, Waits

EXPONENTIAL, LOG_NORMAL = Law(0.0, 1.0), Law(1.0, 0.8)
FOR_EVER = 1e12
NOTHING = np.zeros(0)


def talking(handle_s: list[float], elapsed_s: list[float] | None = None) -> Work:
    return Work(np.array(handle_s), np.array(elapsed_s or [0.0] * len(handle_s)), NOTHING, NOTHING)


@pytest.mark.parametrize("ahead", [0, 2, 9, 39])
def test_exponential_talks_open_as_a_gamma_law_says(ahead):
    exact = np.quantile(np.random.default_rng(1).gamma(ahead + 1, 240.0 / 20, 100_000), CHANCES)
    assert quantiles(ahead, talking([240.0] * 20), FOR_EVER, EXPONENTIAL) == pytest.approx(exact, rel=0.03)


@pytest.mark.parametrize("elapsed_s", [0.0, 120.0, 300.0, 600.0])
def test_one_log_normal_talk_ends_as_its_law_says_given_what_is_gone(elapsed_s):
    drawn = 240.0 * np.exp(np.random.default_rng(1).normal(0, 0.8, 2_000_000) - 0.32)
    exact = np.quantile(drawn[drawn > elapsed_s] - elapsed_s, CHANCES)
    found = quantiles(0, talking([240.0], [elapsed_s]), FOR_EVER, LOG_NORMAL)
    assert found == pytest.approx(exact, rel=0.15)  # log-logistic for log-normal


def test_a_wrap_up_is_over_when_it_is_over():
    work = Work(np.array([1e6]), np.array([0.0]), np.array([4.0, 9.0]), np.array([240.0, 240.0]))
    assert quantiles(0, work, FOR_EVER, EXPONENTIAL) == pytest.approx((4.0, 4.0), abs=0.01)
    assert quantiles(1, work, FOR_EVER, EXPONENTIAL) == pytest.approx((9.0, 9.0), abs=0.01)
    assert quantiles(2, work, FOR_EVER, EXPONENTIAL)[0] > 60.0


def test_callers_ahead_who_lose_patience_shorten_the_wait():
    work = talking([240.0])
    assert quantiles(10, work, 60.0, EXPONENTIAL)[0] < 0.3 * quantiles(10, work, FOR_EVER, EXPONENTIAL)[0]


times = st.lists(st.floats(1.0, 3600.0), min_size=1, max_size=8)


@given(times, times, st.integers(0, 30), st.floats(0.0, 1.0), st.booleans())
def test_never_negative_never_the_wrong_way_round_and_longer_at_a_later_place(handle, gone, ahead, weight, wraps):
    size = min(len(handle), len(gone))
    sure = np.array([5.0, 8.0]) if wraps else NOTHING
    work = Work(np.array(handle[:size]), np.array(gone[:size]), sure, sure * 30.0)
    found = [quantiles(ahead + more, work, 180.0, Law(weight, 0.9)) for more in (0, 1)]
    for half, most in found:
        assert 0.0 <= half <= most < float("inf")
    assert found[0][0] <= found[1][0] * 1.05  # those ahead may leave


# --- calibration ---


def served(noise: str, agents: int, load: float, seed: int, wrong: float = 1.0) -> np.ndarray:
    """A queue of equal agents, first come first served, who lose patience after 150 s on average. Rows of those who had
    to wait: their wait over the P50 and over the P80 said, each as (over, cut short)."""
    chance, handle_s = np.random.default_rng(seed), 200.0
    law = EXPONENTIAL if noise == "exponential" else LOG_NORMAL
    waits, rows, now = Waits(), [], 0.0
    busy: list[tuple[float, float]] = []  # end, beginning
    line: list[tuple[float, float, str]] = []  # came, leaves, name

    def work(until: float) -> None:
        """All that ends before `until`."""
        while True:
            leaver = min(range(len(line)), key=lambda place: line[place][1], default=None)
            ends, leaves = busy[0][0] if busy else until, until if leaver is None else line[leaver][1]
            if min(ends, leaves) >= until:
                return
            if leaves < ends:
                note(line.pop(leaver), leaves, cut=True)
            else:
                heapq.heappop(busy)
                if line:
                    note(line.pop(0), ends, cut=False)
                    heapq.heappush(busy, (ends + draw(), ends))

    def draw() -> float:
        ratio = chance.exponential() if noise == "exponential" else np.exp(chance.normal(0, 0.8) - 0.32)
        return float(handle_s * ratio)

    def note(caller: tuple[float, float, str], at: float, *, cut: bool) -> None:
        if caller[2] in said:
            rows.append((at - caller[0], *said.pop(caller[2]), cut))
        waits.over(caller[2], at, served=not cut)

    said: dict[str, tuple[float, float]] = {}
    for number in range(6000):
        now += chance.exponential(handle_s / agents / load)
        work(now)
        if len(busy) < agents:
            heapq.heappush(busy, (now + draw(), now))
            continue
        gone = [now - began for _, began in busy]
        found = waits.corrected("q", quantiles(len(line), talking([wrong * handle_s] * agents, gone), 150.0, law))
        said[str(number)] = found
        waits.said(str(number), Wait("q", now, found))
        line.append((now, now + chance.exponential(150.0), str(number)))
    return np.array(rows[200:])


def within(rows: np.ndarray, column: int) -> float:
    """Kaplan and Meier's share of waits within the quantile in `column`, leavers censored."""
    ratio, cut = rows[:, 0] / rows[:, column], rows[:, 3] > 0
    order = np.lexsort((cut, ratio))
    ratio, cut = ratio[order], cut[order]
    at_risk = np.arange(len(ratio), 0, -1)
    survival = np.cumprod(np.where(cut, 1.0, 1.0 - 1.0 / at_risk))
    return float(1.0 - survival[np.searchsorted(ratio, 1.0, side="right") - 1])


@pytest.mark.parametrize("noise", ["exponential", "log-normal"])
@pytest.mark.parametrize(("agents", "load"), [(3, 0.9), (20, 1.0)])
def test_half_the_waits_are_within_p50_and_four_fifths_within_p80(noise, agents, load):
    rows = served(noise, agents, load, seed=7)
    assert len(rows) > 1000
    assert within(rows, 1) == pytest.approx(0.5, abs=0.05)
    assert within(rows, 2) == pytest.approx(0.8, abs=0.05)


def test_handle_times_wrong_by_a_third_are_made_good_by_experience():
    rows = served("exponential", 10, 1.0, seed=3, wrong=1.5)
    assert within(rows, 1) == pytest.approx(0.5, abs=0.05)
    assert within(rows, 2) == pytest.approx(0.8, abs=0.05)


# --- correction ---


def test_a_factor_follows_what_happens_and_stays_within_bounds():
    waits, seen = Waits(), []
    for number in range(400):
        said = waits.corrected("q", (10.0, 20.0))
        seen.append(said[0])
        waits.said(str(number), Wait("q", 0.0, said))
        waits.over(str(number), 1e6, served=True)
    assert all(before <= after for before, after in pairwise(seen))
    assert seen[0] == 10.0
    assert seen[-1] == pytest.approx(80.0)
    assert waits.corrected("other", (10.0, 20.0)) == (10.0, 20.0)
    other = Waits()
    for piece in waits.dump():
        other.take(piece)
    assert other.corrected("q", (10.0, 20.0)) == waits.corrected("q", (10.0, 20.0))


def test_one_who_leaves_early_says_little():
    early, late = Waits(), Waits()
    for waits, at in ((early, 1.0), (late, 30.0)):
        waits.said("c", Wait("q", 0.0, (10.0, 20.0)))
        waits.over("c", at, served=False)
    assert early.corrected("q", (10.0, 20.0))[0] == pytest.approx(10.0, rel=0.02)
    assert late.corrected("q", (10.0, 20.0))[0] > 10.5
