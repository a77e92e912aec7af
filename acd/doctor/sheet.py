"""The lines of one examination, as they are written."""

from collections.abc import Iterable

from acd.control.house import DoctorLine, Health

SHOWN = 5  # of many names


class Sheet:
    def __init__(self, pbx: str) -> None:
        self.pbx = pbx
        self.lines: list[DoctorLine] = []

    def ok(self, text: str) -> None:
        self.lines.append(DoctorLine(self.pbx, Health.OK, text))

    def warn(self, text: str, advice: str) -> None:
        self.lines.append(DoctorLine(self.pbx, Health.WARNING, text, advice))

    def wrong(self, text: str, advice: str) -> None:
        self.lines.append(DoctorLine(self.pbx, Health.WRONG, text, advice))


def some(names: Iterable[str]) -> str:
    """The first few of them in words."""
    every = list(names)
    rest = f" and {len(every) - SHOWN} more" if len(every) > SHOWN else ""
    return ", ".join(every[:SHOWN]) + rest
