"""One private PBX under load: SIPp callers on the trunk, SIPp phones for agents; the daemon and Queue() take turns."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acd.lab.house import House, Plan
from acd.lab.layout import lay_out
from acd.lab.ports import free_udp
from acd.lab.sipp import STATION_HOST, Counts, SippRun, station_addresses
from acd.lab.trouble import LabError
from bench.duel.kernel import cpu_s, is_bound
from bench.duel.observer import Message, Observer
from bench.duel.rig import DIALPLAN, ENGINE, FLOW, NUMBERS, QUEUE, QUEUES, RIVAL
from bench.duel.timeline import Timeline, timeline
from bench.duel.traffic import Traffic, callers, stations
from bench.strain.account import outcomes
from bench.strain.samples import Sample, Sampler

SIDES = (ENGINE, QUEUE)
_UP_S = 5.0
_RTP_EACH = 8  # ports for one call of two legs, and as many again while the last ones are still being let go
_AGENT = """\
[agent.{phone}]
name = "Agent {phone}"
skills = {{bench = 5}}
signed_in_at_start = true
"""


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

    def __init__(self, house: House, observer: Observer, port: int, agents: int) -> None:
        self.house = house
        self.agents = agents
        self.heard: list[Message] = []  # by the observer, in the last turn
        self._observer = observer
        self._port = port

    @contextmanager
    def side(self, name: str) -> Iterator[None]:
        """With the daemon up if it is its turn."""
        if name == ENGINE:
            self.house.start_daemon()
        try:
            yield
        finally:
            self.house.stop_daemon()

    def run(
        self, side: str, traffic: Traffic, *, within_s: float, number: str = "", calling: SippRun | None = None
    ) -> Turn:
        """Until all is over, or `within_s` after the start: who is left then is not connected. `number`: what is
        dialled, else the side's own; `calling`: other callers than the traffic's."""
        layout, pbx = self.house.layout, self.house.switch.pid
        pids = {"Asterisk": pbx} | ({"daemon": self.house.pid} if side == ENGINE else {})
        self._observer.forget()
        with stations(layout, self._port, traffic) as phones:
            self._ready(phones)
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

    def _ready(self, phones: SippRun) -> None:
        """A phone that is not there yet when it is rung counts against its agent."""
        deadline = time.monotonic() + _UP_S
        while not is_bound(STATION_HOST, self._port):
            if not phones.is_running or time.monotonic() > deadline:
                raise LabError(f"the agents' phones did not come up; see {phones.name}.log")
            time.sleep(0.01)

    def _settled(self, calls: int) -> Timeline:
        """When all is over and heard, or after a while."""
        deadline = time.monotonic() + _UP_S
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
    """A PBX with all that both sides need, in `folder`. `calls`: how many there may be at once, if more than agents."""
    port = free_udp(STATION_HOST)
    phones = station_addresses(port, agents)
    layout = lay_out(folder / "pbx", agents=0, stations=phones, rtp_ports=max(2000, _RTP_EACH * max(agents, calls)))
    everybody = "".join(_AGENT.format(phone=phone) for phone in phones)
    plan = Plan(queues, everybody, {"main": flow})
    house = House(folder, plan, layout, dialplan=DIALPLAN + dialplan, ACD_MIN_TALK_S="0")
    members = "".join(f"member => PJSIP/{phone}\n" for phone in phones)
    with (layout.etc / "queues.conf").open("a", encoding="utf-8") as conf:
        conf.write(RIVAL + members)
    with house.switch, Observer(layout, "DTMFEnd", mask="call,user,agent,dtmf") as observer:
        yield Rig(house, observer, port, agents)
