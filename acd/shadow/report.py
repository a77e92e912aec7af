"""What a watch says: what is measured, what is only estimated, what cannot be known. Plain data, for any printer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from acd.shadow.day import Day
from acd.shadow.floor import Adviser
from acd.shadow.people import Fate, Rang, Ring, Stay
from acd.shadow.savings import Savings

MANY = 10
POLL_S = 2.0  # app_queue looks once a second; more than that has another cause


@dataclass(frozen=True, slots=True)
class Spread:
    n: int
    p50_s: float
    p90_s: float
    longest_s: float


@dataclass(frozen=True, slots=True)
class Waits:
    """Where the seconds of all callers went (see ``Stay``); they add up to `total_s`."""

    total_s: float
    all_busy_s: float
    idle_s: float
    missed_ring_s: float
    answered_ring_s: float


@dataclass(frozen=True, slots=True)
class Rings:
    """`skipped` were missed, and our rules would not have made them, for the reasons in `why`. `wrongly` counts those
    our rules would not have made, either, and that were answered."""

    made: int
    missed: int
    missed_s: float
    skipped: int
    skipped_s: float
    wrongly: int
    why: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choices:
    """At every ring with a choice of agent or caller. `other` are those in which our Floor would have rung somebody
    else: `handle_s` is what its agents were expected to need less (mean, seconds). `another_first`: it would have
    served another caller first."""

    judged: int
    same: int
    other: int
    another_first: int
    handle_s: float | None


@dataclass(frozen=True, slots=True)
class AgentLine:
    agent: str
    name: str
    calls: int
    handle_s: float | None  # expected, as learned
    rings: int
    missed: int


@dataclass(frozen=True, slots=True)
class QueueLine:
    queue: str
    strategy: str
    callers: int
    answered: int
    abandoned: int
    left: int
    wait_s: float | None  # mean, of all
    within_20_s: float | None  # answered within 20 s, of all


@dataclass(frozen=True, slots=True)
class Report:
    """`reactions` is how long callers waited for an agent who had just come free until his phone was rung; None where
    it cannot be measured. `wrap_s` is what of it is taken for app_queue's wrapuptime."""

    began: float
    until: float
    lost_s: float
    knows_seats: bool
    wrap_s: float
    preset: str
    queues: tuple[QueueLine, ...]
    agents: tuple[AgentLine, ...]
    waits: Waits
    rings: Rings
    reactions: Spread | None
    overtaken: int
    choices: Choices
    savings: Savings | None
    unknown: tuple[str, ...]


def report(day: Day, adviser: Adviser, savings: Savings | None) -> Report:
    stays = [stay for stay in day.stays if stay.is_whole and stay.fate not in (Fate.WAITING, Fate.UNKNOWN)]
    return Report(
        day.began or 0.0,
        day.now,
        day.lost_s,
        day.knows_seats,
        adviser.shop.wrap_s,
        adviser.shop.preset,
        tuple(_queue(day, queue, stays) for queue in sorted({stay.queue for stay in stays} | day.strategies.keys())),
        tuple(_agents(day, adviser)),
        _waits(stays),
        _rings(day.rings),
        _spread(day.reactions_s),
        sum(stay.overtaken > 0 for stay in stays),
        _choices(stays, adviser),
        savings,
        _unknown(day, adviser, savings),
    )


def _queue(day: Day, queue: str, stays: Sequence[Stay]) -> QueueLine:
    own = [stay for stay in stays if stay.queue == queue]
    fates = {fate: sum(stay.fate is fate for stay in own) for fate in Fate}
    in_time = sum(stay.fate is Fate.ANSWERED and stay.waited_s <= 20.0 for stay in own)
    return QueueLine(
        queue,
        day.strategies.get(queue, ""),
        len(own),
        fates[Fate.ANSWERED],
        fates[Fate.ABANDONED],
        fates[Fate.LEFT],
        sum(stay.waited_s for stay in own) / len(own) if own else None,
        in_time / len(own) if own else None,
    )


def _agents(day: Day, adviser: Adviser) -> list[AgentLine]:
    lines = []
    for worker in sorted(day.workers.values(), key=lambda each: (each.name, each.id)):
        calls = [stay for stay in day.stays if stay.agent == worker.id]
        queues = {stay.queue for stay in calls if stay.handle_s is not None}
        means = [adviser.expected_s(worker.id, queue) for queue in sorted(queues)]
        missed = sum(ring.result is Rang.MISSED for ring in worker.rings)
        handle_s = sum(means) / len(means) if means else None
        lines.append(AgentLine(worker.id, worker.name, len(calls), handle_s, len(worker.rings), missed))
    return lines


def _waits(stays: Sequence[Stay]) -> Waits:
    return Waits(
        sum(stay.waited_s for stay in stays),
        sum(stay.busy_s for stay in stays),
        sum(stay.idle_s for stay in stays),
        sum(stay.missed_ring_s for stay in stays),
        sum(stay.answered_ring_s for stay in stays),
    )


def _rings(rings: Sequence[Ring]) -> Rings:
    missed = [ring for ring in rings if ring.result is Rang.MISSED]
    skipped = [ring for ring in missed if ring.skipped]
    return Rings(
        len(rings),
        len(missed),
        sum((ring.until or ring.at) - ring.at for ring in missed),
        len(skipped),
        sum((ring.until or ring.at) - ring.at for ring in skipped),
        sum(ring.result is Rang.ANSWERED and bool(ring.skipped) for ring in rings),
        {why: sum(ring.skipped == why for ring in skipped) for why in sorted({ring.skipped for ring in skipped})},
    )


def _spread(seconds: Sequence[float]) -> Spread | None:
    if not seconds:
        return None
    p50, p90 = (float(each) for each in np.percentile(seconds, (50, 90)))
    return Spread(len(seconds), p50, p90, max(seconds))


def _choices(stays: Sequence[Stay], adviser: Adviser) -> Choices:
    judged = [stay for stay in stays if stay.wished is not None and stay.rings]
    other = [stay for stay in judged if stay.wished not in ("", stay.rings[0].agent)]
    less = [
        adviser.expected_s(stay.rings[0].agent, stay.queue) - adviser.expected_s(stay.wished or "", stay.queue)
        for stay in other
    ]
    return Choices(
        len(judged),
        sum(stay.wished == stay.rings[0].agent for stay in judged),
        len(other),
        sum(stay.wished == "" for stay in judged),
        sum(less) / len(less) if less else None,
    )


def _unknown(day: Day, adviser: Adviser, savings: Savings | None) -> tuple[str, ...]:
    """What the figures rest on without anybody being able to check it."""
    found = []
    if not day.knows_seats:
        found.append(
            "a queue_log tells neither who was free nor who was there: what idle agents cost and the reaction to a "
            "freed agent are not measured, and who was there is guessed from the calls"
        )
    elif not adviser.shop.wrap_s:
        found.append(
            "a queue's own wrapuptime is not told by AMI: if there is one, give it (--wrap-up), or it counts as idle"
        )
        if len(day.reactions_s) >= MANY and min(day.reactions_s) > POLL_S:
            found.append(
                f"no freed agent was rung within {min(day.reactions_s):.0f} s: that looks like a wrapuptime of as much"
            )
    if day.lost_s:
        found.append(f"for {day.lost_s:.0f} s the PBX was not heard; calls of that time are left out")
    if savings is not None:
        found += [
            "how long answered callers would have waited at most: drawn from those who gave up",
            "how long another agent would have talked: taken from his other calls, as if calls came to him by chance",
            "whether an agent would have picked up: taken from his nearest ring",
            "callers who gave up and called again count as new callers on both sides",
        ]
    return tuple(found)
