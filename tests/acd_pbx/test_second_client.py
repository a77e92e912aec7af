"""A call from ring to hang-up, and what the daemon did to it as an independent client sees it (see second_client)."""

import asyncio
import tempfile
import time
from pathlib import Path

import pytest

from acd.control.requests import View
from acd.core.view import FloorView
from acd.lab.house import House, Plan
from acd.lab.phone import Phone
from tests.acd_pbx.second_client import SecondClient

pytestmark = pytest.mark.pbx

QUEUES = "[queue.sales]\nneeds = { sales = 1 }\nwhisper = false\nwrap_s = 1\n"
AGENTS = "[agent.1001]\nname = 'Anna Alvarez'\nskills = { sales = 5 }\nsigned_in_at_start = true\n"
FLOW = "start: sales\nlanguage: en\nnodes:\n  sales: {handoff: sales, intent: buy}\n"


@pytest.fixture(scope="module")
def house(real_asterisk):
    with (
        tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder,
        House(Path(folder), Plan(QUEUES, AGENTS, {"main": FLOW})) as running,
    ):
        yield running


@pytest.fixture
def client(house):
    with SecondClient(house.layout.manager_port, "lab", house.layout.lab_secret) as second:
        yield second


async def test_what_the_daemon_does_to_a_call(house, client):
    async with Phone.of(house.layout, "1001") as anna, Phone.on_trunk(house.layout) as jan:
        await anna.register()
        call = await jan.call("5551234", caller_id="48123456789", name="Jan Kowalski")
        ring = await anna.ringing()
        await asyncio.to_thread(while_it_rings, client)
        await ring.answer()
        await call.hears(450)
        await asyncio.to_thread(while_they_talk, client)
        await call.hang_up()
        await ring.ended()
        await asyncio.to_thread(when_it_is_over, house, client)
        await anna.unregister()


def ends(client):
    """The caller's channel and the agent's leg."""
    channels = client.channels()
    leg = next(each for uniqueid, each in channels.items() if uniqueid.startswith("acd-"))
    caller = next(each for uniqueid, each in channels.items() if not uniqueid.startswith("acd-"))
    assert len(channels) == 2
    return caller, leg


def while_it_rings(client):
    caller, leg = ends(client)
    contact = client.variable(caller["Channel"], "ACD_CALL_ID")
    assert contact == f"main-{caller['Uniqueid']}"
    assert leg["Uniqueid"] == f"acd-{contact}-1"
    assert leg["Channel"].startswith("PJSIP/1001-")
    assert leg["ChannelStateDesc"] in ("Down", "Ringing")  # Asterisk tells so a moment after the phone did
    assert (leg["CallerIDNum"], leg["CallerIDName"]) == ("48123456789", "sales: Jan Kowalski")
    assert (caller["Context"], caller["Application"]) == ("acd-hold", "WaitExten")
    assert client.variable(caller["Channel"], "ACD_QUEUE") == "sales"
    assert client.variable(leg["Channel"], "ACD_CALLER") == caller["Channel"]
    assert client.rows("BridgeList", "BridgeListItem") == []


def while_they_talk(client):
    caller, leg = ends(client)
    assert caller["ChannelStateDesc"] == leg["ChannelStateDesc"] == "Up"
    assert caller["BridgeId"] == leg["BridgeId"] != ""
    (bridge,) = client.rows("BridgeList", "BridgeListItem")
    assert bridge["BridgeUniqueid"] == caller["BridgeId"]
    assert bridge["BridgeNumChannels"] == "2"
    made = client.heard("the leg was made", lambda each: each["Event"] == "OriginateResponse")
    assert (made["Response"], made["Uniqueid"]) == ("Success", leg["Uniqueid"])


def when_it_is_over(house, client):
    client.heard("the leg's end", lambda each: each["Event"] == "Hangup" and each["Uniqueid"].startswith("acd-"))
    deadline = time.monotonic() + 5
    while client.channels() or client.rows("BridgeList", "BridgeListItem"):
        assert time.monotonic() < deadline, "channels or bridges are left"
        time.sleep(0.02)
    assert house.client.ask(View(), FloorView).contacts == ()
    originates = [each for each in client.events if each["Event"] == "OriginateResponse"]
    assert len(originates) == 1, "one offer was enough"
