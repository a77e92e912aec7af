"""What callers were expected to wait, and what they waited: the floor's forecasts scored by what came of them.

Scored is the wait as it would have been had nobody given up: shares are Kaplan and Meier's, over the ratio of the wait
to the quantile said. A caller who left (by himself or by a limit) counts as having waited at least so long, and no more
is taken to be known of him. The interval is Greenwood's, two-sided 95 %.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from sqlalchemy import Connection, and_, func, select

from acd.core.records import Outcome
from acd.store import measures, tables

LEAST_SCORED: Final = 50
"""Fewer served waits show nothing: an honest share of 50 % is then seen anywhere from 36 to 64 %."""
BUCKETS_S: Final = (30.0, 60.0, 120.0, 300.0, 600.0)
_CERTAIN: Final = 1.96


@dataclass(frozen=True, slots=True)
class Forecast:
    """A caller came to `queue` at `at` and had to wait; `waited_s` until he was `served`, or until he left."""

    contact: str
    queue: str
    at: float
    p50_s: float
    p80_s: float
    waited_s: float
    served: bool


@dataclass(frozen=True, slots=True)
class Share:
    """Of waits that ended within what was said; `low` and `high` bound it at 95 %."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """The forecasts whose P50 was below `to_s` (None: any) and not below the bucket's before."""

    to_s: float | None
    forecasts: int
    served: int
    mean_p50_s: float
    mean_waited_s: float | None  # of the served
    within_p50: Share | None  # None: too few
    within_p80: Share | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of one queue, or of all together (`queue` empty). Errors are of P50 over the served: mean, and mean size."""

    queue: str
    forecasts: int
    served: int
    left: int
    within_p50: Share | None  # None: too few
    within_p80: Share | None
    mean_error_s: float | None
    mean_size_of_error_s: float | None
    buckets: tuple[Bucket, ...]


def forecasts(connection: Connection, from_: float, to: float, queue: str | None = None) -> list[Forecast]:
    """Of callers who came at from_ <= at < to and whose wait is over."""
    said, stays = tables.wait_predictions.c, tables.queue_stays.c
    own = and_(stays.contact == said.contact, stays.queue == said.queue, stays.until >= said.at)
    first = select(func.min(stays.id)).where(own).correlate(tables.wait_predictions).scalar_subquery()
    query = (
        select(said.contact, said.queue, said.at, said.p50_s, said.p80_s, stays.until, stays.outcome)
        .select_from(tables.wait_predictions.join(tables.queue_stays, stays.id == first))
        .where(measures.within(said.at, from_, to))
        .order_by(said.at, said.id)
    )
    if queue is not None:
        query = query.where(said.queue == queue)
    return [
        Forecast(
            row.contact, row.queue, row.at, row.p50_s, row.p80_s, row.until - row.at, row.outcome == Outcome.ANSWERED
        )
        for row in connection.execute(query)
    ]


def calibration(found: Iterable[Forecast]) -> list[Calibration]:
    """By queue, in order of name; with more than one, all together at the end."""
    by_queue: dict[str, list[Forecast]] = {}
    for each in found:
        by_queue.setdefault(each.queue, []).append(each)
    scored = [_score(queue, by_queue[queue]) for queue in sorted(by_queue)]
    if len(scored) > 1:
        scored.append(_score("", [each for queue in sorted(by_queue) for each in by_queue[queue]]))
    return scored


def _score(queue: str, found: Sequence[Forecast]) -> Calibration:
    errors = [each.waited_s - each.p50_s for each in found if each.served]
    bounds = zip((0.0, *BUCKETS_S), (*BUCKETS_S, None), strict=True)
    buckets = [
        _bucket(top, [each for each in found if low <= each.p50_s and (top is None or each.p50_s < top)])
        for low, top in bounds
    ]
    return Calibration(
        queue=queue,
        forecasts=len(found),
        served=len(errors),
        left=len(found) - len(errors),
        within_p50=_within(found, [each.p50_s for each in found]),
        within_p80=_within(found, [each.p80_s for each in found]),
        mean_error_s=_mean(errors),
        mean_size_of_error_s=_mean([abs(error) for error in errors]),
        buckets=tuple(bucket for bucket in buckets if bucket.forecasts),
    )


def _bucket(top: float | None, found: Sequence[Forecast]) -> Bucket:
    served = [each.waited_s for each in found if each.served]
    return Bucket(
        to_s=top,
        forecasts=len(found),
        served=len(served),
        mean_p50_s=_mean([each.p50_s for each in found]) or 0.0,
        mean_waited_s=_mean(served),
        within_p50=_within(found, [each.p50_s for each in found]),
        within_p80=_within(found, [each.p80_s for each in found]),
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _within(found: Sequence[Forecast], quantiles: Sequence[float]) -> Share | None:
    if sum(each.served for each in found) < LEAST_SCORED:
        return None
    served = np.array([each.served for each in found])
    ratio = np.array([each.waited_s for each in found]) / np.maximum(np.array(quantiles), 1e-3)
    order = np.lexsort((~served, ratio))
    ratio, served = ratio[order], served[order]
    at_risk = np.arange(len(ratio), 0, -1.0)
    ends = served & (ratio <= 1.0)
    survival = float(np.prod(1.0 - 1.0 / at_risk[ends]))
    risk = at_risk[ends & (at_risk > 1.0)]
    doubt = _CERTAIN * survival * sqrt(float((1.0 / (risk * (risk - 1.0))).sum()))
    return Share(1.0 - survival, max(1.0 - survival - doubt, 0.0), min(1.0 - survival + doubt, 1.0))
