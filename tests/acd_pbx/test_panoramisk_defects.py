"""What panoramisk 1.4 does wrong by itself, seen on a real Asterisk, and our link does not."""

import asyncio
import copy
import logging
import pickle
from dataclasses import replace

import pytest

from acd.pbx.actions import CoreSettings, Hangup, Originate, Ping, Redirect, Setvar
from acd.pbx.link import (
    ActionTimedOut,
    Connected,
    Connecting,
    LoginRefused,
    NotConnected,
    Refused,
)
from acd.pbx.wire import Message, Unsendable

CHANNEL = "PJSIP/trunk-00000001"
LEG = Originate("PJSIP/1001", "acd-main-1.1-1", 20_000)


async def test_defect_2_originate_is_always_asynchronous_and_answered(ami, owner, until) -> None:
    ami.answer = ami.respond(
        "Response: Success\nActionID: @\nMessage: Originate successfully queued\n\n"
        "Event: OriginateResponse\nPrivilege: call,all\nActionID: @\nResponse: Failure\nChannel: PJSIP/1001\n"
        "Context: acd-agent\nExten: s\nReason: 0\nUniqueid: acd-main-1.1-1\n\n"
    )
    await owner.link.ask(LEG)
    assert ami.named("Originate")[0]["Async"] == "true"
    await until(lambda: owner.heard)
    assert (owner.heard[0].name, owner.heard[0]["Response"]) == ("OriginateResponse", "Failure")
    assert owner.states == [Connecting(), Connected("11.0.0")]


async def test_defect_3_any_response_ends_the_question(ami, owner) -> None:
    ami.answer = ami.respond("Response: Success\nActionID: @\nMessage: Added interface to queue\n\n")
    assert (await owner.link.ask(CoreSettings(), 1)).name == "Success"


async def test_defect_4_no_value_injects_an_action(ami, owner) -> None:
    with pytest.raises(Unsendable):
        Setvar(CHANNEL, "ACD_X", "1\r\n\r\nAction: Hangup\r\nChannel: all")
    action = Setvar(CHANNEL, "ACD_X", "1")
    object.__setattr__(action, "value", "1\nChannel: all")  # past the first wall
    owner.link.tell(action)
    await owner.link.ask(Ping())
    assert ami.named("Setvar") == []
    assert "CR, LF or NUL" in owner.refused[0][1]


async def test_defect_5_a_failing_handler_loses_nothing(ami, settings, make_owner, until, caplog) -> None:
    owner = make_owner(settings)
    heard: list[str] = []

    def fail(message: Message) -> None:
        heard.append(message["Uniqueid"])
        raise ZeroDivisionError

    owner.link._on_message = fail
    await owner.link.start()
    await owner.link.opened()
    ami.say(ami.newstate(1) + ami.newstate(2) + ami.newstate(3))
    await until(lambda: len(heard) == 3)
    await owner.link.ask(Ping())
    assert ami.connections == 1
    assert sum("the owner failed" in record.message for record in caplog.records) == 3


async def test_defect_6_a_wrong_secret_is_one_attempt_and_a_typed_error(ami, settings, make_owner, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    owner = make_owner(replace(settings, secret="wr0ng-secret"))
    await owner.link.start()
    with pytest.raises(LoginRefused, match="Authentication failed"):
        await owner.link.opened()
    assert owner.states == [Connecting(), Refused("Authentication failed")]
    await asyncio.sleep(0.1)  # five times the wait after an unreachable PBX
    assert ami.logins == 1
    await owner.link.stop()
    await asyncio.sleep(0.05)
    assert ami.connections == 1
    assert "wr0ng-secret" not in caplog.text


async def test_defect_7_nothing_is_replayed_after_a_reconnection(ami, owner, until) -> None:
    asking = asyncio.create_task(owner.link.ask(Redirect(CHANNEL, "acd-in", "s"), deadline_s=60))
    owner.link.tell(Hangup(CHANNEL), deadline_s=60)
    await until(lambda: ami.named("Redirect") and ami.named("Hangup"))
    ami.drop()
    with pytest.raises(NotConnected):
        await asyncio.wait_for(asking, 1)
    await until(lambda: owner.refused)
    await until(lambda: ami.logins == 2)
    ami.say("Event: FullyBooted\nPrivilege: system,all\nStatus: Fully Booted\n\n")
    await until(lambda: owner.heard)
    await owner.link.ask(Ping())
    assert len(ami.named("Redirect")) == len(ami.named("Hangup")) == 1


async def test_defect_8_no_answer_ends_at_the_deadline_and_leaves_nothing(ami, owner) -> None:
    with pytest.raises(ActionTimedOut, match=r"CoreSettings: no answer within 0\.05 s"):
        await owner.link.ask(CoreSettings(), deadline_s=0.05)
    late = ami.named("CoreSettings")[0]["ActionID"]
    ami.say(f"Response: Success\nActionID: {late}\n\n")
    await owner.link.ask(Ping())
    assert owner.heard == []
    assert owner.link._manager.protocol.responses == {}
    assert owner.link._manager.protocol.reader.late == 1


async def test_defect_8_a_silent_peer_is_noticed_within_three_pings(ami, owner, until) -> None:
    loop = asyncio.get_running_loop()
    await owner.link.ask(Ping())
    ami.pongs = False
    stopped = loop.time()
    asking = asyncio.create_task(owner.link.ask(CoreSettings(), deadline_s=60))
    await until(lambda: len(owner.states) > 2)
    assert loop.time() - stopped < 3 * owner.link.settings.ping_s + 0.3
    assert "nothing heard" in owner.states[2].reason
    with pytest.raises(NotConnected):
        await asking


async def test_defect_9_a_refused_connection_is_tried_again_with_growing_waits(
    ami, settings, make_owner, until
) -> None:
    await ami.close()
    owner = make_owner(replace(settings, retry_first_s=0.01, retry_max_s=0.04))
    with pytest.raises(NotConnected):
        await owner.link.ask(Ping())  # before start
    await owner.link.start()
    with pytest.raises(NotConnected, match=f"127.0.0.1:{ami.port}"):
        await owner.link.opened()
    await until(lambda: len(owner.states) >= 8)
    await ami.open()
    await owner.connected()


async def test_defect_10_a_letter_cut_in_two_arrives_whole(ami, owner, until) -> None:
    wire = ami.newstate(1, "Święcicki").replace("\n", "\r\n").encode()
    middle = wire.index("ę".encode()) + 1
    ami.say(wire[:middle])
    await asyncio.sleep(0.02)
    ami.say(wire[middle:])
    await until(lambda: owner.heard)
    assert owner.heard[0]["CallerIDName"] == "Święcicki"


async def test_defect_11_headers_are_never_dropped_and_never_change_their_type(ami, owner, until) -> None:
    ami.say(ami.newstate(1).removesuffix("\n") + "Key:value\nChanVariable: A=1\nLast:\n\n")
    await until(lambda: owner.heard)
    message = owner.heard[0]
    assert (message["Key"], message["Last"], message.variables) == ("value", "", {"A": "1"})


async def test_defect_15_messages_are_plain_frozen_values(ami, owner, until) -> None:
    ami.say(ami.newstate(1) + ami.newstate(2))
    await until(lambda: len(owner.heard) == 2)
    message = owner.heard[1]  # the first of its shape is read in another way
    assert copy.copy(message) == message == pickle.loads(pickle.dumps(message))
    with pytest.raises(AttributeError):
        _ = message.calleridnum
    with pytest.raises(AttributeError):
        message.name = "x"
    with pytest.raises(KeyError):
        _ = message["calleridnum"]
