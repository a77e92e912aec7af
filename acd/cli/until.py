"""Moments to come, as people give them on the command line."""

import re
from datetime import datetime, timedelta
from typing import Any, Final

import click

_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}
_IN: Final = re.compile(r"([0-9]{1,4})([mhd])")


def moment_to_come(text: str, now: datetime) -> datetime:
    """ "30m", "2h", "1d" from now; "18:00", the next time it is that; or an ISO date and time. Local time unless it
    says another. Raises ValueError, also for what has passed."""
    if found := _IN.fullmatch(text):
        return now + timedelta(**{_UNITS[found[2]]: int(found[1])})
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", text):
        hour, minute = text.split(":")
        today = now.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
        return today if today > now else today + timedelta(days=1)
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    if moment <= now:
        raise ValueError("has passed")
    return moment


class MomentToCome(click.ParamType[float]):
    """A ``moment_to_come`` as seconds since the epoch."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        try:
            return moment_to_come(str(value), datetime.now().astimezone()).timestamp()
        except (ValueError, OverflowError):
            self.fail(f"got {value!r}, must be to come and such as 30m, 2h, 18:00, 2026-11-22T06:00", param, ctx)
