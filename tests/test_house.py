"""What operators are answered: by rooms of the real kind, without a PBX."""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from acd.clock import Clock
from acd.config.lookup_settings import Lookup
from acd.control.happenings import Happening
from acd.control.house import HistoryFilter, LinkState, LinkStatus, RefusedError
from acd.core.commands import Record
from acd.core.events import AgentSignedIn, CallerLeft, ContactArrived, ContactPrioritised, OfferRang, PbxSnapshot
from acd.core.floor import Floor
from acd.core.records import AgentState, Outcome
from acd.house import Rooms, Rule
from acd.pbx.door import DoorState
from acd.pbx.link import Connected, Connecting, Lost, Refused
from acd.pump import Pump
from acd.store import Store, StoreError
from acd.watchers import Watchers
from tests.house_files import AGENTS, QUEUES, HouseFiles

CONTACT = "main-1795306505.0"


class Hall:
    """A house and its rooms; `door` stands for the PBX."""

    def __init__(self, files: HouseFiles) -> None:
        self.files = files
        settings = files.read()
        clock, floor, watchers = Clock(), Floor(settings.roster), Watchers()
        store = Store.open(settings.store_url, gather_s=0.0)

        def carry_out(command: object, now: float) -> None:
            if isinstance(command, Record):
                store.put(command.row, now)

        pump = Pump(floor, clock, journal=store.journal, carry_out=carry_out)
        self.door = SimpleNamespace(
            pbx="main",
            link=SimpleNamespace(settings=SimpleNamespace(host="127.0.0.1", port=5038)),
            state=DoorState(Connecting(), 5.0),
            is_known=False,
            version="22.10.1",
            poisoned=3,
        )
        self.rooms = Rooms(settings, clock, floor, pump, store, {"main": self.door}, watchers)  # type: ignore[dict-item]
        self.rule = Rule(self.rooms)

    def arrive(self) -> None:
        now = self.rooms.clock.now()
        self.rooms.pump.put(ContactArrived(CONTACT, "main", "PJSIP/trunk-1", "sales", now, number="48123"))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    files = HouseFiles(tmp_path, 5038, 4573)
    files.write()
    hall = Hall(files)
    hall.rooms.pump.put(PbxSnapshot("main", (), (), ()))
    yield hall
    hall.rooms.pump.stop()
    hall.rooms.store.close()


# --- asking ---


async def test_the_floor_as_it_is_and_what_it_answers(hall: Hall) -> None:
    assert [each.state for each in hall.rule.view().agents] == [AgentState.SIGNED_OUT] * 2
    assert (await hall.rule.ask(lambda asked: AgentSignedIn("1001", asked))).ok
    assert [each.state for each in hall.rule.view().agents] == [AgentState.READY, AgentState.SIGNED_OUT]
    refused = await hall.rule.ask(lambda asked: ContactPrioritised("main-9.9", 3, asked))
    assert (refused.ok, refused.error) == (False, "there is no contact 'main-9.9'")


async def test_why_an_agent_was_rung(hall: Hall) -> None:
    await hall.rule.ask(lambda asked: AgentSignedIn("1001", asked))
    hall.arrive()
    [decided] = await hall.rule.why(CONTACT)
    assert (decided.contact, decided.offer, decided.decision.chosen) == (CONTACT, 1, "1001")
    assert await hall.rule.why("main-9.9") == ()


async def test_what_ended_a_moment_ago_is_in_the_history(hall: Hall) -> None:
    hall.arrive()
    hall.rooms.pump.put(CallerLeft(CONTACT))
    [ended] = await hall.rule.history(HistoryFilter(number="48123"))
    assert (ended.contact, ended.outcome) == (CONTACT, Outcome.ABANDONED)
    assert await hall.rule.history(HistoryFilter(outcome=Outcome.ANSWERED)) == ()


async def test_a_store_that_cannot_be_read_is_told_to_who_asked(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("store sqlite:///x: disk I/O error")

    monkeypatch.setattr(hall.rooms.store.read, "history", fail)
    monkeypatch.setattr(hall.rooms.store.read, "story", fail)
    for asked in (hall.rule.history(HistoryFilter()), hall.rule.why(CONTACT)):
        with pytest.raises(RefusedError, match="disk I/O error"):
            await asked


def test_watchers_come_and_go(hall: Hall) -> None:
    told: list[Happening] = []
    leave = hall.rule.subscribe(lambda at, what: told.append(what))
    hall.rooms.watchers.notice(OfferRang(CONTACT, 1), 1.0)
    leave()
    hall.rooms.watchers.notice(OfferRang(CONTACT, 2), 2.0)
    assert told == [OfferRang(CONTACT, 1)]


# --- reload ---


async def test_a_reload_puts_the_new_configuration_in_force(hall: Hall) -> None:
    hall.files.write_queues(QUEUES + "ring_s = 20\n[queue.support]\n")
    hall.files.write_agents(AGENTS.replace("[agent.1002]", "[agent.1009]"))
    assert set(await hall.rule.reload()) == {
        "queue sales: ring_s 15 -> 20",
        "queue support added",
        "agent 1002 removed",
        "agent 1009 added",
    }
    assert [each.agent for each in hall.rule.view().agents] == ["1001", "1009"]
    assert hall.rooms.settings.roster.queues["sales"].ring_s == 20
    assert await hall.rule.reload() == ()


async def test_what_lookups_take_is_loaded_before_they_are_in_force(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[tuple[set[str], set[str]]] = []

    async def load(lookups: Iterable[Lookup]) -> None:
        loaded.append(({each.name for each in lookups}, set(hall.rooms.settings.lookups)))

    monkeypatch.setattr("acd.house.load_for", load)
    find = '[lookup.find]\nurl = "http://127.0.0.1:8085/{number}"\nfields = { status = "text" }\n'
    (hall.files.config / "lookups.toml").write_text(find)
    await hall.rule.reload()
    assert loaded == [({"find"}, set())]
    assert set(hall.rooms.settings.lookups) == {"find"}


async def test_a_bad_configuration_changes_nothing_and_tells_every_mistake(hall: Hall) -> None:
    before = hall.rooms.settings
    hall.files.write_queues("[queue.sales]\nring_s = 0\nwrap_s = -1\n")
    hall.files.write_agents("[agent.1009]\nskills = { sales = 5 }\n")
    with pytest.raises(RefusedError) as refused:
        await hall.rule.reload()
    assert "the old one stays" in str(refused.value)
    assert all(key in str(refused.value) for key in ("queue.sales.ring_s", "queue.sales.wrap_s"))
    assert hall.rooms.settings is before
    assert [each.agent for each in hall.rule.view().agents] == ["1001", "1002"]


async def test_what_needs_a_restart_refuses_the_whole_reload(hall: Hall) -> None:
    before = hall.rooms.settings
    hall.files.agi_port = 4574
    hall.files.write()
    hall.files.write_queues(QUEUES + "ring_s = 20\n")
    with pytest.raises(RefusedError, match=r"need a restart, nothing was changed:\nagi: port 4573 -> 4574"):
        await hall.rule.reload()
    assert hall.rooms.settings is before


async def test_reloads_at_once_go_one_after_the_other(hall: Hall) -> None:
    hall.files.write_queues(QUEUES + "ring_s = 20\n")
    lines = await asyncio.gather(*(hall.rule.reload() for _ in range(3)))
    assert lines == [("queue sales: ring_s 15 -> 20",), (), ()]


async def test_a_caller_waits_on_when_his_queue_is_reloaded(hall: Hall) -> None:
    hall.arrive()
    hall.files.write_queues(QUEUES + "ring_s = 20\n")
    await hall.rule.reload()
    assert [each.contact for each in hall.rule.view().contacts] == [CONTACT]


# --- status ---


ADDRESS = ("main", "127.0.0.1:5038")


@pytest.mark.parametrize(
    ("link", "is_known", "expected"),
    [
        (Connecting(), False, LinkStatus(*ADDRESS, LinkState.CONNECTING, 5.0)),
        (Connected("11.0.0"), False, LinkStatus(*ADDRESS, LinkState.CONNECTING, 5.0, version="22.10.1")),
        (Connected("11.0.0"), True, LinkStatus(*ADDRESS, LinkState.UP, 5.0, version="22.10.1")),
        (Lost("no route"), False, LinkStatus(*ADDRESS, LinkState.LOST, 5.0, "no route")),
        (Refused("Authentication failed"), False, LinkStatus(*ADDRESS, LinkState.LOST, 5.0, "Authentication failed")),
    ],
)
async def test_a_pbx_is_up_once_its_truth_is_known(
    hall: Hall, link: Connected | Lost, is_known: bool, expected: LinkStatus
) -> None:
    hall.door.state, hall.door.is_known = DoorState(link, 5.0), is_known
    assert (await hall.rule.status()).links == (expected,)


async def test_what_was_counted(hall: Hall) -> None:
    hall.rooms.pump.put(CallerLeft("main-9.9"))
    hall.rooms.agi = SimpleNamespace(  # type: ignore[assignment]
        counters={"accepted": 9, "served": 4, "hung up": 1, "taken": 1, "bad token": 2, "lost": 1}
    )
    hall.rule.control_dropped = lambda: 5
    counters = (await hall.rule.status()).counters
    assert (counters.events, counters.refused_events, counters.ami_poison) == (2, 1, 3)
    assert (counters.agi_dropped, counters.control_dropped) == (3, 5)
    assert counters.pump_lag_ms > 0


async def test_the_store_is_shown_without_its_password(hall: Hall) -> None:
    status = await hall.rule.status()
    assert (status.store.url, status.store.trouble) == (f"sqlite:///{hall.files.store_file}", "")
    assert status.config == str(hall.files.config)
    object.__setattr__(hall.rooms.settings, "store_url", "postgresql://acd:hunter2@db/acd")
    assert (await hall.rule.status()).store.url == "postgresql://acd:***@db/acd"
