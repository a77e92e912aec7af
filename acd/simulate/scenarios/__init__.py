"""Scenarios by name. What each is made of stands in its module; where a figure is from elsewhere, its source too."""

from acd.simulate.scenarios import away, hetero, homogeneous, pooling, published, rare
from acd.simulate.scenarios.scenario import Options, Scenario

__all__ = ["SCENARIOS", "Options", "Scenario", "UnknownScenarioError", "scenario"]

SCENARIOS: dict[str, Scenario] = {
    each.name: each
    for each in (
        *hetero.SCENARIOS,
        *away.SCENARIOS,
        *pooling.SCENARIOS,
        *homogeneous.SCENARIOS,
        *rare.SCENARIOS,
        *published.SCENARIOS,
    )
}


class UnknownScenarioError(ValueError):
    """Says the name and what is allowed."""


def scenario(name: str) -> Scenario:
    """Raises UnknownScenarioError."""
    if name not in SCENARIOS:
        raise UnknownScenarioError(f'no scenario "{name}"; there are: {", ".join(SCENARIOS)}')
    return SCENARIOS[name]
