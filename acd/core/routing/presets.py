"""Named weights: what a queue may ask for by one word instead of by numbers."""

from collections.abc import Mapping
from types import MappingProxyType

from acd.core.roster import Weights

PRESETS: Mapping[str, Weights] = MappingProxyType(
    {
        "balanced": Weights(),
        "fastest": Weights(handle=1.0, fit=0.0, idle=0.0),
        "fair": Weights(handle=0.5, fit=0.25, idle=0.5),
        "best_skill": Weights(handle=0.1, fit=1.0, idle=0.0),
        "longest_idle": Weights(handle=0.0, fit=0.0, idle=1.0),
    }
)
