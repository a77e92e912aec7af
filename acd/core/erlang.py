"""Erlang B, C and A: how `n` like agents do under Poisson arrivals, exponential handle times and (A) exponential
patience, in the long run. Exact recursions, all terms positive, so nothing cancels or overflows at any size.

Units: rates in calls per hour as people speak of them, times in seconds; `load` = calls/s x handle time, in erlangs.

With R the load, m = 1/AHT, q = 1/mean patience, l the calls per second, p(k) the stationary probability of k calls:

- Erlang B: B(0) = 1, B(n) = R B(n-1) / (n + R B(n-1))  (Erlang 1917).
- Erlang C: P(wait) = B / (1 - (R/n)(1 - B)); P(wait > t) = P(wait) exp(-(n - R) m t).
- Erlang A (Palm 1957; Baccelli and Hebuterne 1981; Mandelbaum and Zeltyn 2007): with c = n m/q and z = l/q the queue is
  p(n+j) = p(n) w(j), w(0) = 1, w(j) = w(j-1) z/(c+j), and M(c, z) = sum of all w(j). Below n it is the loss system:
  p(0) + ... + p(n) = p(n)/B(n). So P(wait) = B M / (1 - B + B M), queue length = sum of j p(n+j), and by Little
  E[wait] = queue length / l, P(abandon) = q E[wait].
  The offered wait V (of a caller who would never leave) has, for t > 0, the density
  v(t) = n m p(n) exp(z (1 - exp(-q t)) - n m t), and a caller is served if his patience outlasts V. With x = exp(-q t)
  the callers served after more than T are an incomplete gamma integral, which is the same series once more:
  P(served, V > T) = p(n) c/(c+1) x exp(z (1 - x) - n m T) M(c+1, z x) at x = exp(-q T);
  its derivative in c gives the served callers' wait, E[wait; served] = (n m/l) sum of p(n+j) h(j)/q,
  h(j) = 1/(c+1) + ... + 1/(c+j).
"""

import math
from dataclasses import dataclass
from typing import Final

HOUR_S: Final = 3600.0
MAX_AGENTS: Final = 200_000
"""More than any house has; where a search for agents gives up."""

_RESCALE_ABOVE: Final = 1e200
_NEGLIGIBLE: Final = 1e-17


@dataclass(frozen=True, slots=True)
class Prediction:
    """What `agents` agents give under a load of `load` erlangs. Shares are of all calls offered, except `occupancy`, of
    the agents' time. A queue without end (Erlang C with load >= agents) has infinite waits and length, and a service
    level of 0."""

    agents: int
    load: float
    p_wait: float
    p_abandon: float
    mean_wait_s: float
    """Of all callers, whether served or not."""
    asa_s: float
    """Mean wait of the served (average speed of answer); infinite where nobody is served."""
    service_level: float
    """Served within `within_s`, of all offered: who abandons counts against it."""
    within_s: float
    queue_length: float
    occupancy: float


@dataclass(frozen=True, slots=True)
class Target:
    """What is wanted; every part that is given must be met. ValueError: outside the allowed."""

    service_level: float | None = None
    """0 < share < 1, served within `within_s`."""
    within_s: float = 20.0
    max_abandon: float | None = None
    """0 < share < 1."""
    max_asa_s: float | None = None
    """Of the served, > 0."""
    max_occupancy: float | None = None
    """0 < share <= 1."""

    def __post_init__(self) -> None:
        _check(self.service_level is None or 0 < self.service_level < 1, "service_level", self.service_level, "0 to 1")
        _check(0 <= self.within_s < math.inf, "within_s", self.within_s, "0 or more")
        _check(self.max_abandon is None or 0 < self.max_abandon < 1, "max_abandon", self.max_abandon, "0 to 1")
        _check(self.max_asa_s is None or self.max_asa_s > 0, "max_asa_s", self.max_asa_s, "more than 0")
        _check(self.max_occupancy is None or 0 < self.max_occupancy <= 1, "max_occupancy", self.max_occupancy, "0 to 1")

    def is_met_by(self, got: Prediction) -> bool:
        """`got` must have been predicted for this `within_s`."""
        return (
            (self.service_level is None or got.service_level >= self.service_level)
            and (self.max_abandon is None or got.p_abandon <= self.max_abandon)
            and (self.max_asa_s is None or got.asa_s <= self.max_asa_s)
            and (self.max_occupancy is None or got.occupancy <= self.max_occupancy)
            and got.queue_length < math.inf
        )


def load(calls_per_hour: float, aht_s: float) -> float:
    """Erlangs: the agents that would be busy if nobody ever waited or left."""
    return calls_per_hour * aht_s / HOUR_S


def erlang_b(agents: int, load: float) -> float:
    """The share of calls lost where nobody can wait; also p(n) of the states up to n in every model here."""
    _check(0 <= agents <= MAX_AGENTS, "agents", agents, f"0 to {MAX_AGENTS}")
    _check(0 <= load < math.inf, "load", load, "0 or more")
    blocked = 1.0
    for n in range(1, agents + 1):
        carried = load * blocked
        blocked = carried / (n + carried)
    return blocked


def erlang_c(agents: int, calls_per_hour: float, aht_s: float, within_s: float = 20.0) -> Prediction:
    """Nobody ever leaves (M/M/n)."""
    _check_demand(calls_per_hour, aht_s, within_s)
    offered = load(calls_per_hour, aht_s)
    blocked = erlang_b(agents, offered)
    if calls_per_hour == 0:
        return _nobody_calls(agents, within_s)
    if offered >= agents:
        endless = math.inf
        return Prediction(agents, offered, 1.0, 0.0, endless, endless, 0.0, within_s, endless, 1.0 if agents else 0.0)
    busy = offered / agents
    p_wait = blocked / (1.0 - busy * (1.0 - blocked))
    spare = agents - offered
    wait_s = p_wait * aht_s / spare
    in_time = 1.0 - p_wait * math.exp(-spare * within_s / aht_s)
    queue_length = p_wait * offered / spare
    return Prediction(agents, offered, p_wait, 0.0, wait_s, wait_s, in_time, within_s, queue_length, busy)


def erlang_a(agents: int, calls_per_hour: float, aht_s: float, patience_s: float, within_s: float = 20.0) -> Prediction:
    """Callers leave after a patience of mean `patience_s` (M/M/n+M); infinite: Erlang C. The work grows with the calls
    that arrive beyond the agents' pace within one patience: milliseconds in any real house."""
    _check_demand(calls_per_hour, aht_s, within_s)
    _check(patience_s > 0, "patience_s", patience_s, "more than 0")
    if patience_s == math.inf:
        return erlang_c(agents, calls_per_hour, aht_s, within_s)
    offered = load(calls_per_hour, aht_s)
    blocked = erlang_b(agents, offered)
    if calls_per_hour == 0:
        return _nobody_calls(agents, within_s)
    per_second = calls_per_hour / HOUR_S
    pace, pressure = agents * patience_s / aht_s, per_second * patience_s
    queue = _queue(pace, pressure)
    waiting = blocked * queue.mass
    p_wait = waiting / ((1.0 - blocked) * math.exp(-queue.log_scale) + waiting)
    queue_length = p_wait * queue.moment / queue.mass
    wait_s = queue_length / per_second
    p_abandon = min(wait_s / patience_s, 1.0)
    served = 1.0 - p_abandon if agents else 0.0
    asa_s = math.inf
    if agents:
        asa_s = pace / pressure * patience_s * p_wait * queue.stages / queue.mass / served
    in_time = served
    if p_wait > 0 and agents:
        log_full = math.log(p_wait / queue.mass) - queue.log_scale
        in_time = max(served - _served_later(log_full, pace, pressure, within_s / patience_s), 0.0)
    occupancy = min(served * offered / agents, 1.0) if agents else 0.0
    return Prediction(agents, offered, p_wait, p_abandon, wait_s, asa_s, in_time, within_s, queue_length, occupancy)


def predict(
    agents: int, calls_per_hour: float, aht_s: float, patience_s: float | None = None, within_s: float = 20.0
) -> Prediction:
    """Erlang A where the patience is known, else Erlang C."""
    if patience_s is None:
        return erlang_c(agents, calls_per_hour, aht_s, within_s)
    return erlang_a(agents, calls_per_hour, aht_s, patience_s, within_s)


def agents_needed(target: Target, calls_per_hour: float, aht_s: float, patience_s: float | None = None) -> int:
    """The fewest agents that meet the target; 0 without calls. ValueError: more than MAX_AGENTS.

    Every measure improves with every agent: the offered wait falls in likelihood ratio, as the ratio of its densities
    with n + 1 and n agents falls in t and B falls in n. So bisection finds the fewest."""
    if calls_per_hour == 0:
        return 0

    def is_enough(agents: int) -> bool:
        return target.is_met_by(predict(agents, calls_per_hour, aht_s, patience_s, target.within_s))

    too_few, enough = -1, max(math.ceil(load(calls_per_hour, aht_s)), 1)
    while not is_enough(enough):
        _check(enough < MAX_AGENTS, "agents needed", f"more than {enough}", f"at most {MAX_AGENTS}")
        too_few, enough = enough, min(enough * 2, MAX_AGENTS)
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if is_enough(middle):
            enough = middle
        else:
            too_few = middle
    return enough


@dataclass(frozen=True, slots=True)
class _Queue:
    """Sums over the weights w(j) of the queue, each to be multiplied by exp(log_scale)."""

    log_scale: float
    mass: float
    moment: float  # of j w(j)
    stages: float  # of h(j) w(j)


def _queue(pace: float, pressure: float) -> _Queue:
    """M(pace, pressure) and its moments, by w(j) = w(j-1) pressure/(pace + j)."""
    weight = mass = 1.0
    moment = stages = harmonic = log_scale = 0.0
    j = 0
    while True:
        j += 1
        rate = pace + j
        ratio = pressure / rate
        weight *= ratio
        harmonic += 1.0 / rate
        mass += weight
        moment += j * weight
        stages += harmonic * weight
        if weight > _RESCALE_ABOVE:
            log_scale += math.log(_RESCALE_ABOVE)
            weight, mass = weight / _RESCALE_ABOVE, mass / _RESCALE_ABOVE
            moment, stages = moment / _RESCALE_ABOVE, stages / _RESCALE_ABOVE
        elif ratio < 1.0:
            # Ratios only fall, so the rest is below the geometric series of this one.
            rest = ratio / (1.0 - ratio)
            if weight * rest * (j + 1 + rest) <= _NEGLIGIBLE * moment:
                return _Queue(log_scale, mass, moment, stages)


def _served_later(log_full: float, pace: float, pressure: float, patiences: float) -> float:
    """P(served after more than `patiences` mean patiences); `log_full` = log p(n)."""
    lasting = math.exp(-patiences)
    rest = _queue(pace + 1.0, pressure * lasting)
    log_density = log_full - pressure * math.expm1(-patiences) - (pace + 1.0) * patiences
    return pace / (pace + 1.0) * rest.mass * math.exp(log_density + rest.log_scale)


def _nobody_calls(agents: int, within_s: float) -> Prediction:
    return Prediction(agents, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, within_s, 0.0, 0.0)


def _check_demand(calls_per_hour: float, aht_s: float, within_s: float) -> None:
    _check(0 <= calls_per_hour < math.inf, "calls_per_hour", calls_per_hour, "0 or more")
    _check(0 < aht_s < math.inf, "aht_s", aht_s, "more than 0")
    _check(0 <= within_s < math.inf, "within_s", within_s, "0 or more")


def _check(holds: bool, name: str, got: object, allowed: str) -> None:
    if not holds:
        raise ValueError(f"{name}: got {got}, allowed {allowed}")
