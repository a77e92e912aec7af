"""The daily job: what is kept too long is let go, beside the calls."""

import asyncio
import logging
import time
from collections.abc import Callable

from acd.config.settings import Settings
from acd.privacy.retain import Retained, retain
from acd.store import StoreError

FIRST_S = 600.0
EVERY_S = 86_400.0

log = logging.getLogger(__name__)


class Keeper:
    """`settings` gives the configuration of the moment."""

    def __init__(self, settings: Callable[[], Settings], *, first_s: float = FIRST_S, every_s: float = EVERY_S) -> None:
        self._settings = settings
        self._first_s = first_s
        self._every_s = every_s

    async def work_on(self) -> None:
        """Until it is cancelled."""
        await asyncio.sleep(self._first_s)
        while True:
            try:
                _tell(await asyncio.to_thread(retain, self._settings(), time.time(), dry_run=False))
            except StoreError as error:
                log.warning("what is too old is let go tomorrow: %s", error)
            except Exception:
                log.exception("what is too old could not be let go")
            await asyncio.sleep(self._every_s)


def _tell(done: Retained) -> None:
    rows = ", ".join(f"{count} of {table}" for table, count in done.rows.items() if count)
    if rows or done.recordings or done.messages:
        audio = len(done.recordings), len(done.messages)
        log.info("too old and gone: %s; recordings: %d, messages: %d", rows or "no rows", *audio)
    for line in done.left:
        log.warning("too old and still there: %s", line)
