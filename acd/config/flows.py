"""flows/*.yaml and calendars.toml, read by the IVR's own readers; their problems become ours."""

from pathlib import Path

from acd.config.draft import FlowsDraft
from acd.config.errors import Mistakes
from ivr.hours import Calendar
from ivr.problems import BadFileError, Problem
from ivr.reading.calendars import read_calendars

CALENDARS = "calendars.toml"


def read_flows(directory: Path, mistakes: Mistakes) -> FlowsDraft:
    """Every flow (named as its file) and calendar of the directory."""
    calendars: dict[str, Calendar] = {}
    try:
        calendars = read_calendars(directory / CALENDARS) if (directory / CALENDARS).exists() else {}
    except BadFileError as error:
        _tell(error.problems, directory, mistakes)
    return FlowsDraft({}, {}, calendars)


def _tell(problems: tuple[Problem, ...], directory: Path, mistakes: Mistakes) -> None:
    for problem in problems:
        file = problem.file.removeprefix(f"{directory}/")
        mistakes.add(f"{file}:{problem.line}" if problem.line else file, problem.where, problem.text)
