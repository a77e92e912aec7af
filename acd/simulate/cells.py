"""A comparison as words: the same columns for the terminal and for the page."""

from collections.abc import Sequence

from acd.simulate.compare import Interval
from acd.simulate.report import Report, Row

Column = tuple[str, str, float, int]
"""Heading, name of the figure, factor, digits."""

SERVICE: tuple[Column, ...] = (
    ("SL %", "sl", 100.0, 1),
    ("ASA s", "asa", 1.0, 2),
    ("abandoned %", "abandonment", 100.0, 2),
    ("P(wait) %", "p_wait", 100.0, 1),
    ("wait P80 s", "wait_p80", 1.0, 1),
)
EFFORT: tuple[Column, ...] = (
    ("AHT s", "aht", 1.0, 1),
    ("AHT/bound", "aht_to_bound", 1.0, 3),
    ("occupancy %", "occupancy", 100.0, 1),
    ("spread", "occupancy_spread", 100.0, 2),
    ("missed %", "missed", 100.0, 1),
)
BY_KIND: tuple[Column, ...] = (*SERVICE[:3], EFFORT[0], SERVICE[4])
SERVICE_RATIOS, EFFORT_RATIOS = ("asa", "abandonment"), ("occupancy_spread",)
_TITLES = {"asa": "ASA ratio", "abandonment": "abandoned ratio", "occupancy_spread": "spread ratio"}


def number(interval: Interval, factor: float = 1.0, digits: int = 2) -> str:
    if interval.mean != interval.mean:
        return "-"
    text = f"{interval.mean * factor:.{digits}f}"
    return text if interval.half != interval.half else f"{text} ±{interval.half * factor:.{digits}f}"


def tables(report: Report) -> list[list[list[str]]]:
    """Tables, each a list of rows, the first its headings: service, effort, and figures by kind where there are several
    kinds. The first columns are words: policy, or kind and policy."""
    made = [_overall(report, SERVICE, SERVICE_RATIOS), _overall(report, EFFORT, EFFORT_RATIOS)]
    return made if len(report.rows[0].kinds) < 2 else [*made, _by_kind(report)]


def _overall(report: Report, columns: Sequence[Column], ratios: Sequence[str]) -> list[list[str]]:
    head = ["policy", *(title for title, *_ in columns), *(_TITLES[name] for name in ratios)]
    return [
        head,
        *([row.policy, *_own(row, columns), *(number(row.ratios[name]) for name in ratios)] for row in report.rows),
    ]


def _own(row: Row, columns: Sequence[Column]) -> list[str]:
    return [number(row.figures[name], factor, digits) for _, name, factor, digits in columns]


def _by_kind(report: Report) -> list[list[str]]:
    rows = [["kind", "policy", "offered", *(title for title, *_ in BY_KIND)]]
    for kind in report.rows[0].kinds:
        for row in report.rows:
            figures = row.kinds[kind]
            own = [number(figures[name], factor, digits) for _, name, factor, digits in BY_KIND]
            rows.append([kind, row.policy, f"{figures['offered'].mean:.0f}", *own])
    return rows
