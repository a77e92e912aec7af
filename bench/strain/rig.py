"""One private PBX under load: SIPp callers on the trunk, SIPp phones for agents; the daemon and Queue() take turns."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acd.lab.sipp import Counts, SippRun
from bench.duel.both import ENGINE, FLOW, NUMBERS, QUEUE, QUEUES, Both, both
from bench.duel.kernel import cpu_s
from bench.duel.observer import Message, Observer
from bench.duel.timeline import Timeline, timeline
from bench.duel.traffic import Traffic, callers, stations
from bench.strain.account import outcomes
from bench.strain.samples import Sample, Sampler

SIDES = (ENGINE, QUEUE)
_SETTLED_WITHIN_S = 5.0
_RTP_EACH = 8  # ports for one call of two legs, and as many again while the last ones are still being let go


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side did with one traffic. `counts` are the callers'; `samples` by process, once a second."""

    calls: int
    counts: Counts
    seen: Timeline
    took_s: float
    asterisk_cpu_s: float
    daemon_cpu_s: float
    samples: dict[str, list[Sample]]

    @property
    def asterisk_ms(self) -> float:
        return 1000 * self.asterisk_cpu_s / self.calls

    @property
    def daemon_ms(self) -> float:
        return 1000 * self.daemon_cpu_s / self.calls


class Rig:
    """Made by `rig`."""

    def __init__(self, pbx: Both, observer: Observer, agents: int) -> None:
        self.house = pbx.house
        self.side = pbx.side
        self.agents = agents
        self.heard: list[Message] = []  # by the observer, in the last turn
        self._pbx = pbx
        self._observer = observer

    def run(
        self, side: str, traffic: Traffic, *, within_s: float, number: str = "", calling: SippRun | None = None
    ) -> Turn:
        """Until all is over, or `within_s` after the start: who is left then is not connected. `number`: what is
        dialled, else the side's own; `calling`: other callers than the traffic's."""
        layout, pbx = self.house.layout, self.house.switch.pid
        pids = {"Asterisk": pbx} | ({"daemon": self.house.pid} if side == ENGINE else {})
        self._observer.forget()
        with stations(layout, self._pbx.port, traffic) as phones:
            self._pbx.wait_for(phones)
            people = calling or callers(layout, number or NUMBERS[side], traffic)
            with Sampler(pids) as sampler, people:
                before, began = {name: cpu_s(pid) for name, pid in pids.items()}, time.monotonic()
                counts = people.wait(within_s)
                seen = self._settled(traffic.calls)
                took_s = time.monotonic() - began
                used = {name: cpu_s(pid) - before[name] for name, pid in pids.items()}
        self.heard = self._observer.messages()
        return Turn(traffic.calls, counts, seen, took_s, used["Asterisk"], used.get("daemon", 0.0), sampler.samples)

    def outcomes(self) -> dict[str, int]:
        """Of the engine's store, once its daemon has ended."""
        return outcomes(Path(self.house.store_url.removeprefix("sqlite:///")))

    def _settled(self, calls: int) -> Timeline:
        """When all is over and heard, or after a while."""
        deadline = time.monotonic() + _SETTLED_WITHIN_S
        while True:
            seen = timeline(self._observer.messages(), self.agents)
            if len(seen.calls) >= calls and seen.is_over and not self.house.switch.channels():
                return seen
            if time.monotonic() > deadline:
                return seen
            time.sleep(0.5)


@contextmanager
def rig(
    folder: Path, agents: int, *, dialplan: str = "", queues: str = QUEUES, flow: str = FLOW, calls: int = 0
) -> Iterator[Rig]:
    """In `folder`. `calls`: how many there may be at once, if more than agents."""
    rtp_ports = max(2000, _RTP_EACH * max(agents, calls))
    pbx = both(folder, agents, dialplan=dialplan, queues=queues, flow=flow, rtp_ports=rtp_ports)
    with pbx.house.switch, Observer(pbx.layout, "DTMFEnd", mask="call,user,agent,dtmf") as observer:
        yield Rig(pbx, observer, agents)
