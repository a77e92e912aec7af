"""The score: one cost per contact and agent, in seconds of a caller's time; the lowest is chosen.

    cost = handle * (h - fastest) + price * (u * h - usual) + fit * misfit + occupancy * busy + answer * ringing
         - idle * min(idle_s, 600) - preferred * (is preferred) - wait * urgency - priority * points

Every factor in front is a ``Weights`` field. The terms of one agent and contact:

- `h`: this agent's expected handle time for this kind of work (``estimates``), in seconds; `fastest`: the least of all
  able agents, so that the term says how much longer he takes;
- `u`: what a second of his time is worth to other callers (``prices``), in seconds a second; `usual`: what a call of
  this kind usually ties down, so that kinds can be compared when an agent chooses among callers;
- `misfit` in [0, 1): low levels of the needed skills, scarce other skills tied down (``candidates``);
- `busy` in [0, 1]: his share of time with callers, faded over half an hour (``occupancy``);
- `ringing`: seconds his phone will probably ring in vain (``miss_odds``);
- `urgency`: ``w + w**2 / (2 * T)`` after `w` seconds of wait in a queue that promises an answer in `T` (its
  `service_level_s`): each second past that promise weighs more than the one before it, so that nobody starves.

These follow the generalised c-mu rule (Mandelbaum and Stolyar 2004: convex wait cost, pace of service) with bid prices
for the agents' time in place of a fixed order. Terms are added in one order everywhere, so equal terms give equal costs
to the bit; each step is monotone, so a longer wait never lowers a contact's turn.
"""

import numpy as np

from acd.core.routing.arrays import Floats

IDLE_CAP_S = 600.0
OCCUPANCY_FADE_S = 1800.0
AWAY = 0.02  # how likely a signed-in agent is not at his desk, before any sign of it
TERMS = ("wait", "priority", "handle", "price", "fit", "occupancy", "answer", "idle", "preferred")


def urgency(waited_s: Floats | float, objective_s: Floats | float) -> Floats:
    """``w + w**2 / 2T``, 0 for waits not yet begun."""
    begun = np.maximum(waited_s, 0.0)
    return np.asarray(begun * (1.0 + begun / (2.0 * np.asarray(objective_s))), np.float64)


def urgency_of(waited_s: float, objective_s: float) -> float:
    """`urgency` of one wait, the same to the bit, at a tenth of the cost."""
    begun = max(waited_s, 0.0)
    return begun * (1.0 + begun / (2.0 * objective_s))


def urgent_after_s(seconds: float, objective_s: float) -> float:
    """The wait whose `urgency` is `seconds`."""
    return float(objective_s * (np.sqrt(1.0 + 2.0 * max(seconds, 0.0) / objective_s) - 1.0))


def idle_s(now: float, idle_since: Floats | float) -> Floats:
    """Seconds of idleness that count."""
    return np.asarray(np.minimum(np.maximum(now - idle_since, 0.0), IDLE_CAP_S), np.float64)


def miss_odds(strikes: int, chance: float) -> float:
    """Rings in vain to expect for one that is answered, from an agent who missed the last `strikes` offers and answers
    with `chance` (``pickup``) when he is there: he is away, or there and missing some (Bayes, `AWAY` before any sign).
    """
    misses = 1.0 - chance
    away = AWAY / (AWAY + (1.0 - AWAY) * misses**strikes)
    missed = away + (1.0 - away) * misses
    return min(missed / max(1.0 - missed, 1e-9), 100.0)
