"""flows/*.yaml and calendars.toml, read by the IVR's own readers; their problems become ours."""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from acd.config.draft import FlowsDraft
from acd.config.errors import Mistakes
from acd.config.fields import check_name
from acd.config.lookups import LookupsDraft
from acd.config.tables import is_allowed
from ivr.flow import Flow
from ivr.hours import Calendar
from ivr.intent.known import LAST_INTENTS
from ivr.problems import BadFileError, Problem
from ivr.read import read
from ivr.reading.calendars import read_calendars

CALENDARS = "calendars.toml"
CALLER_KNOWN = "caller.known"  # told by the daemon: he was here before
LAST_INTENT = "caller.last_intent"  # likewise: what his last call was for


def read_flows(
    directory: Path,
    *,
    queues: Collection[str] | None,
    destinations: Collection[str] | None,
    sounds: Mapping[str, Collection[str]] | None,
    mistakes: Mistakes,
    lookups: LookupsDraft | None = None,
) -> FlowsDraft:
    """Every flow (named as its file) and calendar of the directory; None of `queues`, `destinations` or `sounds`:
    nothing is known about them, nothing is said."""
    calendars = _calendars(directory, mistakes)
    files = {path.stem: f"flows/{path.name}" for path in sorted((directory / "flows").glob("*.yaml"))}
    flows: dict[str, Flow] = {}
    for name, file in files.items():
        is_allowed(check_name, name, file, "", mistakes)
        try:
            flows[name] = read(
                directory / file,
                calendars=calendars,
                sounds=sounds,
                queues=queues,
                destinations=destinations,
                caller_facts=(CALLER_KNOWN, LAST_INTENT, LAST_INTENTS),
                lookups=lookups.offers() if lookups else None,
                pin_books=lookups.books.entries if lookups and lookups.is_whole else None,
            )
        except BadFileError as error:
            _tell(error.problems, directory, mistakes)
    for path in sorted((directory / "flows").glob("*.yml")):
        mistakes.add(f"flows/{path.name}", "", f"is not read: call it {path.stem}.yaml")
    return FlowsDraft(files, flows, calendars)


def skills_of(flow: Flow) -> set[str]:
    """The skills a flow may ask for, on top of the queues' own."""
    return {skill for node in flow.nodes.values() for skill in getattr(node, "skills", {})}


def _calendars(directory: Path, mistakes: Mistakes) -> dict[str, Calendar]:
    path = directory / CALENDARS
    if not path.exists():
        return {}
    try:
        return read_calendars(path)
    except BadFileError as error:
        _tell(error.problems, directory, mistakes)
        return _stand_ins(path)


def _stand_ins(path: Path) -> dict[str, Calendar]:
    """Calendars by the names in a file with mistakes, so that the flows that use them are not blamed as well."""
    try:
        names = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        names = {}
    return {name: Calendar(name, ZoneInfo("UTC"), ((),) * 7) for name in names}


def _tell(problems: tuple[Problem, ...], directory: Path, mistakes: Mistakes) -> None:
    for problem in problems:
        file = problem.file.removeprefix(f"{directory}/")
        mistakes.add(f"{file}:{problem.line}" if problem.line else file, problem.where, problem.text)
