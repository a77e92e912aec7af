"""How a daemon comes to lead. On SQLite there is nothing to take: a lock beside the file keeps a second one out.

A daemon whose configuration says `standby = true` waits for as long as another leads. One that does not refuses, as on
SQLite, once it has seen that the leader is alive.
"""

import asyncio
import logging
import os
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.engine import make_url

from acd.leading.process import is_dead, process
from acd.leading.tenure import Tenure
from acd.store import StoreError
from acd.store.engine import open_engine, shown
from acd.store.lease import LOOK_S, TAKE_S, Lead, LeaderRow, steady
from acd.store.steps import bring_up_to_date

log = logging.getLogger(__name__)
Bystand = Callable[[Lead], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A daemon that wants to lead: `who` for people, `session` what its database sessions are called, `process` for
    the next one in its place."""

    url: str
    who: str
    session: str
    is_shared: bool
    process: str = ""


def candidate(url: str, *, is_shared: bool) -> Candidate:
    session = f"acd-{uuid.uuid4().hex}" if is_shared else "acd"
    return Candidate(url, f"{socket.gethostname()} (pid {os.getpid()})", session, is_shared, process())


@asynccontextmanager
async def leading(mine: Candidate, stand_by: Bystand) -> AsyncIterator[Tenure | None]:
    """The lead, once it is ours; laid down at the end. None on SQLite. `stand_by` is told once, when another is found
    to lead. Raises StoreError where another leads and the two do not share."""
    if make_url(mine.url).get_backend_name() == "sqlite":
        yield None
        return
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, "lead") as hand:
        row = await loop.run_in_executor(hand, _opened, mine.url)
        try:
            tenure = await _Taking(mine, row, hand, stand_by).take()
            keeping = loop.create_task(tenure.keep())
            try:
                yield tenure
            finally:
                await tenure.leave()
                await keeping
        finally:
            await loop.run_in_executor(hand, row.close)


def _opened(url: str) -> LeaderRow:
    """A store from before there were two daemons has no leader who could mind its being brought up to date; any later
    one is brought up to date by its leader."""
    row = LeaderRow(url)
    if not row.exists():
        engine = open_engine(url, create=True)
        try:
            bring_up_to_date(engine)
        finally:
            engine.dispose()
    return row


class _Taking:
    def __init__(self, mine: Candidate, row: LeaderRow, hand: ThreadPoolExecutor, stand_by: Bystand) -> None:
        self._mine = mine
        self._row = row
        self._hand = hand
        self._stand_by = stand_by
        self._seen: Lead | None = None
        self._since = 0.0  # when `_seen` was first seen
        self._is_standing_by = False
        self._is_troubled = False

    async def take(self) -> Tenure:
        while True:
            try:
                tenure = await self._try()
            except StoreError as error:
                if not self._is_standing_by:
                    raise
                self._seen = None  # the leader cannot renew either: it has its time anew
                if not self._is_troubled:
                    log.warning("standing by, and the store cannot be reached: %s", error)
                self._is_troubled = True
            else:
                self._is_troubled = False
                if tenure is not None:
                    return tenure
            await asyncio.sleep(LOOK_S)

    async def _try(self) -> Tenure | None:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._hand, self._row.look)
        now = steady()
        if found is not None and not found.is_left and not self._stands_in_for(found):
            if found != self._seen:
                await self._meet(found)
                self._seen, self._since = found, now
                return None
            if now - self._since < TAKE_S:
                return None
            log.warning("%s, who led, has been silent for %.1f s", found.who, now - self._since)
        sent = steady()
        taken = await loop.run_in_executor(self._hand, self._take, found)
        if taken is None:
            return None
        log.info("this daemon leads (epoch %d)", taken.epoch)
        return Tenure(self._row, self._hand, taken, sent, has_waited=self._is_standing_by)

    def _take(self, seen: Lead | None) -> Lead | None:
        mine = self._mine
        return self._row.take(seen, mine.who, mine.session, is_shared=mine.is_shared, process=mine.process)

    def _stands_in_for(self, found: Lead) -> bool:
        """It led here and is dead: nobody needs to wait. Only at the start; who stands by waits as if it were far."""
        return self._seen is None and not self._is_standing_by and is_dead(found.process)

    async def _meet(self, found: Lead) -> None:
        """Another leads, or did until just now. That it is alive is known when its row is seen to move."""
        seen = self._seen
        is_alive = seen is not None and seen.epoch == found.epoch
        where = f"store {shown(make_url(self._mine.url))}"
        if is_alive and not self._mine.is_shared:
            raise StoreError(
                f"{where}: another daemon uses it: {found.who}; stop that one first, or let this one stand by "
                "(standby = true in [daemon] of both; docs/high-availability.md)"
            )
        if is_alive and not found.is_shared:
            raise StoreError(
                f"{where}: {found.who} leads and does not share: set standby = true in [daemon] there too, "
                "and restart it"
            )
        if is_alive and not self._is_standing_by:
            self._is_standing_by = True
            log.info("standing by: %s leads (epoch %d)", found.who, found.epoch)
            await self._stand_by(found)
