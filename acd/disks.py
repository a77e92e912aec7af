"""Says in time that a disk is filling up: the store's and its spool's, and those of recordings and messages where the
PBX has them on this machine. A recording that finds no room is lost in silence, so this has to be heard before."""

import asyncio
import logging
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.engine import make_url

from acd.config.settings import Settings

log = logging.getLogger(__name__)
EVERY_S = 60.0
LEAST_BYTES = 500_000_000  # an hour of some nine calls' recordings at once
LEAST_SHARE = 0.02  # of a small disk


class Usage(NamedTuple):
    total: int
    used: int
    free: int


Look = Callable[[Path], Usage]


def folders(settings: Settings) -> frozenset[Path]:
    """Where the house writes and expects others to."""
    url = make_url(settings.store_url)
    store = [Path(url.database).parent] if url.get_backend_name() == "sqlite" and url.database else []
    return frozenset([*store, settings.spool.folder, settings.recording.root, settings.messages.voicemail.root])


class Disks:
    """`look` is told of every folder that exists; a folder is complained of once, until there is room again."""

    def __init__(self, look: Look = lambda folder: Usage(*shutil.disk_usage(folder))) -> None:
        self._look = look
        self._short: set[Path] = set()

    def round(self, wanted: Iterable[Path]) -> None:
        for folder in wanted:
            try:
                usage = self._look(folder)
            except OSError:
                continue  # not here: on the PBX's machine, or not made yet
            is_short = usage.free < min(LEAST_BYTES, LEAST_SHARE * usage.total)
            if is_short and folder not in self._short:
                log.error("%s: the disk fills up, only %.0f MB are free", folder, usage.free / 1e6)
            elif folder in self._short and not is_short:
                log.warning("%s: there is room again, %.0f MB", folder, usage.free / 1e6)
            (self._short.add if is_short else self._short.discard)(folder)


async def watch_disks(settings: Callable[[], Settings]) -> None:
    """For ever."""
    disks = Disks()
    while True:
        await asyncio.to_thread(disks.round, folders(settings()))
        await asyncio.sleep(EVERY_S)
