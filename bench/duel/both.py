"""One private PBX with all that the engine and Asterisk's own Queue() need: the same phones, the same way in.

Each has the switch to itself: the daemon is started for its turns and ended before Queue()'s, so that Queue() does not
pay for a manager connection that it does not need. Up to the entry both sides' callers walk the same dialplan.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acd.lab.house import House, Plan
from acd.lab.layout import Layout, lay_out
from acd.lab.ports import free_udp
from acd.lab.sipp import STATION_HOST, SippRun, station_addresses
from acd.lab.trouble import LabError

from .kernel import is_bound

ENGINE, QUEUE = "engine", "Queue()"
NUMBERS = {ENGINE: "5550011", QUEUE: "5550012"}
_UP_S = 5.0

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
_AGENT = """\
[agent.{phone}]
name = "Agent {phone}"
skills = {{bench = 5}}
signed_in_at_start = true
"""


@dataclass(frozen=True, slots=True)
class Both:
    """The agents' phones are to be at `port`."""

    house: House
    port: int

    @property
    def layout(self) -> Layout:
        return self.house.layout

    @contextmanager
    def side(self, name: str) -> Iterator[None]:
        """With the daemon up if it is its turn."""
        if name == ENGINE:
            self.house.start_daemon()
        try:
            yield
        finally:
            self.house.stop_daemon()

    def wait_for(self, phones: SippRun) -> None:
        """A phone that is not there yet when it is rung counts against its agent."""
        deadline = time.monotonic() + _UP_S
        while not is_bound(STATION_HOST, self.port):
            if not phones.is_running or time.monotonic() > deadline:
                raise LabError(f"the agents' phones did not come up; see {phones.name}.log")
            time.sleep(0.01)


def both(
    folder: Path, agents: int, *, dialplan: str = "", queues: str = QUEUES, flow: str = FLOW, rtp_ports: int = 2000
) -> Both:
    """In `folder`; the switch is not started yet."""
    port = free_udp(STATION_HOST)
    phones = station_addresses(port, agents)
    layout = lay_out(folder / "pbx", agents=0, stations=phones, rtp_ports=rtp_ports)
    plan = Plan(queues, "".join(_AGENT.format(phone=phone) for phone in phones), {"main": flow})
    house = House(folder, plan, layout, dialplan=DIALPLAN + dialplan, ACD_MIN_TALK_S="0")
    with (layout.etc / "queues.conf").open("a", encoding="utf-8") as conf:
        conf.write(RIVAL + "".join(f"member => PJSIP/{phone}\n" for phone in phones))
    return Both(house, port)
