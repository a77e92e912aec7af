"""A contact centre's figures, once from what was seen and once from the store, in one shape so that they compare."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from acd.core.records import Outcome
from acd.store.summary import AgentSummary, QueueSummary

APART_S = 0.3  # how far two clocks and two ends of a wire may lie apart


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """Definitions as in ``acd.store.summary``; `left` otherwise than by an answer or giving up."""

    queue: str
    offered: int
    answered: int
    abandoned: int
    left: int
    service_level: float | None
    asa_s: float | None
    aht_s: float | None


@dataclass(frozen=True, slots=True)
class AgentFigures:
    """`missed`: offers that came to nothing."""

    agent: str
    offered: int
    answered: int
    missed: int
    aht_s: float | None


Figures = QueueFigures | AgentFigures


def of_queue(summary: QueueSummary) -> QueueFigures:
    gone = sum(summary.outcomes.values())
    return QueueFigures(
        summary.queue,
        summary.offered,
        summary.answered,
        summary.abandoned,
        gone - summary.outcomes.get(Outcome.ANSWERED, 0) - summary.outcomes.get(Outcome.ABANDONED, 0),
        summary.service_level,
        summary.asa_s,
        summary.aht_s,
    )


def of_agent(summary: AgentSummary) -> AgentFigures:
    missed = summary.offered - summary.answered
    return AgentFigures(summary.agent, summary.offered, summary.answered, missed, summary.aht_s)


def differences(seen: Figures, kept: Figures) -> Iterator[str]:
    """In words, every figure that is not the same: counts and rates exactly, times within `APART_S`."""
    who, *others = (field.name for field in fields(seen))
    for name in others:
        here, there = getattr(seen, name), getattr(kept, name)
        is_time = name.endswith("_s") and here is not None and there is not None
        if abs(here - there) > APART_S if is_time else here != there:
            yield f"{who} {getattr(seen, who)}: {name} {_told(here)} was seen, {_told(there)} is in the store"


def _told(value: float | None) -> str:
    return "none" if value is None else f"{value:.3g}"
