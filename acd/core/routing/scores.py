"""The score: a weighted sum of terms, each in [0, 1]. Scores only order what passed the gates.

wait ``w / (w + wait_scale_s)``; priority ``p / 10``; idle ``i / (i + 300)``; handle and fit are the `pace` and `fit`
of ``candidates``. Terms are added in one order everywhere (`TERMS`), so equal terms give equal scores to the bit; each
step is monotone, so a longer wait never scores lower.
"""

import numpy as np

from acd.core.routing.candidates import Floats

IDLE_SCALE_S = 300.0
TERMS = ("wait", "priority", "handle", "fit", "idle")


def saturate(seconds: Floats | float, scale_s: Floats | float) -> Floats:
    """``t / (t + scale)``, 0 for times not yet begun."""
    begun = np.maximum(seconds, 0.0)
    return np.asarray(begun / (begun + scale_s), np.float64)


def idle_term(now: float, idle_since: Floats | float) -> Floats:
    return saturate(now - idle_since, IDLE_SCALE_S)
