"""A daemon of cardboard on a real socket, with a lively floor, and a runner for the commands."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acd.cli.root import acd
from acd.control.duty import Draining, DrainWay
from acd.control.happenings import Happening
from acd.control.house import (
    Compared,
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
from acd.core.commands import Reply
from acd.core.events import Event, OfferConnected
from acd.core.records import AgentState, ContactEnded, ContactEntered, Decided, Outcome
from acd.core.routing.why import Decision, Flip, Gated, Scored
from acd.core.view import AgentView, ContactView, FloorView, QueueView

NOW = 1763820131.0
EVIL = "\x1b[2J\x1b]0;owned\x07[red]Ev\u202eil[/red]\nnew line \x9b31m"


def agent(number: str, name: str, state: AgentState, **more: object) -> AgentView:
    given: dict[str, object] = {
        "pbx": "main",
        "phone": f"PJSIP/{number}",
        "reason": "",
        "since": NOW - 95.4,
        "until": None,
        "skills": {"sales": 7, "fr": 3},
        "contact": None,
        "strikes": 0,
        "phone_state": "ok",
        "calls": 4,
    }
    return AgentView(agent=number, name=name, state=state, **(given | more))  # type: ignore[arg-type]


def contact(serial: int, state: str, **more: object) -> ContactView:
    given: dict[str, object] = {
        "queue": "sales",
        "number": f"+4860012345{serial}",
        "name": "Łucja Żółć",
        "intent": "buy",
        "language": "pl",
        "priority": 0,
        "entered": NOW - 30.0 * serial,
        "position": None,
        "expected_wait_s": None,
        "agent": None,
        "offers": 1,
    }
    return ContactView(contact=f"main-1763820001.{serial}", pbx="main", state=state, **(given | more))  # type: ignore[arg-type]


AGENTS = (
    agent("1001", "Anna Kowalska", AgentState.TALKING, contact="main-1763820001.12"),
    agent("1002", "Béla Őrült-Szabó-Nagyvárady", AgentState.PAUSED, reason="lunch", strikes=2),
    agent("1003", "王小明", AgentState.WRAPPING, until=NOW + 7, skills={f"skill{n}": n for n in range(1, 8)}),
    agent("1004", "D", AgentState.SIGNED_OUT, phone_state="lost", calls=0),
    agent("1005", EVIL, AgentState.OFFERED, contact="main-1763820001.14", since=NOW - 3700),
)
CONTACTS = (
    contact(12, "connected", agent="1001"),
    contact(14, "offered", agent="1005", priority=9),
    contact(15, "waiting", position=1, expected_wait_s=125.0, name=EVIL),
    contact(16, "waiting", position=2, expected_wait_s=None, name="", number="", queue="a-rather-long-queue-name"),
)
QUEUES = (
    QueueView("sales", 2, 480.0, 125.0, 5, 1, 120, 101, 12, 5, 0.873, 14.2),
    QueueView("a-rather-long-queue-name", 1, 3725.0, None, 0, 0, 1, 0, 0, 0, None, None),
    QueueView("support", 0, 0.0, 0.0, 3, 2, 0, 0, 0, 0, None, None),
)
DECISION = Decision(
    "main-1763820001.12",
    "sales",
    "1001",
    12.0,
    (
        Scored("1001", 8.3, (("wait", -15.6, 1.0), ("priority", -0.0, 60.0), ("handle", 8.9, 1.0), ("fit", 0.5, 30.0))),
        Scored(
            "1004", 20.3, (("wait", -15.6, 1.0), ("priority", -0.0, 60.0), ("handle", 23.9, 1.0), ("fit", 0.4, 30.0))
        ),
    ),
    (Gated("1002", "skill fr 2 < 3"), Gated("1003", "wrapping")),
    12.0,
    ("fr >= 2 (relaxed from 3)",),
    flip=Flip("1004", "handle", 1.0, 0.2),
)
DECIDED = Decided("main-1763820001.12", 1, NOW - 40, DECISION)
ENTERED = ContactEntered("main-1763820001.12", "main", "sales", "+48600123450", EVIL, "", 0, NOW - 52, NOW - 52)
HISTORY = tuple(
    ContactEnded(
        f"main-1763820001.{n}",
        "main",
        "sales",
        f"+4860012345{n}",
        "Łucja" if n else EVIL,
        "buy",
        "pl",
        0,
        NOW - 50_000 * n,
        NOW - 50_000 * n + 14 if outcome is Outcome.ANSWERED else None,
        NOW - 50_000 * n + 200,
        outcome,
        "1001" if outcome is Outcome.ANSWERED else None,
        1,
        False,
        {},
    )
    for n, outcome in enumerate(Outcome)
)


class CardboardHouse:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self.filters: list[HistoryFilter] = []
        self.reply = Reply("", ok=True)
        self.refusal = ""
        self.unlocked: list[str] = []
        self.called: list[tuple[str, str, float | None]] = []
        self.opened: tuple[str, ...] = ()
        self.watched = threading.Event()
        self.stop: Callable[[], Coroutine[None, None, None]]
        self.decided: tuple[Decided, ...] = (DECIDED,)
        self.heals: list[bool] = []
        self.drains: list[tuple[DrainWay | None, float | None]] = []
        self.draining: Draining | None = None
        self.compared = Compared(("main-1.2: its caller is on hold, and nobody here owns him",))
        self.changes: tuple[str, ...] = ("queue sales: ring_s 15 -> 20",)
        self.floor = FloorView(NOW, AGENTS, CONTACTS, QUEUES, ())
        self.checks = (
            DoctorLine("main", Health.OK, "Asterisk 22.6.0"),
            DoctorLine("main", Health.WRONG, "context [acd-hold] is missing", "include acd.conf in extensions.conf"),
        )
        self.story: tuple[tuple[float, Happening], ...] = (
            (NOW - 52, ENTERED),
            (NOW - 40, DECIDED),
            (NOW - 36, OfferConnected("main-1763820001.12", 1)),
        )

    async def never_stop(self) -> None:
        """For `stop`: the watch goes on."""

    def view(self) -> FloorView:
        return self.floor

    async def ask(self, event: Callable[[str], Event]) -> Reply:
        self.events.append(event("t"))
        return self.reply

    async def why(self, contact: str) -> tuple[Decided, ...]:
        if self.refusal:
            raise RefusedError(self.refusal)
        return self.decided

    async def history(self, wanted: HistoryFilter) -> tuple[ContactEnded, ...]:
        self.filters.append(wanted)
        return HISTORY

    async def reload(self) -> tuple[str, ...]:
        if self.refusal:
            raise RefusedError(self.refusal)
        return self.changes

    async def heal(self, *, dry_run: bool) -> Compared:
        self.heals.append(dry_run)
        return self.compared

    async def unlock_pin(self, who: str) -> tuple[str, ...]:
        self.unlocked.append(who)
        return self.opened

    async def call_back(self, number: str, queue: str, at: float | None) -> str:
        if self.refusal:
            raise RefusedError(self.refusal)
        self.called.append((number, queue, at))
        return "main-1763820001.1c"

    async def doctor(self) -> tuple[DoctorLine, ...]:
        return self.checks

    async def status(self) -> DaemonStatus:
        links = (
            LinkStatus("main", "127.0.0.1:5038", LinkState.UP, NOW - 86400, version="Asterisk 22.6.0"),
            LinkStatus("berlin", "10.0.0.7:5038", LinkState.LOST, NOW - 12, trouble="connection refused"),
        )
        return DaemonStatus(
            "0.1.0",
            4711,
            "/etc/acd",
            NOW - 90061,
            NOW,
            links,
            StoreStatus("sqlite:///acd.db", "disk full", 7, 5, 1_200_000, NOW - 60, 2, "journal 2"),
            Counters(),
            draining=self.draining,
        )

    async def drain(self, way: DrainWay | None, for_s: float | None) -> Draining:
        self.drains.append((way, for_s))
        self.draining = Draining(DrainWay.SERVE, NOW, NOW + 60, 3)
        return self.draining

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Tells the story, then the daemon stops."""
        for at, what in self.story:
            watcher(at, what)
        self.watched.set()
        self.stopping = asyncio.ensure_future(self.stop())
        return lambda: None


@pytest.fixture
def house() -> CardboardHouse:
    return CardboardHouse()


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "acd.sock"


@pytest.fixture
def stop_daemon(house: CardboardHouse, socket: Path) -> Iterator[Callable[[], None]]:
    """Runs the daemon in a thread of its own; call it to stop the daemon early."""
    loop = asyncio.new_event_loop()
    server = ControlServer(house, socket)
    house.stop = server.close
    loop.run_until_complete(server.open())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def stop() -> None:
        if not loop.is_closed():
            asyncio.run_coroutine_threadsafe(server.close(), loop).result(5)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    yield stop
    stop()


Run = Callable[..., Result]


@pytest.fixture
def run(socket: Path) -> Run:
    """`run("agent", "ready", "1001")`: the command's result, on an 80 column page, told of the test's socket."""

    def invoke(*words: str, **env: str) -> Result:
        given = {"ACD_SOCKET": str(socket), "COLUMNS": "80", "ACD_CONFIG": None} | env
        return CliRunner().invoke(acd, list(words), env=given, prog_name="acd")

    return invoke
