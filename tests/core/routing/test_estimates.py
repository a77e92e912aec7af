"""Expected handle times: bounds, learning against truth, filters, drift, persistence."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.core.routing.estimates import MAX_KEYS, MEMORY, Estimates, HandleTime
from acd.core.routing.resolution import Resolution

BASE_S = (240.0, 300.0, 180.0)
AGENTS = 60


def fed(*calls: tuple[str, str, float], prior_s: float = 240.0) -> Estimates:
    seen = Estimates()
    for agent, key, seconds in calls:
        seen.add(agent, key, seconds, prior_s)
    return seen


def test_a_cold_start_is_the_configured_time_and_an_unknown_agent_is_average():
    seen = Estimates()
    assert seen.expected_s("ann", "k", 240.0) == 240.0
    assert seen.row(("ann", "bob"), "k", 240.0).tolist() == [240.0, 240.0]
    seen = fed(*[("ann", "k", 100.0)] * 300)
    seen.refresh(1.0)
    assert seen.expected_s("ann", "k", 240.0) == pytest.approx(100.0, rel=0.05)
    assert seen.expected_s("new", "k", 240.0) == pytest.approx(100.0, rel=0.05)


def test_an_agent_is_known_by_his_other_work_and_the_house_by_its_other_kinds():
    seen = fed(*[call for _ in range(200) for call in (("ann", "k", 100.0), ("bob", "k", 200.0), ("bob", "l", 200.0))])
    seen.refresh(1.0)
    assert seen.expected_s("ann", "l", 240.0) < 0.8 * seen.expected_s("bob", "l", 240.0)
    assert seen.expected_s("new", "never seen", 240.0) < 220.0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(20.0, 2000.0), min_size=1, max_size=40), st.floats(60.0, 900.0), st.booleans())
def test_an_estimate_lies_between_the_prior_and_what_was_seen(times, prior_s, refreshed):
    seen = fed(*[("ann", "k", each) for each in times], prior_s=prior_s)
    if refreshed:
        seen.refresh(1.0)
    low, high = min(prior_s, *times), max(prior_s, *times)
    assert 0.95 * low <= seen.expected_s("ann", "k", prior_s) <= 1.3 * high  # the shape may say more than the largest


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_row_is_what_is_expected_of_each(data):
    names, keys = ("ann", "bob", "cyd", "dan"), ("k", "l")
    call = st.tuples(st.sampled_from(names[:3]), st.sampled_from(keys), st.floats(1.0, 4000.0))
    seen = fed(*data.draw(st.lists(call, max_size=60)))
    if data.draw(st.booleans()):
        seen.refresh(1.0)
    if data.draw(st.booleans()):
        seen.forget("bob")
    for key in (*keys, "never"):
        row = seen.row(names, key, 240.0)
        assert row.tolist() == pytest.approx([seen.expected_s(each, key, 240.0) for each in names])
        assert (row > 0).all()


# --- against the truth ---


def world(chance: np.random.Generator) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Sixty agents, two of three kinds of work each: true mean handle times, and who does what."""

    def around_one(sigma: float, shape: tuple[int, int]) -> np.ndarray:
        return np.exp(chance.normal(0, sigma, shape) - sigma**2 / 2)

    mean_s = np.array(BASE_S) * around_one(0.2, (AGENTS, 1)) * around_one(0.15, (AGENTS, 3))
    pairs = [(agent, (agent + more) % 3) for agent in range(AGENTS) for more in (0, 1)]
    for agent in range(AGENTS):
        mean_s[agent, (agent + 1) % 3] *= 1.15
    return mean_s, pairs


def learned(noise: str, calls: int, seed: int, spoilt: float = 0.0) -> dict[str, float]:
    """After `calls` of each pair: relative errors (root mean square) of ours and two simpler ones, and our level."""
    chance = np.random.default_rng(seed)
    mean_s, pairs = world(chance)
    truth = np.array([mean_s[pair] for pair in pairs])
    ratio = chance.exponential(1.0, (calls, len(pairs)))
    if noise == "log-normal":
        ratio = np.exp(chance.normal(0, 0.8, ratio.shape) - 0.32)
    seconds = np.where(chance.random(ratio.shape) < spoilt, 7200.0, ratio * truth)
    seen, now = Estimates(), 0.0
    for turn, (place, (agent, kind)) in itertools.product(range(calls), enumerate(pairs)):
        now += 4.0
        seen.add(str(agent), str(kind), float(seconds[turn, place]), BASE_S[kind])
        if seen.is_due(now):
            seen.refresh(now)
    ours = np.array([seen.expected_s(str(agent), str(kind), BASE_S[kind]) for agent, kind in pairs])
    prior = np.array([BASE_S[kind] for _, kind in pairs])
    guesses = {"ours": ours, "mean": seconds.mean(axis=0), "shrunk": (5 * prior + seconds.sum(axis=0)) / (5 + calls)}
    errors = {name: float(np.sqrt(np.mean(np.log(guess / truth) ** 2))) for name, guess in guesses.items()}
    return {**errors, "level": float(ours.mean() / truth.mean())}


@pytest.mark.parametrize("noise", ["exponential", "log-normal"])
@pytest.mark.parametrize(
    ("calls", "against_mean", "against_shrunk"), [(3, 0.6, 0.98), (10, 0.75, 0.95), (30, 0.92, 1.0)]
)
def test_it_comes_nearer_to_the_truth_than_simpler_ones(noise, calls, against_mean, against_shrunk):
    runs = [learned(noise, calls, seed) for seed in range(3)]
    ours, mean, shrunk, level = (np.mean([run[name] for run in runs]) for name in ("ours", "mean", "shrunk", "level"))
    assert ours < against_mean * mean
    assert ours < against_shrunk * shrunk
    assert level == pytest.approx(1.0, abs=0.06)  # calibrated, whatever the law


def test_one_call_in_a_hundred_that_nobody_ended_does_little_harm():
    run = learned("log-normal", 30, 5, spoilt=0.01)
    assert run["ours"] < 0.6 * run["shrunk"]
    assert run["level"] == pytest.approx(1.0, abs=0.08)


@pytest.mark.parametrize("noise", ["exponential", "log-normal"])
def test_the_law_is_found_by_the_evidence(noise):
    chance = np.random.default_rng(1)
    ratio = chance.exponential(1.0, 3000) if noise == "exponential" else np.exp(chance.normal(0, 0.8, 3000) - 0.32)
    seen = fed(*[("ann", "k", 240.0 * each) for each in ratio])
    seen.refresh(1.0)
    assert seen.law().weight == pytest.approx(float(noise == "log-normal"), abs=0.01)
    assert seen.law().sigma == pytest.approx(1.0 if noise == "exponential" else 0.8, abs=0.15)


def test_a_pair_more_spread_than_its_fellows_is_not_taken_for_a_faster_one():
    chance = np.random.default_rng(2)
    even = [("even", "k", 200.0)] * 400
    split = [("split", "k", float(each)) for each in chance.choice([20.0, 380.0], 400)]
    seen = fed(*[call for both in zip(even, split, strict=True) for call in both])
    seen.refresh(1.0)
    assert seen.expected_s("split", "k", 240.0) == pytest.approx(seen.expected_s("even", "k", 240.0), rel=0.12)


# --- filters and drift ---


def test_a_talk_of_a_moment_is_not_learned_unless_calls_are_that_short():
    seen = fed(*[("ann", "k", 200.0)] * 10)
    before = seen.dump()
    assert not seen.add("ann", "k", 2.0, 240.0)
    assert seen.dump() == before
    short = fed(*[("ann", "k", 5.0)] * 200, prior_s=5.0)
    assert short.add("ann", "k", 2.0, 5.0)


def test_a_forgotten_wrap_up_is_not_learned_unless_it_is_the_rule():
    seen = fed(*[("ann", "k", 200.0)] * 50)
    assert not seen.add("ann", "k", 40_000.0, 240.0)
    assert seen.expected_s("ann", "k", 240.0) < 210.0
    for _ in range(400):
        seen.add("ann", "k", 40_000.0, 240.0)
        seen.refresh(1.0)
    assert seen.expected_s("ann", "k", 240.0) > 20_000.0


def test_old_calls_fade():
    seen = fed(*[("ann", "k", 100.0)] * 1000, *[("ann", "k", 300.0)] * 600)
    seen.refresh(1.0)
    assert seen.expected_s("ann", "k", 240.0) == pytest.approx(300.0, rel=0.08)
    (sums,) = (piece.values for piece in seen.dump() if piece.what == "handle")
    assert sums[0] == MEMORY


def test_a_runaway_list_of_kinds_ends_somewhere():
    seen = fed(*[("ann", f"k{number}", 100.0) for number in range(MAX_KEYS + 5)])
    assert not seen.add("ann", "one more", 100.0, 240.0)
    assert len({piece.key for piece in seen.dump() if piece.what == "handle"}) == MAX_KEYS


# --- keeping ---


def test_it_comes_back_as_it_was_kept():
    seen = fed(*[(agent, key, 100.0 + 3 * number) for number in range(30) for agent in "ab" for key in "kl"])
    seen.refresh(1.0)
    other = Estimates()
    other.load(seen.dump(), 5.0)
    kept = {(piece.what, piece.who, piece.key): piece.values for piece in seen.dump() if piece.what == "handle"}
    assert {(p.what, p.who, p.key): p.values for p in other.dump() if p.what == "handle"} == kept
    assert other.expected_s("a", "k", 240.0) == pytest.approx(seen.expected_s("a", "k", 240.0), rel=0.02)
    other.forget("a")
    assert {piece.who for piece in other.dump() if piece.what == "handle"} == {"b"}
    assert other.add("c", "k", 100.0, 240.0)


def test_what_is_known_from_elsewhere_is_believed():
    seen = Estimates()
    times = [
        HandleTime(agent, key, 1e6, 1e6 * s)
        for agent, key, s in (("a", "k", 90.0), ("b", "k", 300.0), ("a", "l", 500.0))
    ]
    seen.recall(times, 1.0)
    for time in times:
        assert seen.expected_s(time.agent, time.key, 240.0) == pytest.approx(time.total_s / time.count, rel=0.005)


def test_effective_time_is_the_time_until_the_matter_is_settled():
    resolution = Resolution()
    seen = Estimates(resolution)
    for number in range(60):
        resolution.talked(f"49{number:05}", "ann", "k", float(number))
        resolution.came(f"49{number:05}", "k", float(number))
    assert seen.expected_s("ann", "k", 240.0, effective=True) == pytest.approx(240.0 / resolution.chance("ann", "k"))
    row = seen.row(("ann", "bob"), "k", 240.0, effective=True)
    assert row[0] > row[1] > 240.0
