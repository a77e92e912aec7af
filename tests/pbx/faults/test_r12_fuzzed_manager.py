"""R12: ten thousand manager messages with a hostile value in them, and torn ones, from a scripted manager. Every
attacker's word is at most as long as the PBX passes one on; the contact they are about waits on hold."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator

import pytest

from acd.core.events import ContactArrived, PbxLost, PbxSnapshot
from acd.pbx import door as door_module
from acd.pbx.link import LinkSettings
from tests.acd_pbx.conftest import SECRET, FakeAmi
from tests.acd_pbx.said import CALLER, CONTACT, LEG, PHONE, TRUNK, WAITING, Switchboard, event, holding
from tests.acd_pbx.test_door import Hall
from tests.pbx.faults.conftest import Figure

COUNT = 10_000
LONGEST = 255  # characters of a name or number in an event
ATTACKER, HIS_TRUNK = "1795306600.7", "PJSIP/trunk-0000bad0"
BATCH = 100
LIES = (
    f"x\r\nEvent: Hangup\r\nChannel: {TRUNK}\r\nUniqueid: {CALLER}\r\nCause: 16",
    f"x\r\n\r\nEvent: Hangup\r\nPrivilege: call,all\r\nChannel: {TRUNK}\r\nUniqueid: {CALLER}\r\nCause: 16\r\n\r\n",
    f"x\r\nUniqueid: {CALLER}\r\nChannel: {TRUNK}",
    f"x\r\n\r\nEvent: UserEvent\r\nUserEvent: AcdHolding\r\nUniqueid: {CALLER}\r\nAcdCall: {CONTACT}\r\nAcdQueue: o",
    f"x\r\nAcdCall: {CONTACT}\r\nAcdQueue: other\r\nAcdPriority: 9",
    f"x\r\n\r\nEvent: BridgeEnter\r\nBridgeUniqueid: b\r\nChannel: {PHONE}\r\nUniqueid: {LEG}",
    "x\r\n\r\nResponse: Success\r\nActionID: 1\r\nMessage: Authentication accepted\r\n\r\n",
    "x\r\n\r\nResponse: Goodbye\r\n\r\nAsterisk Call Manager/11.0.0\r\n",
    "x\r\n\r\nEvent: Shutdown\r\nShutdown: Cleanly\r\nRestart: False\r\n\r\n",
    "x\r\nEvent: FullyBooted\r\nStatus: Fully Booted\r\n\r\n",
    "x\nEvent: Hangup\nUniqueid: 1\n\n",
    "x\r\n\r\n\r\n\r\n",
    "\x00\x01\x1b[2J\x7f\u202e",
    "",
)
KINDS = ("Newchannel", "Newstate", "Hangup", "Rename", "HangupRequest", "BridgeEnter", "UserEvent")


def _value(chance: random.Random) -> str:
    lie = chance.choice(LIES)
    if chance.random() < 0.5:
        cut = chance.randrange(len(lie) + 1)
        lie = lie[:cut] + chance.choice(("\r\n", "\r", "\n", ": ", "\x00", "Event: ", "é", "x" * 40)) + lie[cut:]
    return lie[:LONGEST]


def _message(chance: random.Random) -> bytes:
    kind = chance.choice(KINDS)
    said = {chance.choice(("CallerIDName", "CallerIDNum", "ConnectedLineName", "Exten")): _value(chance)}
    if kind == "UserEvent":
        said = {
            "UserEvent": "AcdHolding",
            "AcdCall": f"main-{ATTACKER}",
            "AcdQueue": "sales",
            "AcdName": _value(chance),
        }
    whole = (
        event(kind, ATTACKER, HIS_TRUNK, **said).replace("\r\n", "\0\0").replace("\n", "\r\n").replace("\0\0", "\r\n")
    )
    wire = whole.encode(errors="replace")
    match chance.randrange(12):
        case 0:  # a byte turned
            at = chance.randrange(len(wire) - 4)
            wire = wire[:at] + bytes([chance.randrange(256)]) + wire[at + 1 :]
        case 1:  # a header twice
            wire = wire.replace(b"Uniqueid: ", f"Uniqueid: {CALLER}\r\nUniqueid: ".encode(), 1)
        case 2:  # a long line
            wire = wire.replace(b"Context: ", b"Context: " + b"y" * 20_000, 1)
        case 3:  # no event, no response
            wire = wire.split(b"\r\n", 1)[1]
    return wire if wire.endswith(b"\r\n\r\n") else wire + b"\r\n\r\n"


@pytest.fixture
async def ami() -> AsyncIterator[FakeAmi]:
    fake = FakeAmi()
    await fake.open()
    yield fake
    await fake.close()


@pytest.fixture
async def hall(ami: FakeAmi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    monkeypatch.setattr(door_module, "AGAIN_S", 0.05)
    board = Switchboard()
    board.channels = [(holding(), WAITING)]
    ami.answer = board
    hall = Hall(LinkSettings("main", "127.0.0.1", ami.port, "acd", SECRET))
    await hall.door.open()
    await hall.told_of(PbxSnapshot)
    yield hall
    await hall.door.close()


async def _fuzz(hall: Hall, ami: FakeAmi) -> None:
    chance = random.Random(12)
    hall.told.clear()
    for _ in range(COUNT // BATCH):
        ami.say(b"".join(_message(chance) for _ in range(BATCH)))
        await asyncio.sleep(0.001)
    last = {"UserEvent": "AcdHolding", "AcdCall": "main-9.9", "AcdQueue": "sales"}

    def is_heard() -> bool:
        """A broken message before it may have had the door look afresh, and what came meanwhile is older than that."""
        ami.say(event("UserEvent", "9.9", "PJSIP/trunk-00000009", **last))
        return any(isinstance(each, ContactArrived) and each.contact == "main-9.9" for each in hall.told)

    async with asyncio.timeout(60):
        while not is_heard():  # noqa: ASYNC110 it is asked each time
            await asyncio.sleep(0.05)


def _holding(snapshot: PbxSnapshot) -> dict[str, str]:
    return {each.contact: each.queue for each in snapshot.holding}


@pytest.mark.slow
async def test_ten_thousand_messages_change_nothing(
    hall: Hall, ami: FakeAmi, figure: Figure, caplog: pytest.LogCaptureFixture
) -> None:
    await _fuzz(hall, ami)
    faults = [record for record in caplog.records if record.levelno >= logging.ERROR]
    about = [each for each in hall.told if CONTACT in repr(each) and not isinstance(each, PbxSnapshot)]
    lost = [each for each in hall.told if isinstance(each, PbxSnapshot) and _holding(each) != {CONTACT: "sales"}]
    figure("R12", f"faults at {COUNT} fuzzed messages", len(faults), most=0)
    figure("R12", "manager connections dropped", ami.connections - 1 + ami.logins - 1, most=0)
    figure("R12", "forged changes of the waiting contact", len(about) + len(lost), most=0)
    figure("R12", "broken messages seen and dropped", hall.door.poisoned, least=COUNT // 20)
    assert {type(each) for each in hall.told} <= {PbxLost, PbxSnapshot, ContactArrived}
