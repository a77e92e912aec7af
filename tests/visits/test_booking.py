"""What goes with a caller who is put down for a call-back."""

import logging
import time

import pytest

from acd.callbacks.desk import Answer, Wish
from acd.clock import Clock
from acd.core.roster import SkillNeed
from acd.visits.booking import FlowBooker
from ivr.agi.book import book
from ivr.agi.line import Gone
from ivr.booked import Book, Booked, Booking
from ivr.inputs import Started
from tests.visits.conftest import CALL, Session

WISH = Book("", "030222333", "help", {"fr": 3}, 2, "de", {"why": "broken"})
STARTED = Started(CALL, number="030222333", name="Jan")


class PaperDesk:
    def __init__(self, result: Booking = Booking.BOOKED) -> None:
        self.wishes: list[Wish] = []
        self.result = result

    async def book(self, wish: Wish) -> Answer:
        self.wishes.append(wish)
        return Answer(self.result)


async def asked(session: Session, desk: PaperDesk) -> Wish:
    booker = FlowBooker(desk, Clock())  # type: ignore[arg-type]
    assert await booker.book(session, STARTED, WISH) == Booked(desk.result)  # type: ignore[arg-type]
    return desk.wishes[0]


async def test_his_channel_tells_since_when_and_as_whom_he_waited():
    session = Session()
    entered = f"{time.time() - 60:.3f}"
    session.set += [("ACD_ENTERED", entered), ("ACD_HELD_CALL", "main-1795306505.0")]
    wish = await asked(session, PaperDesk())
    assert (wish.contact, wish.pbx, wish.after) == (f"{CALL}c1", "main", "main-1795306505.0")
    assert wish.entered == pytest.approx(float(entered))
    assert (wish.queue, wish.number, wish.name) == ("", "030222333", "Jan")
    assert (wish.intent, wish.needs, wish.priority) == ("help", (SkillNeed("fr", 3),), 2)
    assert (wish.language, wish.data, wish.by_operator) == ("de", {"why": "broken"}, False)


@pytest.mark.parametrize("entered", ["", "x", "-1", "9999999999999"])
async def test_a_time_that_is_none_is_now(entered):
    session = Session()
    session.set.append(("ACD_ENTERED", entered))
    assert (await asked(session, PaperDesk())).entered == pytest.approx(Clock().now(), abs=5)


@pytest.mark.parametrize("result", list(Booking))
async def test_the_flow_is_told_what_came_of_it(result):
    await asked(Session(), PaperDesk(result))


# --- whoever keeps the list ---


async def test_nobody_keeps_a_list(caplog):
    assert await book(None, Session(), STARTED, WISH) == Booked(Booking.FAILED)  # type: ignore[arg-type]
    assert "030222333" not in caplog.text


async def test_one_who_fails_says_so_without_the_number(caplog):
    class Broken:
        async def book(self, *_: object) -> Booked:
            raise ValueError("no room for 030222333")

    with caplog.at_level(logging.DEBUG):
        assert await book(Broken(), Session(), STARTED, WISH) == Booked(Booking.FAILED)  # type: ignore[arg-type]
    assert "ValueError" in caplog.text
    assert "030222333" not in caplog.text


async def test_a_caller_who_hangs_up_meanwhile_is_gone():
    session = Session()
    session.is_gone = True
    with pytest.raises(Gone):
        await book(FlowBooker(PaperDesk(), Clock()), session, STARTED, WISH)  # type: ignore[arg-type]
