"""Where flows have things looked up: by name, under the limits of the definition in force.

Nothing of what is asked or answered is logged: only the lookup's name and how it went.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from acd.config.lookup_settings import Database, Lookup, OverHttp
from acd.lookups.fields import fields_of
from acd.lookups.gate import REST_S, Gate
from acd.lookups.sql import SqlAsker
from acd.lookups.trouble import LookupTroubleError
from ivr.services import Found, LookupFailed, NotFound, Trouble

LONGEST_VALUE = 256
NO_SEGMENT = frozenset({".", ".."})  # which mean a way in a URL, however they are encoded

if TYPE_CHECKING:
    from acd.lookups.http import HttpAsker

log = logging.getLogger(__name__)


class LookupDesk:
    """`lookups` gives the definitions of the moment: a changed one begins anew."""

    def __init__(self, lookups: Callable[[], Mapping[str, Lookup]]) -> None:
        self._lookups = lookups
        self._gates: dict[str, tuple[Lookup, Gate]] = {}
        self._databases: dict[str, SqlAsker] = {}
        self._http: HttpAsker | None = None

    async def close(self) -> None:
        for asker in self._databases.values():
            asker.close()
        if self._http is not None:
            await self._http.close()

    async def look_up(self, name: str, values: Mapping[str, str]) -> Found | NotFound | LookupFailed:
        """Within the lookup's time-out. A value that is empty, too long or no text names nothing: NotFound, and nobody
        is asked."""
        lookup = self._lookups().get(name)
        if lookup is None or lookup.takes - values.keys():
            log.error("lookup %s: no such lookup, or not all of its values", name)
            return LookupFailed(Trouble.UNKNOWN)
        wanted = {each: values[each] for each in lookup.takes}
        if not all(map(_may_be_asked, wanted.values())):
            return NotFound()
        began = time.monotonic()
        try:
            answer = await self._ask(lookup, wanted)
            return NotFound() if answer is None else Found(fields_of(lookup, answer))
        except LookupTroubleError as error:
            level = logging.DEBUG if error.why is Trouble.RESTING else logging.WARNING
            log.log(level, "lookup %s failed after %.1f s: %s", name, time.monotonic() - began, error.why)
            return LookupFailed(error.why)

    async def _ask(self, lookup: Lookup, values: Mapping[str, str]) -> object:
        gate = self._gate(lookup)
        gate.enter(time.monotonic())
        was_well: bool | None = None
        try:
            answer = await self._answer(lookup, values)
            was_well = True
        except LookupTroubleError:
            was_well = False
            raise
        finally:
            was_shut = gate.is_shut
            gate.leave(time.monotonic(), was_well)
            _tell_change(lookup.name, was_shut, gate.is_shut)
        return answer

    async def _answer(self, lookup: Lookup, values: Mapping[str, str]) -> object:
        if isinstance(lookup.source, OverHttp):
            self._http = self._http or _over_http()()
            return await self._http.ask(lookup.source, values, lookup.timeout_s)
        return await self._database(lookup.source.database).ask(lookup.source, values, lookup.timeout_s)

    def _gate(self, lookup: Lookup) -> Gate:
        known, gate = self._gates.get(lookup.name, (None, Gate(lookup.at_once)))
        if known != lookup:
            gate = Gate(lookup.at_once)
            self._gates[lookup.name] = (lookup, gate)
        return gate

    def _database(self, database: Database) -> SqlAsker:
        asker = self._databases.get(database.name)
        if asker is None or asker.database != database:
            if asker is not None:
                asker.close()
            asker = self._databases[database.name] = SqlAsker(database)
        return asker


async def load_for(lookups: Iterable[Lookup]) -> None:
    """Before `lookups` are in force: loads in a thread what asking over HTTP takes, where they do. Only a house that
    does spends that time, and no caller waits for it."""
    if any(isinstance(lookup.source, OverHttp) for lookup in lookups):
        await asyncio.to_thread(_over_http)


def _over_http() -> "type[HttpAsker]":
    from acd.lookups.http import HttpAsker

    return HttpAsker


def _may_be_asked(value: str) -> bool:
    return 0 < len(value) <= LONGEST_VALUE and value.isprintable() and value not in NO_SEGMENT and value.strip() != ""


def _tell_change(name: str, was_shut: bool, is_shut: bool) -> None:
    if is_shut and not was_shut:
        log.error("lookup %s: fails again and again, left alone for %g s at a time", name, REST_S)
    elif was_shut and not is_shut:
        log.warning("lookup %s: answers again", name)


async def look_up_once(lookup: Lookup, values: Mapping[str, str]) -> Found | NotFound | LookupFailed:
    """For whoever asks a single time."""
    desk = LookupDesk(lambda: {lookup.name: lookup})
    try:
        return await desk.look_up(lookup.name, values)
    finally:
        await desk.close()
