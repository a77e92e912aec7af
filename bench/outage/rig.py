"""The house that is being broken: a PBX, a daemon with its supervisor, callers one after the other, two halves of the
phones."""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from acd.control.requests import SignIn
from acd.core.records import ContactEnded, Outcome
from acd.lab import sipp
from acd.lab.house import House, Plan
from acd.lab.layout import lay_out
from acd.lab.ports import free_udp
from acd.lab.sipp import STATION_HOST, Person, SippRun
from acd.lab.trouble import LabError
from acd.store import Reader
from bench.outage.report import Attempt

_COOLDOWNS = "no_answer_s = 5, busy_s = 5, rejected_s = 5, unreachable_s = 5, dropped_s = 5, strikes = 1000"
AGENTS, PER_SECOND, TALK_S = 12, 1.0, 4.0
PATIENCE_S = 60.0  # of a caller: for all of his call, also with an agent whose phone fell silent
FIRST_AGENT, FIRST_NUMBER = 2001, 49_100_000
FIRST = 5  # callers, before any fault
_QUEUES = """
[defaults]
wrap_s = 0
ring_s = 8
whisper = false
say_position = false
say_wait = false
announce_every_s = 600
[queue.line]
needs = { line = 1 }
"""


class Rig:
    """Everything is up and calls come when it is made; `stack` ends it. `halves`: the phones, and how to start them.
    `patience_s`: for how long who finds no daemon hears music before the fallback (ACD_TAKE_OVER_S)."""

    def __init__(self, folder: Path, stack: ExitStack, *, seconds: int, patience_s: int) -> None:
        ports = (free_udp(STATION_HOST), free_udp(STATION_HOST))
        addresses: dict[str, str] = {}
        for half, port in enumerate(ports):
            addresses |= sipp.station_addresses(port, AGENTS // 2, FIRST_AGENT + half * AGENTS // 2)
        agents = "".join(f'[agent.{each}]\nname = "A{each}"\nskills = {{ line = 5 }}\n' for each in addresses)
        plan = Plan(
            _QUEUES,
            f"[defaults]\ncooldowns = {{ {_COOLDOWNS} }}\n{agents}",
            {"main": "start: wait\nnodes:\n  wait: {handoff: line}\n"},
        )
        self.house = House(
            folder,
            plan,
            lay_out(folder / "pbx", agents=0, stations=addresses),
            supervised=True,
            ACD_HOLD_S="5",
            ACD_QUIET_MAX="6",
            ACD_TAKE_OVER_S=str(patience_s),
        )
        stack.enter_context(self.house)
        self.halves: list[tuple[int, SippRun]] = []
        for half, port in enumerate(ports):
            run = sipp.stations(self.house.layout, port, name=f"stations-{half}", talk_s=TALK_S)
            run.start()
            stack.callback(run.stop, 0)
            self.halves.append((port, run))
        for agent in addresses:
            self.house.client.ask(SignIn(agent), type(None))
        self._count = round(seconds * PER_SECOND)
        people = [Person(str(FIRST_NUMBER + each)) for each in range(self._count)]
        self._began = time.time()
        self._callers = sipp.callers(self.house.layout, people, name="callers", rate=PER_SECOND, stay_s=PATIENCE_S)
        self._callers.start()
        stack.callback(self._callers.stop, 0)

    def reader(self) -> Reader:
        return Reader.open(self.house.store_url)

    def finish(self, within_s: float) -> list[Attempt]:
        """Every call that was attempted, once all are over or `within_s` has passed."""
        try:
            created = self._callers.wait(within_s).created
        except LabError:
            created = self._callers.counts().created
        self._callers.stop(0)
        time.sleep(10)  # the last rows, and the daemon's last doubts
        reader = self.reader()
        try:
            ends = reader.history(limit=2 * self._count)
        finally:
            reader.close()
        rows = {row.number: row for row in sorted(ends, key=lambda row: row.outcome is Outcome.ANSWERED)}
        attempts = []
        late_s = self._late_s(rows)
        for each in range(created):
            row = rows.get(str(FIRST_NUMBER + each))
            attempts.append(Attempt(self._began + late_s + each / PER_SECOND, _waited(row), _end(row)))
        return attempts

    def _late_s(self, rows: Mapping[str, ContactEnded]) -> float:
        """How long SIPp took to begin, told by the first callers."""
        late = [
            row.entered - self._began - each / PER_SECOND
            for each in range(FIRST)
            if (row := rows.get(str(FIRST_NUMBER + each))) is not None
        ]
        return sorted(late)[len(late) // 2] if late else 0.0

    def leftovers(self) -> list[str]:
        """Contacts without an end, and channels, that there are when all is over."""
        reader = self.reader()
        try:
            lost = reader.unbalanced()
        finally:
            reader.close()
        channels = self.house.switch.channels()
        found = [f"LEFT: a contact without a terminal row: {contact}" for contact in lost]
        return found + [f"LEFT: a channel: {channel}" for channel in channels]


def _waited(row: ContactEnded | None) -> float | None:
    if row is None or row.outcome is not Outcome.ANSWERED or row.connected is None:
        return None
    return row.connected - row.entered


def _end(row: ContactEnded | None) -> str:
    if row is None:
        return "no contact"
    talked = "never answered" if row.connected is None else f"answered after {row.connected - row.entered:.1f} s"
    return f"{row.outcome}, {talked}, {row.offers} offers, {row.ended - row.entered:.1f} s in all"
