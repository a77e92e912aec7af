"""Demand of a usual week, from the store's history: the mean of each interval of the week over the weeks seen.

An interval counts as seen whether or not anybody called, from the interval of the first call on: a day on which the
daemon did not run makes its weekday look quiet.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime, tzinfo
from typing import Final

from acd.staffing.demand import MOST_SECONDS, Demand
from acd.store import Reader
from acd.store.workload import BUCKET_S, Work

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_MIN: Final = 1440


class NothingToLearnError(Exception):
    """In one sentence: what the history lacks."""


def learn(
    reader: Reader,
    from_: float,
    to: float,
    length_s: float,
    *,
    queues: Collection[str] = (),
    aht_s: float | None = None,
    patience_s: float | None = None,
    zone: tzinfo | None = None,
) -> list[Demand]:
    """Intervals of `length_s` (whole BUCKET_S, dividing the day) with calls in from_ <= time < `to`, from Monday on, by
    queue; of all `queues` if none is named. `aht_s` and `patience_s` if given, else as the whole period shows them: the
    patience is None where nobody abandoned. Days and hours are those of `zone`, else of this machine.
    NothingToLearnError; StoreError."""
    found = [row for row in reader.arrivals(from_, to) if not queues or row.queue in queues]
    if not found:
        of = f" in {', '.join(sorted(queues))}" if queues else ""
        raise NothingToLearnError(f"the store knows of no calls{of} in this period")

    def slot(at: float) -> int:
        """The interval of the week, as minutes since Monday 0:00."""
        local = datetime.fromtimestamp(at, zone)
        minutes = local.weekday() * _DAY_MIN + local.hour * 60 + local.minute
        return int(minutes - minutes % (length_s / 60))

    first, least = min(row.start for row in found), int(from_ // BUCKET_S) * BUCKET_S
    while first > least and slot(first - BUCKET_S) == slot(first):
        first -= BUCKET_S
    seen_s: Counter[int] = Counter()
    for start in range(first, int(to), BUCKET_S):
        seen_s[slot(start)] += BUCKET_S
    calls: dict[tuple[int, str], float] = defaultdict(float)
    for row in found:
        calls[slot(row.start), row.queue] += row.calls
    known = _known(reader.work(from_, to), {queue for _, queue in calls}, aht_s, patience_s)
    return [
        Demand(_named(at), queue, length_s, count * length_s / seen_s[at], *known[queue])
        for (at, queue), count in sorted(calls.items())
    ]


def _known(
    work: list[Work], queues: set[str], aht_s: float | None, patience_s: float | None
) -> dict[str, tuple[float, float | None]]:
    """Queue -> handle time and patience."""
    learnt = {row.queue: row for row in work}
    known: dict[str, tuple[float, float | None]] = {}
    for queue in queues:
        row = learnt.get(queue, Work(queue, None, None))
        handle_s = aht_s or row.handle_s
        if handle_s:
            patience = patience_s or row.patience_s
            known[queue] = (handle_s, patience if patience is None else min(max(patience, 1.0), MOST_SECONDS))
    if missing := sorted(queues - known.keys()):
        raise NothingToLearnError(f"nobody was answered in {', '.join(missing)}: no handle time to go by; give --aht")
    return known


def _named(at: int) -> str:
    day, minute = divmod(at, _DAY_MIN)
    return f"{_DAYS[day]} {minute // 60:02}:{minute % 60:02}"
