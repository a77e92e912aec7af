"""An agent hears messages on his phone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from acd.core.left import Mark
from acd.core.records import AgentState
from acd.core.roster import QueueRules, SkillNeed
from acd.visits.messages import MessagesVisit, envelope
from ivr.inputs import HungUp, Pressed
from ivr.outputs import Day, Digits, Number, Sound
from tests.messages.desk import DeskRoom
from tests.visits.conftest import Session


class Hall:
    def __init__(self, folder: Path) -> None:
        self.room = DeskRoom(folder)
        needs = QueueRules("sales", needs=(SkillNeed("sales", 3),)), QueueRules("help")
        self.room.settings.roster.queues = {rules.name: rules for rules in needs}
        self.skills = {"sales": 5}
        self.state = AgentState.READY

    async def visit(self, *keys: Any, endpoint: str = "1001") -> Session:
        session = Session("", *keys)
        seen: Any = SimpleNamespace(agent="1001", state=self.state, skills=self.skills)
        room = self.room
        visit = MessagesVisit(
            lambda: room.settings,
            room.store,
            lambda _, phone: "1001" if phone == "PJSIP/1001" else None,
            lambda _: seen,
            room.write,
            lambda: room.now,
        )
        await visit(session, endpoint)  # type: ignore[arg-type]
        room.store.flush()
        return session

    def states(self) -> list[str]:
        return [kept.state.value for kept in self.room.store.read.messages(deleted=True)][::-1]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.room.store.close()


async def test_his_own_and_his_queues_messages_are_told_the_oldest_first(hall: Hall) -> None:
    for serial, (box, kind) in enumerate([("sales", "queue"), ("1001", "agent"), ("1002", "agent")], start=1):
        hall.room.leave(serial, box, kind, at=hall.room.now + serial)
    session = await hall.visit(Pressed("6"))
    assert session.said[:4] == ["vm-youhave", "2", "vm-INBOX", "vm-messages"]
    assert session.said.count("vm-received") == 2
    assert session.said[-1] == "vm-nomore"
    assert session.left["ACD_NEXT"] == "hangup"
    assert hall.states() == ["read", "read", "unread"]
    again = await hall.visit()
    assert again.said[1] == "0"


async def test_a_queue_he_cannot_serve_is_not_his(hall: Hall) -> None:
    hall.skills = {"sales": 2}
    hall.room.leave(1)
    assert (await hall.visit()).said[1] == "0"
    assert hall.states() == ["unread"]


async def test_again_and_deleted(hall: Hall) -> None:
    tape = hall.room.leave(1)
    session = await hall.visit(Pressed("5"), Pressed("7"))
    assert session.said.count("vm-received") == 2
    assert "vm-deleted" in session.said
    assert hall.states() == [Mark.DELETED.value]
    assert not hall.room.tapes.path(tape).exists()


async def test_a_hang_up_leaves_it_unread(hall: Hall) -> None:
    hall.room.leave(1)
    await hall.visit(HungUp())
    assert hall.states() == ["unread"]


async def test_strangers_and_those_signed_out_hear_nothing(hall: Hall) -> None:
    hall.room.leave(1)
    assert (await hall.visit(endpoint="9999")).said == ["agent-incorrect"]
    hall.state = AgentState.SIGNED_OUT
    assert (await hall.visit()).said == ["agent-incorrect"]


def test_the_envelope(hall: Hall) -> None:
    hall.room.leave(1)
    [kept] = hall.room.store.read.messages()
    left_on = datetime.fromtimestamp(kept.message.at).date()
    parts = envelope(kept, left_on)
    assert parts[:2] == (Sound("vm-received"), Sound("digits/today"))
    assert Digits("4812345") in parts
    assert parts[-2] == Number(2)
    assert envelope(kept, left_on + timedelta(days=1))[1] == Sound("digits/yesterday")
    assert envelope(kept, left_on + timedelta(days=2))[1] == Day(left_on)
