"""Moments as people give them on the command line."""

import re
from datetime import datetime, timedelta
from typing import Any, Final

import click

UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGO: Final = re.compile(r"([0-9]{1,6})([smhdw])")


def moment(text: str, now: datetime) -> datetime:
    """ "30m", "2h", "7d" ago; "today", "yesterday" (from midnight); "14:05" today; or an ISO date with or without time.
    Local time unless it says another. Raises ValueError."""
    if ago := _AGO.fullmatch(text):
        return now - timedelta(**{UNITS[ago[2]]: int(ago[1])})
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if text == "today":
        return midnight
    if text == "yesterday":
        return midnight - timedelta(days=1)
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", text):
        hour, minute = text.split(":")
        return midnight.replace(hour=int(hour), minute=int(minute))
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=now.tzinfo)


class Moment(click.ParamType[float]):
    """A ``moment`` as seconds since the epoch."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        try:
            return moment(str(value), datetime.now().astimezone()).timestamp()
        except (ValueError, OverflowError):
            self.fail(f"got {value!r}, must be such as 2h, 3d, today, 14:05, 2025-11-22", param, ctx)
