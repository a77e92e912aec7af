import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from acd.control.happenings import Happening
from acd.control.house import (
    Counters,
    DaemonStatus,
    DoctorLine,
    Health,
    HistoryFilter,
    LinkState,
    LinkStatus,
    RefusedError,
    StoreStatus,
    Watcher,
)
from acd.control.server import ControlServer
from acd.control.session import Limits
from acd.core.commands import Reply
from acd.core.events import Event
from acd.core.records import ContactEnded, Decided
from acd.core.routing.why import Decision, Gated, Scored
from acd.core.view import FloorView

DECISION = Decision(
    "main-1.2",
    "sales",
    "1001",
    12.0,
    (Scored("1001", 1.5, (("wait", 0.5, 1.0), ("fit", 1.0, 1.0))),),
    (Gated("1002", "wrapping"),),
    None,
)


class FakeHouse:
    """Remembers what it was asked; `refusal`, `fault` and `delay_s` say how the next answers go."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.filters: list[HistoryFilter] = []
        self.watchers: list[Watcher] = []
        self.reply = Reply("", ok=True)
        self.refusal = ""
        self.fault: Exception | None = None
        self.delay_s = 0.0

    async def _meet(self) -> None:
        await asyncio.sleep(self.delay_s)
        if self.refusal:
            raise RefusedError(self.refusal)
        if self.fault:
            raise self.fault

    def view(self) -> FloorView:
        return FloorView(12.5, (), (), (), ("main",))

    async def ask(self, event: Callable[[str], Event]) -> Reply:
        await self._meet()
        self.events.append(event("token-1"))
        return self.reply

    async def why(self, contact: str) -> tuple[Decided, ...]:
        await self._meet()
        return (Decided(contact, 1, 3.0, DECISION),)

    async def history(self, wanted: HistoryFilter) -> tuple[ContactEnded, ...]:
        self.filters.append(wanted)
        return ()

    async def reload(self) -> tuple[str, ...]:
        await self._meet()
        return ("queue sales: ring_s 15 -> 20",)

    async def doctor(self) -> tuple[DoctorLine, ...]:
        await self._meet()
        return (DoctorLine("main", Health.OK, "Asterisk 22"),)

    async def status(self) -> DaemonStatus:
        await self._meet()
        link = LinkStatus("main", "127.0.0.1:5038", LinkState.UP, 1.0)
        return DaemonStatus("0.1.0", 7, "conf", 1.0, 12.5, (link,), StoreStatus("sqlite:///x"), Counters())

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        self.watchers.append(watcher)
        return lambda: self.watchers.remove(watcher)

    def tell(self, at: float, what: Happening) -> None:
        for watcher in list(self.watchers):
            watcher(at, what)


@pytest.fixture
def house() -> FakeHouse:
    return FakeHouse()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "acd.sock"


@pytest.fixture
def serve(house: FakeHouse, path: Path) -> object:
    """`async with serve(half_line_s=0.05, ...) as server`: a server with these limits on `path`."""

    @asynccontextmanager
    async def open_server(**limits: float) -> AsyncIterator[ControlServer]:
        server = ControlServer(house, path, limits=Limits(**limits))  # type: ignore[arg-type]
        await server.open()
        try:
            yield server
        finally:
            await server.close()

    return open_server


@pytest.fixture
def until() -> Callable[[Callable[[], object]], Awaitable[None]]:
    """`await until(lambda: claim)`: the claim must come true soon."""

    async def wait(claim: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not claim():  # noqa: ASYNC110 what is waited for has no event of its own
                await asyncio.sleep(0.002)

    return wait
