"""The watchdog is fed by a pump that works, and by no other."""

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.clock import Clock
from acd.core.commands import Command
from acd.core.events import AgentSignedIn, Event, TimerRang
from acd.core.floor import Floor
from acd.core.roster import AgentProfile, Roster
from acd.heartbeat import LATE_S, Heart
from acd.notify import Notifier
from acd.pump import Pump

PROFILE = AgentProfile("1001", "Ann", "main", "PJSIP/1001", {"sales": 5})
FED = "WATCHDOG=1"


class SlowClock(Clock):
    """Time goes by as the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 1000.0

    def now(self) -> float:
        return self.at


class Ward:
    """A pump with its heart, and the keeper who listens."""

    def __init__(self, address: Path) -> None:
        self.keeper = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.keeper.setblocking(False)
        self.keeper.bind(str(address))
        self.clock = SlowClock()
        self.floor = Floor(Roster({}, {"1001": PROFILE}))
        self.turn_s = 0.0
        self.pump = Pump(self.floor, self.clock, journal=self._write, carry_out=self._carry)
        self.heart = Heart(Notifier(str(address), watchdog_s=0.08), self.pump, self.floor)

    def _write(self, event: Event, now: float) -> None:
        self.clock.at += self.turn_s

    def _carry(self, command: Command, now: float) -> None: ...

    def heard(self) -> list[str]:
        """The words since last asked."""
        words: list[str] = []
        try:
            while True:
                words += self.keeper.recv(999).decode().splitlines()
        except BlockingIOError:
            return words


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    ward = Ward(tmp_path / "notify")
    yield ward
    ward.keeper.close()


def test_a_pump_that_works_feeds_and_tells_who_is_there(ward: Ward) -> None:
    ward.heart.beat()
    ward.pump.put(AgentSignedIn("1001", "a"))
    ward.heart.beat()
    assert ward.heard() == [
        FED,
        "STATUS=callers: 0, agents signed in: 0",
        FED,
        "STATUS=callers: 0, agents signed in: 1",
    ]


def test_a_pump_that_crawls_feeds_nothing_until_it_is_well(ward: Ward, caplog: pytest.LogCaptureFixture) -> None:
    ward.turn_s = LATE_S + 0.5
    ward.pump.put(TimerRang("a"))
    ward.turn_s = 0.1
    ward.pump.put(TimerRang("b"))
    ward.heart.beat()
    assert ward.heard() == ["STATUS=not well: an event took 1.5 s"]
    assert "the watchdog is not fed: an event took 1.5 s" in caplog.text
    ward.pump.put(TimerRang("c"))
    ward.heart.beat()
    assert FED in ward.heard()


def test_events_nobody_handles(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ward.pump, "_handling", True)  # as a defect would leave it
    ward.pump.put(TimerRang("a"))
    ward.heart.beat()
    assert ward.heard() == ["STATUS=not well: 1 events wait and nobody handles them"]


async def test_it_beats_four_times_in_the_watchdogs_time_and_a_stuck_floor_stops_it(ward: Ward) -> None:
    beating = asyncio.create_task(ward.heart.beat_on())
    async with asyncio.timeout(5):
        while not ward.heard():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        while not ward.heard():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    stuck_since = time.monotonic()
    while time.monotonic() - stuck_since < 0.1:  # as long as a floor does not come back, so long the loop does not
        pass
    assert ward.heard() == []
    beating.cancel()
