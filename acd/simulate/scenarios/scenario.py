"""What a scenario is: a name, a way to draw one seed's case, and the policies it is usually asked about."""

from collections.abc import Callable
from dataclasses import dataclass

from acd.simulate.world import Case


@dataclass(frozen=True, slots=True)
class Options:
    """What may be changed about a scenario; None keeps its own. `seconds` are measured, after `warm_s`."""

    load: float | None = None
    agents: int | None = None
    seconds: float | None = None
    warm_s: float | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """`takes` names the options that mean something here."""

    name: str
    title: str
    draw: Callable[[int, Options], Case]
    policies: tuple[str, ...]
    baseline: str
    takes: tuple[str, ...] = ("load", "agents", "seconds", "warm_s")


def agent_names(count: int) -> tuple[str, ...]:
    """In order of the core's own ties."""
    return tuple(f"a{number:04}" for number in range(count))
