"""The false PBX says what a real one says: the daemon's own reader and ear understand the recording and the list."""

from collections.abc import Mapping

import pytest

from acd.core.events import (
    CallerLeft,
    ContactArrived,
    Event,
    OfferAnswered,
    OfferConnected,
    OfferRang,
    TalkEnded,
)
from acd.pbx.hear import Ear
from acd.pbx.recover import STATUS_VARIABLES, snapshot
from acd.pbx.wire import Item, Message, Reader
from bench.tape.listing import Channel, status
from bench.tape.tape import ACTS, Tape, tapes

GREETING = b"Asterisk Call Manager/11.0.0\r\n"
NAMES: Mapping[bytes, bytes] = {
    b"caller": b"1795306505.7",
    b"contact": b"main-1795306505.7",
    b"trunk": b"PJSIP/trunk-00000007",
    b"number": b"4930000007",
    b"entered": b"1795306505.500",
    b"leg": b"acd-main-1795306505.7-1",
    b"phone": b"PJSIP/2001-00000008",
    b"agent": b"2001",
    b"action": b"a-1",
    b"bridge": b"7f637215-de56-4797-ab98-de912fa3419c",
    b"at": b"1795306506.000000",
}


def read(text: bytes) -> list[Item]:
    return Reader(lambda _: True).feed(GREETING + text)[1:]


@pytest.mark.parametrize(("tape", "by_agent"), [*zip(tapes(), (False, True), strict=True)])
def test_a_tape_is_a_whole_call(tape: Tape, by_agent: bool) -> None:
    ear = Ear("main", lambda _: None, lambda: 1795306506.0)
    heard: list[Event] = []
    for item in read(b"".join(event for act in ACTS for event in tape.events(act, NAMES))):
        assert isinstance(item, Message), item
        heard += ear.hear(item.name, item)
    kinds = [type(event) for event in heard]
    assert kinds == [ContactArrived, OfferRang, OfferAnswered, OfferConnected, *kinds[4:]]
    assert set(kinds[4:]) == ({TalkEnded, CallerLeft} if by_agent else {CallerLeft, *kinds[4:]})
    assert len(kinds) in (5, 6)
    arrived = heard[0]
    assert isinstance(arrived, ContactArrived)
    assert (arrived.contact, arrived.queue, arrived.number) == ("main-1795306505.7", "bench", "4930000007")


@pytest.mark.parametrize("tape", tapes())
def test_each_end_of_a_call_can_be_played_alone(tape: Tape) -> None:
    for channel, uniqueid in ((b"caller", "1795306505.7"), (b"leg", "acd-main-1795306505.7-1")):
        (found,) = read(tape.hang_up_of(channel) % NAMES)
        assert isinstance(found, Message)
        assert (found.name, found["Uniqueid"]) == ("Hangup", uniqueid)


def test_the_list_shows_who_waits_and_who_talks() -> None:
    waits = Channel({**NAMES, b"caller": b"1.1", b"contact": b"main-1.1", b"trunk": b"PJSIP/trunk-1"}, False, True, "")
    bridge = NAMES[b"bridge"].decode()
    talk = [Channel(NAMES, False, True, bridge), Channel(NAMES, True, True, bridge)]
    items = read(status([waits, *talk], STATUS_VARIABLES, "s-1").replace("\n", "\r\n").encode())
    assert [item.name for item in items if isinstance(item, Message)] == ["Success", *["Status"] * 3, "StatusComplete"]
    rows = [item for item in items if isinstance(item, Message) and item.name == "Status"]
    agent_of = {"PJSIP/2001": "2001"}.get
    found = snapshot("main", rows, [], agent_of, Ear("main", agent_of, lambda: 0.0), 1795306510.0)
    assert [each.contact for each in found.holding] == ["main-1.1"]
    assert [(each.arrival.contact, each.agent) for each in found.talking] == [("main-1795306505.7", "2001")]


def test_what_is_no_tape_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    place = tmp_path / "tape.txt"
    place.write_text("== arrives\n\nEvent: Newchannel\n")
    with pytest.raises(ValueError, match="a tape has the acts arrives, is rung, is joined, ends"):
        Tape.read(place)
