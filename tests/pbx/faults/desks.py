"""A house whose agents are SIPp's phones at one port: as many as a test wants, all alike, one queue."""

from collections.abc import Callable
from pathlib import Path

from acd.control.requests import SignIn
from acd.lab import sipp
from acd.lab.house import Plan
from acd.lab.layout import Layout, lay_out
from acd.lab.ports import free_udp
from acd.lab.sipp import STATION_HOST, SippRun
from tests.pbx.scene import Scene

FIRST = 2001
_QUEUES = """
[defaults]
wrap_s = 0
ring_s = 8
say_position = false
say_wait = false
announce_every_s = 600
[queue.line]
needs = { line = 1 }
"""


def plan(agents: int, queue: str = "") -> Plan:
    """`queue`: more rules of the one queue, `line`."""
    people = "".join(f'[agent.{FIRST + each}]\nname = "A{each}"\nskills = {{ line = 5 }}\n' for each in range(agents))
    return Plan(_QUEUES + queue, people, {"line": "start: wait\nnodes:\n  wait: {handoff: line}\n"})


def laid_out(agents: int) -> Callable[[Path], Layout]:
    def lay(folder: Path) -> Layout:
        return lay_out(folder, agents=0, stations=sipp.station_addresses(free_udp(STATION_HOST), agents, FIRST))

    return lay


def manned(scene: Scene, *, ring_s: float = 0.0, talk_s: float = 3.0) -> SippRun:
    """The phones, and everybody signed in; talks last long enough to count. To be entered as a context."""
    layout = scene.house.layout
    port = int(next(iter(layout.stations.values())).rpartition(":")[2])
    for agent in layout.stations:
        scene.do(SignIn(agent))
    return sipp.stations(layout, port, ring_s=ring_s, talk_s=talk_s)
