"""A daemon's time as leader: the row is renewed from the daemon's own loop, so that a loop that hangs loses the lead.

`holds` is asked before every command to a PBX: it compares two readings of a clock and nothing else, so a leader that
was stopped for a while (SIGSTOP, a swapped-out machine) and wakes rings nobody, whatever it finds to do first.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from acd.store import StoreError
from acd.store.lease import LEAD_S, RENEW_S, Lead, LeaderRow, steady

log = logging.getLogger(__name__)


class Tenure:
    """`lost` is set, and `why` told, when the lead is over; it never comes back."""

    def __init__(
        self, row: LeaderRow, hand: ThreadPoolExecutor, lead: Lead, taken: float, *, has_waited: bool = False
    ) -> None:
        """`hand` is the one thread that touches `row`; `taken`: when the taking of the lead was sent (``steady``).
        `has_waited`: it stood by, and what it knew at its start may be old."""
        self.lead = lead
        self.has_waited = has_waited
        self.lost = asyncio.Event()
        self.why = ""
        self._row = row
        self._hand = hand
        self._until = taken + LEAD_S
        self._is_troubled = False

    def holds(self) -> bool:
        """Nobody else can lead now. One that shares with nobody goes on without the store: calls come first."""
        return not self.lost.is_set() and (not self.lead.is_shared or steady() < self._until)

    async def keep(self) -> None:
        """Until the lead is lost."""
        renewing = asyncio.get_running_loop().create_task(self._renew_on())
        try:
            while not self.lost.is_set():
                left_s = self._until - steady()
                if self.lead.is_shared and left_s <= 0:
                    self._lose("the store could not be reached in time to keep it")
                await asyncio.sleep(min(max(left_s, 0.01), RENEW_S))
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def leave(self) -> None:
        """Ends in order: who stands by takes over at once."""
        if not self.lost.is_set():
            self.lost.set()
            try:
                await self._in_hand(self._row.leave)
            except StoreError as error:
                log.warning("the lead could not be laid down: %s", error)

    async def _renew_on(self) -> None:
        while not self.lost.is_set():
            sent = steady()
            try:
                is_ours = await self._in_hand(self._row.renew)
            except StoreError as error:
                self._note(str(error))
            else:
                if not is_ours:
                    self._lose("another daemon has taken it")
                elif self.holds() or not self.lead.is_shared:
                    self._until = sent + LEAD_S
                    self._note("")
            await asyncio.sleep(max(0.0, sent + RENEW_S - steady()))

    async def _in_hand(self, deed: Callable[[int], bool]) -> bool:
        return await asyncio.get_running_loop().run_in_executor(self._hand, deed, self.lead.epoch)

    def _note(self, trouble: str) -> None:
        if trouble and not self._is_troubled:
            log.warning("the lead could not be renewed: %s", trouble)
        self._is_troubled = bool(trouble)

    def _lose(self, why: str) -> None:
        if not self.lost.is_set():
            self.why = why
            log.error("this daemon leads no more: %s", why)
            self.lost.set()
