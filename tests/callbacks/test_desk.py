"""The desk: a number is checked, limits hold over restarts, each answer says what became of the wish."""

import asyncio
from types import SimpleNamespace

import pytest

from acd.callbacks.desk import Desk, Wish
from acd.callbacks.opening import take_up
from acd.clock import Clock
from acd.config.callback_settings import CallbackPolicy
from acd.core.commands import Command, Record
from acd.core.events import RosterChanged
from acd.core.floor import Floor
from acd.core.roster import CallbackRules, QueueRules, Roster
from acd.pump import Pump
from acd.store import Store, StoreError
from ivr.booked import Booking

QUEUES = {"sales": QueueRules("sales", callback=CallbackRules("provider")), "plain": QueueRules("plain")}


class House:
    """A floor, a pump and a store, as the daemon has them."""

    def __init__(self, folder, **policy) -> None:
        given = {"per_number_a_day": 2, "an_hour": 3, **policy}
        self.policy = CallbackPolicy("provider", "+4930111111", ("DE",), **given)
        self.settings = SimpleNamespace(
            callback=self.policy, roster=Roster(QUEUES, {}), calendars={}, pbxes={"main": object()}
        )
        self.store = Store.open(f"sqlite:///{folder}/acd.db", gather_s=0.001)
        self.clock, self.floor = Clock(), Floor(Roster({}, {}))
        self.pump = Pump(self.floor, self.clock, journal=self.store.journal, carry_out=self.carry_out)
        self.pump.put(RosterChanged(self.settings.roster))
        self.desk = Desk(lambda: self.settings, self.pump, self.store, self.clock)
        self.count = 0

    def carry_out(self, command: Command, now: float) -> None:
        if isinstance(command, Record):
            self.store.put(command.row, now)

    async def book(self, number: str = "030222333", queue: str = "sales", **more):
        self.count += 1
        return await self.desk.book(Wish(f"main-{self.count}.0c", "main", queue, number, self.clock.now(), **more))

    def close(self) -> None:
        self.pump.stop()
        self.store.close()


@pytest.fixture
async def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.close()


async def test_a_call_back_is_taken_down_and_written_when_it_is_said_to_be(house):
    answer = await house.book()
    assert (answer.result, answer.contact) == (Booking.BOOKED, "main-1.0c")
    (row,) = house.store.read.callbacks().booked
    assert (row.number, row.national) == ("+4930222333", "30222333")


async def test_the_next_daemon_takes_it_up(house, tmp_path):
    await house.book()
    house.close()
    again = House(tmp_path)
    await take_up(lambda: again.settings, again.pump, again.store)
    (contact,) = again.floor.view(again.clock.now()).contacts
    assert (contact.contact, contact.number) == ("main-1.0c", "+4930222333")
    assert again.floor.view(again.clock.now()).lost_pbxes == ("main",), "nobody is called before the PBX has told"
    again.close()


@pytest.mark.parametrize("number", ["112", "0900123456", "+12025550123", "030111111", "x"])
async def test_a_number_that_is_not_called(house, number):
    answer = await house.book(number)
    assert answer.result is Booking.REFUSED
    assert number not in answer.why or number == "x"
    assert not house.floor.view(house.clock.now()).contacts


async def test_the_same_number_twice(house):
    await house.book()
    answer = await house.book("+4930222333")
    assert (answer.result, answer.contact) == (Booking.DUPLICATE, "main-1.0c")


async def test_so_many_for_a_number_in_a_day_and_for_the_house_in_an_hour(house):
    for queue in ("sales", "sales"):
        answer = await house.book(queue=queue)
        if answer.result is Booking.BOOKED:
            house.pump.ask(lambda asked, it=answer.contact: _drop(it, asked))
    assert (await house.book()).result is Booking.FAILED
    assert "per_number_a_day" in (await house.book()).why
    assert (await house.book(by_operator=True)).result is Booking.BOOKED
    answer = await house.book("030222334")
    assert (answer.result, "an_hour" in answer.why) == (Booking.FAILED, True)


def _drop(contact: str, asked: str):
    from acd.core.events import ContactDropped

    return ContactDropped(contact, asked)


async def test_a_hundred_at_once_do_not_slip_through(house):
    answers = await asyncio.gather(*(house.book(f"0302223{n:02}") for n in range(100)))
    assert sum(each.result is Booking.BOOKED for each in answers) == 3


@pytest.mark.parametrize("queue", ["plain", "nowhere", ""])
async def test_a_queue_that_calls_nobody_back(house, queue):
    assert (await house.book(queue=queue)).result is Booking.FAILED


async def test_a_store_that_cannot_be_read_books_nobody(house, monkeypatch):
    def fail(*_):
        raise StoreError("the disk is gone")

    monkeypatch.setattr(type(house.store.read), "callbacks_booked", fail)
    assert (await house.book()).result is Booking.FAILED


async def test_without_a_policy_nobody_is_called(house):
    house.settings.callback = None
    assert (await house.book()).result is Booking.FAILED


def test_no_number_is_printed():
    wish = Wish("main-1.0c", "main", "sales", "030222333", 1.0, data={"account": "4711"})
    assert "030222333" not in repr(wish)
    assert "4711" not in repr(wish)
