"""The goals' table: what was measured, what must be and what is aimed at.

Whether a ratio keeps its limit is judged by the bound of its 95 % interval that lies on the wrong side, so that chance
alone is no success.
"""

from dataclasses import dataclass

from acd.simulate.compare import Interval

FINE = 1e-12  # limits are written in decimals


@dataclass(frozen=True, slots=True)
class Row:
    """`is_met` and `is_aimed` are None where there is nothing to meet: a row that only tells."""

    goal: str
    what: str
    found: str
    must: str = ""
    aim: str = ""
    is_met: bool | None = None
    is_aimed: bool | None = None
    note: str = ""
    interval: Interval | None = None  # what was found, in numbers

    @property
    def verdict(self) -> str:
        if self.is_met is False:
            return "MISSED"
        if self.is_aimed is None:
            return "" if self.is_met is None else "met"
        return "aim met" if self.is_aimed else "met" if self.is_met else "aim missed"


def at_most(goal: str, what: str, found: Interval, must: float | None, aim: float | None = None, note: str = "") -> Row:
    def keeps(limit: float | None) -> bool | None:
        return None if limit is None else found.high <= limit + FINE

    return Row(goal, what, shown(found), _text("<=", must), _text("<=", aim), keeps(must), keeps(aim), note, found)


def at_least(
    goal: str, what: str, found: Interval, must: float | None, aim: float | None = None, note: str = ""
) -> Row:
    def keeps(limit: float | None) -> bool | None:
        return None if limit is None else found.low >= limit - FINE

    return Row(goal, what, shown(found), _text(">=", must), _text(">=", aim), keeps(must), keeps(aim), note, found)


def told(goal: str, what: str, found: Interval, note: str = "") -> Row:
    return Row(goal, what, shown(found), note=note, interval=found)


def shown(found: Interval) -> str:
    return f"{found.mean:.3f} +-{found.half:.3f}"


def _text(sign: str, limit: float | None) -> str:
    return "" if limit is None else f"{sign} {limit:.2f}"
