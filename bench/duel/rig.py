"""One private PBX on which the engine and Asterisk's own Queue() take turns, with the same phones and callers.

Each has the switch to itself: the daemon is started for its turns and ended before Queue()'s, so that Queue() does not
pay for a manager connection that it does not need. Up to the entry both sides' callers walk the same dialplan.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acd.lab.house import House, Plan
from acd.lab.layout import lay_out
from acd.lab.ports import free_udp
from acd.lab.sipp import STATION_HOST, SippRun, station_addresses
from acd.lab.trouble import LabError

from .kernel import cpu_s, is_bound
from .observer import Observer
from .timeline import Timeline, timeline
from .traffic import Traffic, callers, stations

AGENTS = 16
ENGINE, QUEUE = "engine", "Queue()"
NUMBERS = {ENGINE: "5550011", QUEUE: "5550012"}
_CALLS_WITHIN_S = 60.0
_SETTLED_WITHIN_S = 5.0

DIALPLAN = """
[acd-in](+)
exten => 5550011,1,Goto(bench,engine,1)
exten => 5550012,1,Goto(bench,queue,1)

[bench]
exten => engine,1,Gosub(bench-clean,s,1)
 same => n,Set(ACD_QUEUE=bench)
 same => n,Goto(acd-hold,s,1)
exten => queue,1,Gosub(bench-clean,s,1)
 same => n,Queue(bench)
 same => n,Hangup()

[bench-clean]
; What [acd-in] does, without a menu.
exten => s,1,Set(CALLERID(num)=${FILTER(0-9+,${CALLERID(num)})})
 same => n,Set(CALLERID(name)=${FILTER(0-9A-Za-z \\-.,${CALLERID(name)})})
 same => n,Set(CALLERID(dnid)=${FILTER(0-9+,${CALLERID(dnid)})})
 same => n,Set(REDIRECTING(from-num,i)=${FILTER(0-9+,${REDIRECTING(from-num)})})
 same => n,Set(ACD_CALL_ID=${ACD_PBX}-${UNIQUEID})
 same => n,Set(ACD_VISIT=0)
 same => n,Set(AGIEXITONHANGUP=yes)
 same => n,Set(TIMEOUT(absolute)=${ACD_MAX_CALL_S})
 same => n,Answer()
 same => n,Return()
"""
RIVAL = """
[bench]
strategy=rrmemory
autofill=yes
retry=1
timeout=15
wrapuptime=0
ringinuse=no
announce-frequency=0
announce-position=no
announce-holdtime=no
"""
QUEUES = "[queue.bench]\nneeds = {bench = 1}\nwhisper = false\nwrap_s = 0\n"
FLOW = "start: bye\nlanguage: en\nnodes:\n  bye: {hangup: [vm-goodbye]}\n"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side did with one traffic; processor seconds are for all its calls."""

    timeline: Timeline
    asterisk_cpu_s: float
    daemon_cpu_s: float


class Rig:
    """Made by `rig`."""

    def __init__(self, house: House, observer: Observer, port: int) -> None:
        self.house = house
        self._observer = observer
        self._port = port

    @contextmanager
    def side(self, name: str) -> Iterator[None]:
        """With the engine up if it is its turn."""
        if name == ENGINE:
            self.house.start_daemon()
        try:
            yield
        finally:
            self.house.stop_daemon()

    def run(self, name: str, traffic: Traffic) -> Turn:
        """LabError when not every call was connected."""
        layout, pbx = self.house.layout, self.house.switch.pid
        daemon = self.house.pid if name == ENGINE else None
        self._observer.forget()
        with stations(layout, self._port, traffic) as phones:
            self._ready(phones)
            with callers(layout, NUMBERS[name], traffic) as calling:
                before = cpu_s(pbx), cpu_s(daemon) if daemon else 0.0
                counts = calling.wait(_CALLS_WITHIN_S)
                seen = self._settled(traffic.calls)
                after = cpu_s(pbx), cpu_s(daemon) if daemon else 0.0
        if counts.failed or seen.connected < traffic.calls:
            raise LabError(f"{name}, {traffic.kind}: of {traffic.calls} calls {seen.connected} connected, {counts}")
        return Turn(seen, after[0] - before[0], after[1] - before[1])

    def _ready(self, phones: SippRun) -> None:
        """A phone that is not there yet when it is rung counts against its agent."""
        deadline = time.monotonic() + _SETTLED_WITHIN_S
        while not is_bound(STATION_HOST, self._port):
            if not phones.is_running or time.monotonic() > deadline:
                raise LabError(f"the agents' phones did not come up; see {phones.name}.log")
            time.sleep(0.01)

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
    """A PBX with all that both sides need, in `folder`."""
    port = free_udp(STATION_HOST)
    phones = station_addresses(port, AGENTS)
    agents = "".join(
        f'[agent.{phone}]\nname = "Agent {phone}"\nskills = {{bench = 5}}\nsigned_in_at_start = true\n'
        for phone in phones
    )
    layout = lay_out(folder / "pbx", stations=phones, rtp_ports=2000)
    house = House(folder, Plan(QUEUES, agents, {"main": FLOW}), layout, dialplan=DIALPLAN, ACD_MIN_TALK_S="0")
    members = "".join(f"member => PJSIP/{phone}\n" for phone in phones)
    with (layout.etc / "queues.conf").open("a", encoding="utf-8") as queues:
        queues.write(RIVAL + members)
    with house.switch, Observer(layout) as observer:
        yield Rig(house, observer, port)
