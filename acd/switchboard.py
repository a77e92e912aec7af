"""What the pump passes on both sides of the floor: an event is kept before it, a command carried out after it."""

import logging
from collections.abc import Callable, Mapping

from acd.core.commands import Command, Record, Reply, WakeMe
from acd.core.events import Event, PbxSnapshot
from acd.core.outbound import CallOut
from acd.fault_points import Reach
from acd.pbx.door import Door
from acd.store import Store
from acd.unseen import Unseen
from acd.visits.outgoing import warn
from acd.watchers import Watchers

log = logging.getLogger(__name__)


class Switchboard:
    """`doors` may still fill. While `leads` says no, nothing goes out to a PBX; what is to be kept is kept.
    `reach`: see `acd.fault_points`."""

    def __init__(
        self,
        store: Store,
        watchers: Watchers,
        doors: Mapping[str, Door],
        unseen: Unseen,
        leads: Callable[[], bool],
        reach: Reach,
    ) -> None:
        self._store = store
        self._watchers = watchers
        self._doors = doors
        self._unseen = unseen
        self._leads = leads
        self._reach = reach

    def journal(self, event: Event, now: float) -> None:
        self._reach("before", event)
        self._store.journal(event, now)
        self._reach("after", event)
        self._watchers.notice(event, now)
        for row in self._unseen.rows(event, now) if isinstance(event, PbxSnapshot) else ():
            self._store.put(row, now)
            self._watchers.notice(Record(row), now)

    def carry_out(self, command: Command, now: float) -> None:
        self._reach("before", command)
        match command:
            case Record(row):
                self._store.put(row, now)
                if isinstance(row, CallOut):
                    warn(row)
            case Reply() | WakeMe():
                pass  # the pump's own
            case _ if not self._leads():
                log.error("not done, for another may lead: %s", type(command).__name__)
            case _:
                self._doors[command.pbx].carry_out(command)
        self._reach("after", command)
        self._watchers.notice(command, now)
