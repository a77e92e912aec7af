"""The door on a scripted manager: what the Floor is told, in which order, around losses, gaps and refusals."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from acd.core.commands import HangUpCaller, LookAgain, RingAgent, SendCaller, StopRinging
from acd.core.events import (
    CallerLeft,
    ContactArrived,
    Event,
    OfferFailed,
    OfferFailure,
    OfferRang,
    PbxLost,
    PbxSnapshot,
)
from acd.core.roster import ToDestination
from acd.pbx import door as door_module
from acd.pbx import stall
from acd.pbx.door import LATE_S, MADE_S, Door
from acd.pbx.link import Connected, LinkSettings, Refused
from tests.acd_pbx.conftest import FakeAmi, until
from tests.acd_pbx.said import (
    CALLER,
    CONTACT,
    LEG,
    PHONE,
    TRUNK,
    WAITING,
    Switchboard,
    channel,
    event,
    hold,
    holding,
    leg,
)

RING = RingAgent(
    "main",
    CONTACT,
    1,
    "1001",
    "PJSIP/1001",
    TRUNK,
    "48123",
    "",
    "sales",
    1.0,
    15.0,
    whisper=True,
    record=False,
    language="",
)
STOP = StopRinging("main", CONTACT, 1)
POISON = "Event: Hangup\nPrivilege: call,all\nUniqueid: 1.1\n\n"
HUNG_UP = event("Hangup", CALLER, TRUNK, Cause="16", **{"Cause-txt": ""})
UNREACHABLE = OfferFailed(CONTACT, 1, OfferFailure.UNREACHABLE)


class StoppedClock:
    def __init__(self) -> None:
        self.at = 1795306600.0

    def now(self) -> float:
        return self.at

    def at_loop_time(self, at: float) -> float:
        return at


class Hall:
    """A door with everything it told."""

    def __init__(self, settings: LinkSettings) -> None:
        self.clock = StoppedClock()
        self.agents = {"PJSIP/1001": "1001"}
        self.told: list[Event] = []
        self.door = Door(settings, self.clock, self.told.append, self.agent_of)  # type: ignore[arg-type]

    def agent_of(self, phone: str) -> str | None:
        return self.agents.get(phone)

    def kinds(self) -> list[type]:
        return [type(each) for each in self.told]

    async def told_of(self, kind: type, times: int = 1) -> None:
        await until(lambda: self.kinds().count(kind) >= times)


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "AGAIN_S", 0.01)
    monkeypatch.setattr(door_module, "GHOST_S", 0.01)


@pytest.fixture
def board(ami: FakeAmi) -> Switchboard:
    board = Switchboard()
    ami.answer = board
    return board


@pytest.fixture
async def closed(settings: LinkSettings, board: Switchboard) -> AsyncIterator[Hall]:
    """A door not opened yet."""
    hall = Hall(settings)
    yield hall
    await hall.door.close()


@pytest.fixture
async def hall(closed: Hall) -> Hall:
    """An open door whose first snapshot is through; what it told so far is forgotten."""
    await closed.door.open()
    await closed.told_of(PbxSnapshot)
    closed.told.clear()
    return closed


async def test_a_pbx_is_lost_until_its_first_snapshot(closed: Hall, board: Switchboard) -> None:
    board.channels = [(holding(), WAITING)]
    await closed.door.open()
    assert closed.told == [PbxLost("main")]
    assert not closed.door.is_known
    await closed.told_of(PbxSnapshot)
    assert [each.contact for each in closed.told[1].holding] == [CONTACT]  # type: ignore[union-attr]
    assert closed.kinds() == [PbxLost, PbxSnapshot]
    assert closed.door.is_known
    await until(lambda: closed.door.version == "22.10.1")


async def test_what_happens_while_the_truth_is_fetched_is_heard_after_it(closed: Hall, board: Switchboard) -> None:
    board.after_status = lambda: hold() + HUNG_UP
    await closed.door.open()
    await closed.told_of(CallerLeft)
    assert closed.kinds() == [PbxLost, PbxSnapshot, ContactArrived, CallerLeft]


async def test_what_is_older_than_the_list_is_not_heard(closed: Hall, board: Switchboard) -> None:
    """Else the phone of an agent would ring for somebody who is gone."""
    board.before_status = lambda: hold() + HUNG_UP
    await closed.door.open()
    await until(lambda: closed.door.version)
    assert closed.kinds() == [PbxLost, PbxSnapshot]


async def test_what_contradicts_what_was_heard_is_a_gap(hall: Hall, ami: FakeAmi, board: Switchboard) -> None:
    """A word of the hold loop that comes late, when its caller talks."""
    board.channels = [(holding(bridge="b1"), WAITING), (leg(bridge="b1"), {})]
    ami.say(POISON)
    await hall.told_of(PbxSnapshot)
    hall.told.clear()
    ami.say(hold())
    await hall.told_of(PbxSnapshot)
    assert hall.kinds() == [PbxLost, PbxSnapshot]


async def test_the_floor_may_ask_for_a_fresh_look(hall: Hall) -> None:
    hall.door.carry_out(LookAgain("main"))
    await hall.told_of(PbxSnapshot)
    assert hall.kinds() == [PbxLost, PbxSnapshot]


async def test_after_standing_still_nobody_is_rung_and_nothing_old_is_heard(
    hall: Hall, ami: FakeAmi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stall, "STILL_S", -1.0)
    hall.door.carry_out(RING)
    monkeypatch.undo()
    ami.say(hold() + HUNG_UP)
    await hall.told_of(PbxSnapshot)
    cancelled = OfferFailed(CONTACT, 1, OfferFailure.CANCELLED)
    assert hall.told == [PbxLost("main"), cancelled, PbxSnapshot("main", (), (), ())]
    assert not ami.named("Originate")


async def test_a_look_changes_nothing_and_teaches_nobody(hall: Hall, ami: FakeAmi, board: Switchboard) -> None:
    elsewhere = {**WAITING, "ACD_CALL_ID": "main-1.1", "ACD_QUEUE": ""}
    board.channels = [(holding(), WAITING), (channel("1.1", "PJSIP/trunk-1", "from-trunk"), elsewhere)]
    seen = await hall.door.look()
    assert seen is not None
    assert [each.contact for each in seen.truth.holding] == [CONTACT]
    assert seen.present == {CONTACT, "main-1.1"}
    assert hall.told == []
    assert not hall.door._ear.has_caller(CALLER)
    board.refuse = {"Status"}
    assert await hall.door.look() is None


async def test_a_look_afresh_ends_with_the_snapshot(hall: Hall) -> None:
    await hall.door.look_afresh()
    assert hall.kinds() == [PbxLost, PbxSnapshot]


async def test_a_pbx_that_says_it_goes_is_lost_at_once(hall: Hall, ami: FakeAmi) -> None:
    """And found again where it did not mean it: a caller may have written those words."""
    ami.say("Event: Shutdown\nPrivilege: system,all\nShutdown: Cleanly\nRestart: False\n\n")
    await hall.told_of(PbxSnapshot)
    assert hall.kinds() == [PbxLost, PbxSnapshot]


async def test_a_malformed_message_is_a_gap(hall: Hall, ami: FakeAmi, board: Switchboard) -> None:
    ami.say(POISON)
    await hall.told_of(PbxSnapshot)
    assert hall.kinds() == [PbxLost, PbxSnapshot]
    assert hall.door.poisoned == 1


async def test_a_gap_during_a_fetch_is_closed_by_another(closed: Hall, ami: FakeAmi, board: Switchboard) -> None:
    """The first snapshot is handed over all the same: a caller who makes gaps keeps nobody from being served."""
    poison = [POISON]
    board.before_status = lambda: poison.pop() if poison else ""
    await closed.door.open()
    await closed.told_of(PbxSnapshot, 2)
    assert closed.kinds() == [PbxLost, PbxSnapshot, PbxLost, PbxSnapshot]
    assert len(ami.named("Status")) == 2


async def test_many_gaps_in_a_row_are_one(hall: Hall, ami: FakeAmi) -> None:
    fetched = len(ami.named("Status"))
    ami.say(POISON * 50)
    await hall.told_of(PbxSnapshot)
    await until(lambda: hall.door.poisoned == 50)
    assert len(ami.named("Status")) - fetched <= 2


async def test_a_connection_lost_while_fetching_leaves_nothing_behind(
    closed: Hall, ami: FakeAmi, board: Switchboard
) -> None:
    """The next connection does not wait for the last one's fetch, and does not hear of a caller who is gone since."""
    board.silent = {"DeviceStateList"}
    await closed.door.open()
    await until(lambda: ami.named("DeviceStateList"))
    ami.say(hold())
    ami.say("Response: Success\nActionID: nobody\n\n")
    await until(lambda: closed.door._held)
    board.silent = set()
    ami.drop()
    await closed.told_of(PbxSnapshot)
    await until(lambda: closed.door.version)
    assert closed.kinds() == [PbxLost, PbxSnapshot]


async def test_a_loss_is_told_once_however_often_it_is_tried_again(hall: Hall, ami: FakeAmi) -> None:
    at = hall.door.state.since
    hall.clock.at += 5
    await ami.close()
    await until(lambda: hall.door.state.since == at + 5)
    hall.clock.at += 5
    reasons = [getattr(hall.door.state.link, "reason", "")]
    await until(lambda: reasons.append(getattr(hall.door.state.link, "reason", "")) or len(set(reasons)) > 1)
    assert "" not in reasons
    assert hall.door.state.since == at + 5
    await ami.open()
    await hall.told_of(PbxSnapshot)
    assert hall.kinds() == [PbxLost, PbxSnapshot]
    assert hall.door.state.since == at + 10


async def test_a_pbx_that_does_not_let_us_in_is_told_with_the_reason(
    settings: LinkSettings, board: Switchboard
) -> None:
    hall = Hall(replace(settings, secret="wrong-secret"))
    await hall.door.open()
    await until(lambda: isinstance(hall.door.state.link, Refused))
    assert hall.door.state.link == Refused("Authentication failed")
    assert hall.told == [PbxLost("main")]
    assert not hall.door.is_up
    await hall.door.close()


async def test_channels_that_cannot_be_listed_are_asked_for_again_and_nothing_piles_up(
    closed: Hall, ami: FakeAmi, board: Switchboard
) -> None:
    board.refuse = {"Status"}
    await closed.door.open()
    await until(lambda: len(ami.named("Status")) > 1)
    ami.say(hold())
    asked = len(ami.named("Status"))
    await until(lambda: len(ami.named("Status")) > asked + 1)
    board.refuse = set()
    await closed.told_of(PbxSnapshot)
    assert closed.kinds() == [PbxLost, PbxSnapshot]


async def test_a_snapshot_that_fails_does_not_leave_the_door_deaf(closed: Hall, board: Switchboard) -> None:
    def fail(phone: str) -> str | None:
        board.channels = []
        raise RuntimeError("not today")

    board.channels = [(holding(), WAITING)]
    closed.door._agent_of = fail
    await closed.door.open()
    await closed.told_of(PbxSnapshot)
    assert closed.kinds() == [PbxLost, PbxSnapshot]


@pytest.mark.parametrize("born", ["10:00:00", "10:05:00"])
async def test_a_pbx_that_was_started_again_is_told_apart_from_a_lost_link(
    hall: Hall, ami: FakeAmi, board: Switchboard, born: str
) -> None:
    board.born = born
    ami.drop()
    await hall.told_of(PbxSnapshot)
    assert hall.told == [PbxLost("main"), PbxSnapshot("main", (), (), (), is_new_life=born != "10:00:00")]


async def test_an_offer_is_rung_with_its_leg_named(hall: Hall, ami: FakeAmi) -> None:
    hall.door.carry_out(RING)
    await until(lambda: ami.named("Originate"))
    assert ami.named("Originate")[0]["ChannelId"] == LEG
    ami.say(event("Newchannel", LEG, PHONE) + event("Newstate", LEG, PHONE, ChannelState="5"))
    await hall.told_of(OfferRang)
    assert hall.told == [OfferRang(CONTACT, 1)]


async def test_a_refused_originate_is_a_failed_offer(hall: Hall, ami: FakeAmi, board: Switchboard) -> None:
    board.refuse = {"Originate"}
    hall.door.carry_out(RING)
    await hall.told_of(OfferFailed)
    ami.say(POISON)
    await hall.told_of(PbxSnapshot)
    assert hall.told == [UNREACHABLE, PbxLost("main"), PbxSnapshot("main", (), (), ())]


async def test_an_offer_on_a_lost_connection_fails(hall: Hall, ami: FakeAmi) -> None:
    await ami.close()
    await hall.told_of(PbxLost)
    hall.door.carry_out(RING)
    await hall.told_of(OfferFailed)
    assert hall.told == [PbxLost("main"), UNREACHABLE]


async def test_an_offer_that_cannot_be_said_fails_at_once(hall: Hall, ami: FakeAmi) -> None:
    hall.door.carry_out(replace(RING, channel="PJSIP/x$y"))
    assert hall.told == [UNREACHABLE]
    assert ami.named("Originate") == []


async def test_a_refused_hang_up_or_redirect_is_no_fact(
    hall: Hall, ami: FakeAmi, board: Switchboard, caplog: pytest.LogCaptureFixture
) -> None:
    board.refuse = {"Hangup", "Redirect"}
    hall.door.carry_out(STOP)
    hall.door.carry_out(HangUpCaller("main", CONTACT, TRUNK))
    hall.door.carry_out(SendCaller("main", CONTACT, TRUNK, ToDestination("voicemail")))
    await until(lambda: "Redirect refused: No" in caplog.text)
    assert hall.told == []
    assert "Hangup" not in caplog.text
    assert [each["Action"] for each in ami.actions[-6:]] == ["Hangup", "Hangup", *["Setvar"] * 3, "Redirect"]


async def test_a_leg_stopped_before_it_had_a_channel_is_ended_when_it_gets_one(
    hall: Hall, ami: FakeAmi, board: Switchboard
) -> None:
    board.refuse = {"Hangup"}
    hall.door.carry_out(RING)
    hall.door.carry_out(STOP)
    await until(lambda: len(ami.named("Hangup")) == 1)
    ami.say(event("Newchannel", LEG, PHONE))
    await until(lambda: len(ami.named("Hangup")) == 2)
    assert ami.named("Hangup")[1]["Channel"] == LEG
    over = {"Cause": "16", "Cause-txt": ""}
    ami.say(event("Hangup", LEG, PHONE, **over) + event("Newchannel", LEG, PHONE) + hold())
    await hall.told_of(ContactArrived)
    assert len(ami.named("Hangup")) == 2


async def test_a_caller_who_hung_up_and_is_still_there_is_hung_up(hall: Hall, ami: FakeAmi, board: Switchboard) -> None:
    """Asterisk forgets a hang-up that meets Bridge()."""
    ami.say(hold() + event("HangupRequest", CALLER, TRUNK))
    await until(lambda: ami.named("Hangup"))
    assert ami.named("Hangup")[0]["Channel"] == CALLER


async def test_a_caller_whose_hang_up_follows_is_left_alone(hall: Hall, ami: FakeAmi, board: Switchboard) -> None:
    over = {"Cause": "16", "Cause-txt": ""}
    ami.say(hold() + event("HangupRequest", CALLER, TRUNK) + event("Hangup", CALLER, TRUNK, **over))
    await hall.told_of(CallerLeft)
    hall.door._end_ghost(CALLER)
    assert ami.named("Hangup") == []


async def test_a_leg_to_be_stopped_is_not_remembered_for_ever(hall: Hall, ami: FakeAmi) -> None:
    hall.door.carry_out(STOP)
    hall.clock.at += LATE_S + 1
    hall.door.carry_out(replace(STOP, offer=2))
    assert list(hall.door._unwanted) == [f"acd-{CONTACT}-2"]


async def test_a_leg_asked_for_counts_as_ringing_until_its_answer(hall: Hall, ami: FakeAmi) -> None:
    hall.door.carry_out(RING)
    ami.say(POISON)
    await hall.told_of(PbxSnapshot)
    assert hall.told[-1] == PbxSnapshot("main", (), (), ((CONTACT, 1),))
    hall.told.clear()
    answer = {"ActionID": "x", "Response": "Failure", "Channel": "PJSIP/1001", "Context": "acd-agent", "Exten": "s"}
    ami.say(
        "Event: OriginateResponse\nPrivilege: call,all\n"
        + "".join(f"{k}: {v}\n" for k, v in answer.items())
        + f"Reason: 0\nUniqueid: {LEG}\n\n"
    )
    await hall.told_of(OfferFailed)
    ami.say(POISON)
    await hall.told_of(PbxSnapshot)
    assert hall.told == [UNREACHABLE, PbxLost("main"), PbxSnapshot("main", (), (), ())]


async def test_a_leg_whose_answer_never_came_counts_no_longer(hall: Hall, ami: FakeAmi) -> None:
    hall.door.carry_out(RING)
    hall.clock.at += MADE_S + 1
    ami.say(POISON)
    await hall.told_of(PbxSnapshot)
    assert hall.told[-1] == PbxSnapshot("main", (), (), ())


async def test_legs_of_another_connection_are_forgotten(hall: Hall, ami: FakeAmi) -> None:
    hall.door.carry_out(RING)
    await until(lambda: ami.named("Originate"))
    ami.drop()
    await hall.told_of(PbxSnapshot)
    assert hall.told[-1] == PbxSnapshot("main", (), (), ())


async def test_the_doctors_word_is_for_the_doctor_alone(closed: Hall, ami: FakeAmi, board: Switchboard) -> None:
    board.silent = {"Status"}
    waiting = closed.door.doctors["7"] = asyncio.Queue()
    await closed.door.open()
    await until(lambda: isinstance(closed.door.state.link, Connected))
    for nonce in ("6", "7"):
        ami.say(f"Event: UserEvent\nPrivilege: user,all\nUserEvent: AcdDoctor\nAcdNonce: {nonce}\n\n")
    async with asyncio.timeout(5):
        assert (await waiting.get())["AcdNonce"] == "7"
    assert closed.kinds() == [PbxLost]


async def test_talks_are_found(closed: Hall, board: Switchboard) -> None:
    stranger = channel("1.9", "PJSIP/1001-00000009", "default")
    board.channels = [(holding(bridge="b"), WAITING), (leg(bridge="b"), {}), (stranger, {})]
    board.devices = {"PJSIP/1001": "UNAVAILABLE"}
    await closed.door.open()
    await closed.told_of(PbxSnapshot)
    found = closed.told[-1]
    assert isinstance(found, PbxSnapshot)
    assert [(each.arrival.contact, each.agent) for each in found.talking] == [(CONTACT, "1001")]
    assert (found.lost_phones, found.taken_phones) == (("1001",), ("1001",))
