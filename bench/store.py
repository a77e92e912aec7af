"""What the store costs: `put` for its caller, rows a second on each engine, look-ups, and how late a busy asyncio loop
runs beside the writing thread. Run: python bench/store.py [ROWS]. Databases are private and removed afterwards."""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from types import MappingProxyType

from acd.core.events import ContactArrived
from acd.core.records import ContactEnded, Outcome
from acd.lab import postgres
from acd.store import Store

ROUNDS = 5


def ended(number: int) -> ContactEnded:
    return ContactEnded(
        contact=f"main-1763769287.{number}", pbx="main", queue="sales", number=f"+49{number % 5000}", name="A Caller",
        intent="buy", language="en", priority=0, entered=1e9 + number, connected=1e9 + number + 8.5,
        ended=1e9 + number + 200.25, outcome=Outcome.ANSWERED, agent=f"agent{number % 200}", offers=1,
        ended_by_agent=False, data=MappingProxyType({"account": "4711"}),
    )  # fmt: skip


def arrived(number: int) -> ContactArrived:
    return ContactArrived(f"main-1763769287.{number}", "main", "PJSIP/trunk-1", "sales", 1e9, "+491", "A Caller", "buy")


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def put_cost(store: Store, first: int, count: int) -> tuple[float, float]:
    """Median and 99.9th percentile of one `put`, in microseconds."""
    rows = [ended(first + n) for n in range(count)]
    times = sorted(timed(lambda row=row: store.put(row, 1.0)) for row in rows)  # type: ignore[misc]
    store.flush(60)
    return times[count // 2] * 1e6, times[count * 999 // 1000] * 1e6


def rate(store: Store, put: Callable[[int], None], first: int, count: int) -> float:
    """Rows a second from the first put to the last commit."""

    def all_() -> None:
        for number in range(first, first + count):
            put(number)
        assert store.flush(60)

    return count / timed(all_)


async def lag(store: Store, first: int, seconds: float, rows_per_s: int) -> list[float]:
    """How late a loop that wakes every 2 ms is, in ms, while `rows_per_s` are put from it."""
    late: list[float] = []
    end, number = time.perf_counter() + seconds, first
    while time.perf_counter() < end:
        due = time.perf_counter() + 0.002
        await asyncio.sleep(0.002)
        late.append((time.perf_counter() - due) * 1e3)
        for _ in range(rows_per_s // 500):
            store.put(ended(number), 1.0)
            number += 1
    store.flush(60)
    return sorted(late)


def measure(name: str, url: str, rows: int) -> None:
    store = Store.open(url)
    first = iter(range(0, 10**9, 10**6))
    puts = [put_cost(store, next(first), rows) for _ in range(ROUNDS)]
    contacts = [rate(store, lambda n: store.put(ended(n), 1.0), next(first), rows) for _ in range(ROUNDS)]
    events = [rate(store, lambda n: store.journal(arrived(n), 1.0), next(first), rows) for _ in range(ROUNDS)]
    late = asyncio.run(lag(store, next(first), 4.0, 2000))
    looks = sorted(timed(lambda n=n: store.read.last_agent(f"+49{n}", "sales", 1e9, 2e9)) for n in range(500))  # type: ignore[misc]
    pages = sorted(timed(lambda: store.read.history(50)) for _ in range(50))
    median = statistics.median
    print(f"{name}: medians of {ROUNDS} rounds of {rows} rows")
    print(
        f"  put                  {median(p[0] for p in puts):8.2f} us p50   {median(p[1] for p in puts):8.1f} us p99.9"
    )
    print(f"  contacts written     {median(contacts):8.0f} rows/s")
    print(f"  events journalled    {median(events):8.0f} events/s")
    print(f"  loop lag, 2000 row/s {late[len(late) // 2]:8.2f} ms p50   {late[len(late) * 99 // 100]:8.2f} ms p99")
    print(f"  last_agent           {median(looks) * 1e3:8.2f} ms p50   {looks[494] * 1e3:8.2f} ms p99")
    print(f"  history(50)          {median(pages) * 1e3:8.2f} ms p50")
    print(f"  rows in contacts     {2 * ROUNDS * rows:8d} and more; lost {store.health().lost}")
    store.close()


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory(prefix="acd-bench-") as folder:
        measure("SQLite", f"sqlite:///{folder}/acd.db", rows)
    with postgres.cluster(settings=()) as folder:
        measure("PostgreSQL (fsync on)", postgres.url(folder), rows)


if __name__ == "__main__":
    main()
