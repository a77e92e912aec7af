"""Who hears which announcement, and that nobody hears one twice."""

from pathlib import Path

import pytest

from acd.messages.announcements import ALL, Announcements
from acd.visits.announcer import Announcer
from tests.visits.conftest import Session


@pytest.fixture
def told(tmp_path: Path) -> Announcements:
    return Announcements(lambda: tmp_path, lambda: 0.0)


@pytest.fixture
def announcer(told: Announcements, tmp_path: Path) -> Announcer:
    return Announcer(told, lambda: tmp_path)


async def test_nothing_on_costs_nothing(announcer: Announcer) -> None:
    session = Session()
    session.is_gone = True  # even to look at his channel would raise
    await announcer.at_start(session)  # type: ignore[arg-type]
    await announcer.while_waiting(session)  # type: ignore[arg-type]
    await announcer.before_waiting(session, "sales")  # type: ignore[arg-type]
    assert (session.said, session.set) == ([], [])


async def test_each_is_heard_once_and_a_new_one_again(announcer: Announcer, told: Announcements) -> None:
    session = Session()
    told.switch_on((ALL,), None, sound="fire")
    told.switch_on(("sales",), None, sound="snow")
    await announcer.at_start(session)  # type: ignore[arg-type]
    assert session.said == ["fire"]
    await announcer.before_waiting(session, "help")  # type: ignore[arg-type]
    assert session.said == ["fire"]
    await announcer.before_waiting(session, "sales")  # type: ignore[arg-type]
    assert session.said == ["fire", "snow"]
    session.set.append(("ACD_QUEUE", "sales"))
    await announcer.while_waiting(session)  # type: ignore[arg-type]
    assert session.said == ["fire", "snow"]
    told.switch_on((ALL,), None, sound="fire")
    await announcer.while_waiting(session)  # type: ignore[arg-type]
    assert session.said == ["fire", "snow", "fire"]


async def test_a_channel_full_of_numbers_stays_short(announcer: Announcer, told: Announcements) -> None:
    session = Session()
    for _ in range(120):
        told.switch_on((ALL,), None, sound="fire")
        await announcer.at_start(session)  # type: ignore[arg-type]
    assert len(session.said) == 120
    assert len(session.left["ACD_HEARD"]) < 800
