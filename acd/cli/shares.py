"""Shares, changes and service levels as people write them on the command line."""

import math
import re
from typing import Any, Final

import click

_NUMBER: Final = r"([0-9]{1,6}(?:\.[0-9]{1,6})?)"


class Share(click.ParamType[float]):
    """ "30%" or "30", as 0.3; within `least` and `most`, which are percent, and below `most` if `is_below`."""

    name = "percent"

    def __init__(self, least: float, most: float, *, is_below: bool = False) -> None:
        self._least, self._most, self._is_below = least, most, is_below

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        found = re.fullmatch(rf"{_NUMBER} ?%?", str(value).strip())
        percent = float(found[1]) if found else math.nan
        if not self._least <= percent <= self._most or (self._is_below and percent == self._most):
            most = f"less than {self._most:g} %" if self._is_below else f"{self._most:g} %"
            self.fail(f"got {value!r}, must be a percentage from {self._least:g} % to {most}, such as 30%", param, ctx)
        return percent / 100


class ChangeType(click.ParamType[float]):
    """ "+10%", "-5%", as a factor: 1.1, 0.95."""

    name = "change"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        found = re.fullmatch(rf"([+-]){_NUMBER} ?%?", str(value).strip())
        factor = 1 + float(found[1] + found[2]) / 100 if found else math.nan
        if not 0 < factor <= 10:
            self.fail(f"got {value!r}, must be a change such as +10% or -5%, above -100 %, to +900 %", param, ctx)
        return factor


class ServiceLevel(click.ParamType[tuple[float, float]]):
    """ "80/20", as (0.8, 20.0): the share of the offered to be served, within how many seconds."""

    name = "level"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(rf"{_NUMBER}/{_NUMBER}", str(value).strip())
        if not found or not 0 < float(found[1]) < 100:
            self.fail(f"got {value!r}, must be percent/seconds such as 80/20, above 0 % and below 100", param, ctx)
        return float(found[1]) / 100, float(found[2])
