"""Named weights: what a queue asks for by one word instead of by numbers. Each says what it makes best.

- balanced: short handle times and callers' waits, with an eye on even work; what a queue gets that says nothing.
- fastest: callers' waits and agents' time alone. Quick agents and rare skills decide; occupancy may differ widely.
- fair: the same gains as far as they leave agents evenly occupied: work goes round, and first to who had least.
- best_skill: the highest level of the skills asked for, then the rest.
- longest_idle: who has been idle longest, as plain distributors do; nothing else counts among agents.

Urgency, priority and the preferred agent count alike in all of them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from acd.core.roster import Weights

PRESETS: Mapping[str, Weights] = MappingProxyType(
    {
        "balanced": Weights(),
        "fastest": Weights(fit=0.0, occupancy=0.0, idle=0.0),
        "fair": Weights(fit=0.0, occupancy=250.0),
        "best_skill": Weights(handle=0.25, price=0.25, fit=1000.0, occupancy=0.0, idle=0.05),
        "longest_idle": Weights(handle=0.0, price=0.0, fit=0.0, occupancy=0.0, idle=1.0, preferred=120.0),
    }
)
