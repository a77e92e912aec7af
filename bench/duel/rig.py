"""The engine and Queue() take turns on one PBX, and every call has to be connected."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acd.lab.trouble import LabError

from .both import ENGINE, NUMBERS, Both, both
from .kernel import cpu_s
from .observer import Observer
from .timeline import Timeline, timeline
from .traffic import Traffic, callers, stations

AGENTS = 16
_CALLS_WITHIN_S = 60.0
_SETTLED_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side did with one traffic; processor seconds are for all its calls."""

    timeline: Timeline
    asterisk_cpu_s: float
    daemon_cpu_s: float


class Rig:
    """Made by `rig`."""

    def __init__(self, pbx: Both, observer: Observer) -> None:
        self.house = pbx.house
        self.side = pbx.side
        self._pbx = pbx
        self._observer = observer

    def run(self, name: str, traffic: Traffic) -> Turn:
        """LabError when not every call was connected."""
        layout, pbx = self.house.layout, self.house.switch.pid
        daemon = self.house.pid if name == ENGINE else None
        self._observer.forget()
        with stations(layout, self._pbx.port, traffic) as phones:
            self._pbx.wait_for(phones)
            with callers(layout, NUMBERS[name], traffic) as calling:
                before = cpu_s(pbx), cpu_s(daemon) if daemon else 0.0
                counts = calling.wait(_CALLS_WITHIN_S)
                seen = self._settled(traffic.calls)
                after = cpu_s(pbx), cpu_s(daemon) if daemon else 0.0
        if counts.failed or seen.connected < traffic.calls:
            raise LabError(f"{name}, {traffic.kind}: of {traffic.calls} calls {seen.connected} connected, {counts}")
        return Turn(seen, after[0] - before[0], after[1] - before[1])

    def _settled(self, calls: int) -> Timeline:
        """When all is over and heard."""
        deadline = time.monotonic() + _SETTLED_WITHIN_S
        while True:
            seen = timeline(self._observer.messages(), AGENTS)
            if len(seen.calls) == calls and seen.is_over and not self.house.switch.channels():
                return seen
            if time.monotonic() > deadline:
                raise LabError(f"calls are not over: {len(seen.calls)} of {calls} seen")
            time.sleep(0.1)


@contextmanager
def rig(folder: Path) -> Iterator[Rig]:
    """In `folder`."""
    pbx = both(folder, AGENTS)
    with pbx.house.switch, Observer(pbx.layout) as observer:
        yield Rig(pbx, observer)
