"""The journal played to a Floor again: each run of the daemon from its beginning, event by event.

A replay needs every event. From the first one that is missing on, until the next run begins, nothing can be known for
certain: that time is a ``Gap``, and nothing of it is played.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from acd.core.commands import Command
from acd.core.events import Event
from acd.core.floor import Floor
from acd.core.roster import Roster
from acd.store.journal import Entry

FOR_EVER = float("inf")


@dataclass(frozen=True, slots=True)
class Step:
    """`event` was handled at `at` by `floor`, which is as it was right after. `begins`: the first of a run. `failed`:
    the floor could not handle it, and went on without, as the daemon does."""

    at: float
    event: Event
    commands: list[Command]
    floor: Floor
    begins: bool
    failed: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """After `since` entries are missing, and nothing can be replayed before `until`, when the next run begins. `lost`
    is their number, None where the beginning of the run is missing."""

    since: float
    until: float
    lost: int | None


def play(entries: Iterable[Entry], on_entry: Callable[[], None] = lambda: None) -> Iterator[Step | Gap]:
    """A ``Gap`` comes when it is over."""
    floor: Floor | None = None
    last, number = 0.0, 0
    since: float | None = None
    lost: int | None = None
    for entry in entries:
        on_entry()
        begins = entry.number == 1
        if begins:
            if since is not None:
                yield Gap(since, entry.at, lost)
                since = None
            floor = Floor(Roster({}, {}))  # as the daemon's begins: its roster is the first event
        elif floor is None:
            since = entry.at if since is None else since
            continue
        elif entry.number != number + 1:
            since, lost, floor = last, None if entry.number is None else entry.number - number - 1, None
            continue
        last, number = entry.at, entry.number or 0
        commands = _handle(floor, entry)
        yield Step(entry.at, entry.event, commands or [], floor, begins, commands is None)
    if since is not None:
        yield Gap(since, FOR_EVER, lost)


def _handle(floor: Floor, entry: Entry) -> list[Command] | None:
    try:
        return floor.handle(entry.event, entry.at)
    except Exception:  # what the pump does
        return None
