"""Histories by the hour, in UTC: Monday 0:00 is hour 0."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from acd.lint.history import History
from acd.store.presence import Call, Shift
from acd.store.workload import Work

MONDAY = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
WEEK_S = 7 * 86_400.0


def at(hour: float, week: int = 0) -> float:
    return MONDAY + week * WEEK_S + hour * 3600.0


def shifts(*agents: str, hours: tuple[float, float] = (9, 17), weeks: int = 4) -> list[Shift]:
    """Each agent, at the same hours of each week."""
    return [Shift(agent, at(hours[0], week), at(hours[1], week)) for agent in agents for week in range(weeks)]


def calls(queue: str, hour: float, each_week: int, *, pbx: str = "main", weeks: int = 4) -> list[Call]:
    """Evenly within the hour that begins at `hour`."""
    return [Call(queue, pbx, at(hour + n / each_week, week)) for week in range(weeks) for n in range(each_week)]


def history(
    calls: Iterable[Call], shifts: Iterable[Shift], work: Mapping[str, Work] | None = None, weeks: int = 4
) -> History:
    every = sorted(calls, key=lambda call: call.at)
    return History(tuple(every), tuple(shifts), work or {}, dict.fromkeys(range(168), weeks * 3600.0), UTC)
