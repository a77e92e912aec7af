"""What can befall the store while calls run, each to be entered and left again; and what is to be read of it."""

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from acd.control.house import DaemonStatus
from acd.control.requests import Status
from tests.pbx.eye import Message
from tests.pbx.faults.crowd import crowd
from tests.pbx.scene import Scene, until

Trouble = Callable[[Scene], AbstractAsyncContextManager[None]]
CALLERS = 60
RATE = 10.0


def file_of(scene: Scene) -> Path:
    return Path(make_url(scene.house.store_url).database or "")


@asynccontextmanager
async def locked(scene: Scene) -> AsyncIterator[None]:
    """Another program holds the write lock."""
    other = sqlite3.connect(file_of(scene), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()


@asynccontextmanager
async def full(scene: Scene) -> AsyncIterator[None]:
    """No file of the daemon's may grow: a full disk, as far as it can see."""
    pid = scene.house.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def deleted(scene: Scene) -> AsyncIterator[None]:
    """Its files are gone. What stood in them is lost; the daemon makes them anew."""
    for part in file_of(scene).parent.glob(f"{file_of(scene).name}*"):
        if part.is_file() and not part.name.endswith("-lock"):
            part.unlink()
    yield


async def traffic(scene: Scene) -> tuple[list[float], int]:
    """How long each of so many callers stood on hold until a phone was asked for, sorted, by the PBX's own stamps; and
    how many calls did not go as they should. There is always an agent free."""
    since = len(scene.eye.seen)
    with crowd(scene, CALLERS, "line", rate=RATE) as callers:
        counts = await asyncio.to_thread(callers.wait, 60)
    return _delays(scene.eye.seen[since:]), counts.created - counts.succeeded


def _delays(events: Sequence[Message]) -> list[float]:
    held: dict[str, float] = {}
    found = []
    for event in events:
        at = float(event.get("Timestamp", "0"))
        if event.get("UserEvent") == "AcdHolding":
            held.setdefault(event["AcdCall"], at)
        leg = event.get("Uniqueid", "")
        if event["Event"] == "Newchannel" and leg.startswith("acd-"):
            contact = leg.removeprefix("acd-").rpartition("-")[0]
            if contact in held:
                found.append(at - held.pop(contact))
    return sorted(found)


def p99(sorted_values: Sequence[float]) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * 0.99))]


async def is_troubled(scene: Scene, *, within_s: float = 20.0) -> str:
    """The alarm has gone off."""

    def look() -> str:
        return scene.ask(Status(), DaemonStatus).store.trouble

    return await until(look, "the daemon says that it cannot write", within_s=within_s)


async def is_healed(scene: Scene) -> None:
    """Everything that waited has been written, and nothing was lost."""

    def look() -> bool:
        store = scene.ask(Status(), DaemonStatus).store
        return not store.trouble and not store.pending

    await until(look, lambda: f"it is written: {scene.ask(Status(), DaemonStatus).store}", within_s=30)
