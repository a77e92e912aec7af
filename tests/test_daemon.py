"""The rooms opened for real: sockets, store and ports, with a scripted manager for a PBX."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest

from acd.control.client import Client, ControlError
from acd.control.house import DaemonStatus, LinkState, LinkStatus
from acd.control.requests import Status, View
from acd.core.events import AgentPaused, AgentSignedOut, EstimatesRecalled
from acd.core.floor import Floor
from acd.core.records import AgentState
from acd.core.roster import Roster
from acd.core.routing.piece import Piece
from acd.core.view import FloorView
from acd.daemon import CANNOT_START, TRY_AGAIN, StartError, open_house, run
from acd.house import Rule
from acd.lab.ports import free_tcp
from acd.notify import Notifier
from acd.store import Reader
from acd.store.alone import alone
from ivr.intent.classifier import Classifier, untaught
from ivr.intent.learning import Learner
from tests.acd_pbx.conftest import FakeAmi, until
from tests.acd_pbx.said import CONTACT, LEG, WAITING, Switchboard, channel, hold, holding
from tests.house_files import QUEUES, HouseFiles, token
from tests.ivr.agi.conftest import header

pytestmark = pytest.mark.slow

OPEN_QUESTION = """
start: what
nodes:
  what:
    understand: [beep]
    intents:
      order: {say: [beep], examples: [where is my order], key: 1, queue: sales}
      bill: {say: [beep], examples: [the bill is wrong], key: 2, queue: sales}
    on_failure: sales
  sales: {handoff: sales}
"""


@pytest.fixture
async def ami() -> AsyncIterator[FakeAmi]:
    fake = FakeAmi()
    fake.answer = Switchboard()
    await fake.open()
    yield fake
    await fake.close()


@pytest.fixture
def board(ami: FakeAmi) -> Switchboard:
    assert isinstance(ami.answer, Switchboard)
    return ami.answer


@pytest.fixture
def files(tmp_path: Path) -> HouseFiles:
    """A house whose PBX is not there."""
    files = HouseFiles(tmp_path, free_tcp(), free_tcp())
    files.write()
    return files


@pytest.fixture
def beside(files: HouseFiles, ami: FakeAmi) -> HouseFiles:
    """A house whose PBX is `ami`."""
    files.pbx_port = ami.port
    files.write()
    return files


async def opened(files: HouseFiles, stack: AsyncExitStack) -> Rule:
    return await open_house(files.read(), stack)


async def came_to(rule: Rule, claim: Callable[[LinkStatus], object]) -> LinkStatus:
    """The status of the PBX once it is as claimed."""
    async with asyncio.timeout(5):
        while not claim(link := (await rule.status()).links[0]):  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    return link


async def came_up(rule: Rule) -> None:
    await came_to(rule, lambda link: link.state is LinkState.UP)


def states(rule: Rule) -> dict[str, tuple[AgentState, str]]:
    return {each.agent: (each.state, each.reason) for each in rule.view().agents}


# --- a house that works ---


async def test_a_call_from_the_ivr_to_a_ringing_phone(beside: HouseFiles, ami: FakeAmi) -> None:
    async with AsyncExitStack() as stack:
        rule = await opened(beside, stack)
        await came_up(rule)
        reader, writer = await asyncio.open_connection("127.0.0.1", beside.agi_port)
        writer.write(header("flow/main", CONTACT, "1", token(CONTACT, 1)))
        left: dict[str, str] = {}
        while "ACD_NEXT" not in left:
            words = (await reader.readline()).decode().split('"')
            left[words[1]] = words[3]
            writer.write(b"200 result=1\n")
        writer.close()
        assert (left["ACD_QUEUE"], left["ACD_INTENT"], left["ACD_NEXT"]) == ("sales", "buy", "hold")
        ami.say(hold())
        await until(lambda: ami.named("Originate"))
        assert ami.named("Originate")[0]["ChannelId"] == LEG
        assert ami.named("Originate")[0]["Channel"] == "PJSIP/1001"
        assert [each.contact for each in rule.view().contacts] == [CONTACT]
    with_rows = Reader.open(f"sqlite:///{beside.store_file}")
    story = with_rows.story(CONTACT)
    with_rows.close()
    assert story is not None
    assert (len(story.walks), len(story.entries), len(story.decisions)) == (1, 1, 1)


async def test_callers_found_on_hold_are_served(beside: HouseFiles, ami: FakeAmi, board: Switchboard) -> None:
    board.channels = [(holding(), WAITING)]
    async with AsyncExitStack() as stack:
        await opened(beside, stack)
        await until(lambda: ami.named("Originate"))
        assert ami.named("Originate")[0]["ChannelId"] == LEG


async def test_callers_are_owned_before_what_they_may_say_is_learned(
    beside: HouseFiles, ami: FakeAmi, board: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()

    def learn(learner: Learner) -> Classifier:
        assert may_end.wait(10)
        learner._classifier = untaught(("order", "bill"))
        return learner._classifier

    monkeypatch.setattr(Learner, "learn", learn)
    (beside.config / "flows" / "open.yaml").write_text(OPEN_QUESTION)
    board.channels = [(holding(), WAITING)]
    async with AsyncExitStack() as stack, asyncio.timeout(5):
        rule = await opened(beside, stack)
        learner = rule._rooms.settings.flows["open"].nodes["what"].classifier  # type: ignore[union-attr]
        await until(lambda: ami.named("Originate"))
        assert not learner.is_at_hand
        may_end.set()
        await until(lambda: learner.is_at_hand)


async def test_the_socket_answers_and_is_gone_after_the_stop(beside: HouseFiles) -> None:
    async with AsyncExitStack() as stack:
        rule = await opened(beside, stack)
        await came_up(rule)
        client = Client(beside.socket)
        status = await asyncio.to_thread(client.ask, Status(), DaemonStatus)
        assert (status.pid, status.links[0].version) == (os.getpid(), "22.10.1")
        view = await asyncio.to_thread(client.ask, View(), FloorView)
        assert [each.agent for each in view.agents] == ["1001", "1002"]
    assert not beside.socket.exists()
    with socket.create_server(("127.0.0.1", beside.agi_port)):
        pass


async def test_an_agents_own_call_takes_his_phone_also_after_a_reload(
    beside: HouseFiles, board: Switchboard, ami: FakeAmi
) -> None:
    async with AsyncExitStack() as stack:
        rule = await opened(beside, stack)
        await came_up(rule)
        beside.write_agents('[agent.1003]\nskills = { sales = 5 }\nphone = "PJSIP/77"\n')
        await rule.reload()
        board.channels = [(channel("1.7", "PJSIP/77-00000007", "default"), {})]
        ami.drop()
        await until(lambda: [each.phone_state for each in rule.view().agents] == ["taken"])


async def test_the_keeper_is_told_when_all_is_open_and_when_it_ends(files: HouseFiles, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as keeper:
        keeper.setblocking(False)
        keeper.bind(str(tmp_path / "notify"))
        loop = asyncio.get_running_loop()
        async with AsyncExitStack() as stack, asyncio.timeout(10):
            await open_house(files.read(), stack, Notifier(keeper.getsockname(), watchdog_s=0.1))
            assert keeper.recv(99) == b"READY=1"
            assert await asyncio.to_thread(Client(files.socket).ask, Status(), DaemonStatus)
            for _ in range(3):
                assert await loop.sock_recv(keeper, 99) == b"WATCHDOG=1\nSTATUS=callers: 0, agents signed in: 1"
        last = b""
        with suppress(BlockingIOError):
            while True:
                last = keeper.recv(99)
        assert last == b"STOPPING=1"


# --- over a restart ---


async def test_agents_and_what_was_learned_come_back(beside: HouseFiles) -> None:
    learned = Piece("pick-up", "1001", "", (10.0, 9.0))
    async with AsyncExitStack() as stack:
        rule = await opened(beside, stack)
        assert states(rule) == {"1001": (AgentState.READY, ""), "1002": (AgentState.SIGNED_OUT, "")}
        await rule.ask(lambda asked: AgentPaused("1001", "lunch", asked))
        rule._rooms.pump.put(EstimatesRecalled((learned,)))
    async with AsyncExitStack() as stack:
        rule = await opened(beside, stack)
        assert states(rule) == {"1001": (AgentState.PAUSED, "lunch"), "1002": (AgentState.SIGNED_OUT, "")}
        assert rule._rooms.floor.learned() == (learned,)
        await rule.ask(lambda asked: AgentSignedOut("1001", asked))
    async with AsyncExitStack() as stack:
        rule = await opened(beside, stack)
        assert states(rule)["1001"] == (AgentState.SIGNED_OUT, "")


async def test_the_journal_alone_brings_a_floor_to_where_it_was(beside: HouseFiles, ami: FakeAmi) -> None:
    learned = Piece("pick-up", "1001", "", (10.0, 9.0))
    async with AsyncExitStack() as stack:
        rule = await opened(beside, stack)
        rule._rooms.pump.put(EstimatesRecalled((learned,)))
        await came_up(rule)
        ami.say(hold())
        await until(lambda: ami.named("Originate"))
        beside.write_agents("[agent.1001]\nskills = { sales = 7 }\n")
        await rule.reload()
        there = rule.view()
    with_journal = Reader.open(f"sqlite:///{beside.store_file}")
    floor = Floor(Roster({}, {}))
    for at, event in with_journal.events(0.0, float("inf")):
        floor.handle(event, at)
    with_journal.close()
    assert (floor.view(there.at), floor.learned()) == (there, (learned,))
    assert [each.agent for each in there.agents if each.contact == CONTACT] == ["1001"]


# --- a PBX that is not there, or does not let us in ---


async def test_a_pbx_that_is_not_there_is_waited_for(files: HouseFiles) -> None:
    async with AsyncExitStack() as stack:
        rule = await opened(files, stack)
        link = await came_to(rule, lambda link: link.trouble)
        assert link.state is LinkState.LOST
        assert f"127.0.0.1:{files.pbx_port}" in link.trouble
        assert rule.view().lost_pbxes == ("main",)


async def test_a_wrong_secret_is_said_and_the_daemon_stays(beside: HouseFiles) -> None:
    beside.secret = "another-secret"
    beside.write()
    async with AsyncExitStack() as stack:
        rule = await opened(beside, stack)
        link = await came_to(rule, lambda link: link.trouble)
        assert (link.state, link.trouble) == (LinkState.LOST, "Authentication failed")


# --- a start that fails ---


def fails(files: HouseFiles, capsys: pytest.CaptureFixture[str], code: int = CANNOT_START) -> str:
    """The one line said by a daemon that ends with this code."""
    assert run(files.config) == code
    said = capsys.readouterr().err
    assert said.startswith("acd: cannot start: ")
    assert said.count("\n") == 1
    return said.removeprefix("acd: cannot start: ").strip()


def test_a_bad_configuration(files: HouseFiles, capsys: pytest.CaptureFixture[str]) -> None:
    files.write_queues("[queue.sales]\nring_s = 0\n")
    assert run(files.config) == CANNOT_START
    assert "queue.sales.ring_s" in capsys.readouterr().err


def test_no_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none") == CANNOT_START
    assert "no such directory" in capsys.readouterr().err


def test_a_store_that_cannot_be_made(files: HouseFiles, capsys: pytest.CaptureFixture[str]) -> None:
    files.store = f"sqlite:///{files.folder / 'none' / 'acd.sqlite'}"
    files.write()
    assert fails(files, capsys).endswith(f"the folder {files.folder / 'none'} does not exist")


def test_a_store_that_is_none(files: HouseFiles, capsys: pytest.CaptureFixture[str]) -> None:
    files.store_file.write_bytes(b"not a database" * 100)
    assert "not a database" in fails(files, capsys)


def test_a_store_that_is_away_may_come_back(files: HouseFiles, capsys: pytest.CaptureFixture[str]) -> None:
    files.store = f"postgresql://acd@127.0.0.1:{free_tcp()}/acd"
    files.write()
    assert "refused" in fails(files, capsys, TRY_AGAIN)


def test_a_speech_port_in_use(files: HouseFiles, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, (files.config / "acd.toml").open("a") as acd_toml:
        port = taken.getsockname()[1]
        acd_toml.write(f"[speech]\nport = {port}\n[speech.engine.en]\n")
        acd_toml.flush()
        assert fails(files, capsys, TRY_AGAIN) == (
            f"speech: cannot listen on 127.0.0.1:{port}: Address already in use; "
            "stop what listens there, or choose another port in [speech] of acd.toml"
        )


@pytest.fixture
def taken(files: HouseFiles) -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", files.agi_port)) as taken:
        yield taken


@pytest.mark.usefixtures("taken")
def test_a_port_in_use(files: HouseFiles, capsys: pytest.CaptureFixture[str]) -> None:
    assert fails(files, capsys, TRY_AGAIN) == (
        f"agi: cannot listen on 127.0.0.1:{files.agi_port}: Address already in use; "
        "stop what listens there, or choose another port in [agi] of acd.toml"
    )
    assert not files.socket.exists()


def test_a_run_folder_that_cannot_be_made(files: HouseFiles, capsys: pytest.CaptureFixture[str]) -> None:
    (files.folder / "run").write_text("in the way")
    assert fails(files, capsys) == f"cannot make the folder {files.folder / 'run'}: File exists"


async def test_a_second_daemon_goes_before_it_has_touched_anything(beside: HouseFiles, ami: FakeAmi) -> None:
    """Not even another AGI port or another state of the agents makes two of one."""
    async with AsyncExitStack() as stack:
        first = await opened(beside, stack)
        await came_up(first)
        beside.agi_port = free_tcp()
        beside.write()
        logins, handled = ami.logins, (await first.status()).counters.events
        with pytest.raises(StartError, match="another daemon is running on the control socket"):
            async with AsyncExitStack() as second:
                await opened(beside, second)
        assert beside.socket.exists()
        assert await asyncio.to_thread(Client(beside.socket).ask, Status(), DaemonStatus)
        assert (ami.logins, (await first.status()).counters.events) == (logins, handled)
        await asyncio.to_thread(first._rooms.store.flush)
        assert len(list(first._rooms.store.read.events(0.0, 1e12))) == handled


def test_a_second_daemon_on_the_same_store_goes(files: HouseFiles, capsys: pytest.CaptureFixture[str]) -> None:
    with alone(f"sqlite:///{files.store_file}"):
        assert "another daemon uses it" in fails(files, capsys)


# --- signals ---


class Process:
    """The daemon in a process of its own."""

    def __init__(self, files: HouseFiles) -> None:
        self._log = files.folder / "daemon.log"
        self._client = Client(files.socket)
        with self._log.open("wb") as log:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "acd", "run", "--config", str(files.config)], stdout=log, stderr=log
            )

    def said(self) -> str:
        return self._log.read_text()

    def answers(self) -> bool:
        try:
            return bool(self._client.ask(Status(), DaemonStatus))
        except ControlError:
            return False

    def tell(self, number: signal.Signals) -> None:
        self._popen.send_signal(number)

    def ended(self) -> int:
        return self._popen.wait(10)

    def kill(self) -> None:
        self._popen.kill()
        self._popen.wait()


@pytest.fixture
def start(files: HouseFiles) -> Iterator[Callable[[], Process]]:
    processes: list[Process] = []

    def begin() -> Process:
        processes.append(Process(files))
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()


async def test_signals_reload_and_stop(files: HouseFiles, start: Callable[[], Process]) -> None:
    daemon = start()
    await until(daemon.answers, 20)
    files.write_queues(QUEUES + "ring_s = 20\n")
    daemon.tell(signal.SIGHUP)
    await until(lambda: "configuration reloaded: queue sales: ring_s 15 -> 20" in daemon.said())
    files.write_queues("[queue.sales]\nring_s = 0\n")
    daemon.tell(signal.SIGHUP)
    await until(lambda: "the configuration is not valid, the old one stays" in daemon.said())
    assert daemon.answers()
    daemon.tell(signal.SIGTERM)
    assert daemon.ended() == 0
    assert "Traceback" not in daemon.said()
    assert not files.socket.exists()


async def test_a_daemon_killed_at_any_time_leaves_room_for_the_next(
    files: HouseFiles, start: Callable[[], Process]
) -> None:
    first = start()
    await until(first.answers, 20)
    first.kill()
    second = start()
    await until(second.answers, 20)
    second.tell(signal.SIGINT)
    assert second.ended() == 0
