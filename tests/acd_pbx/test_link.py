"""The link against a fake manager: how it comes up, what it does with trouble, and panoramisk's known defects.

Tests named `test_defect_...` are things panoramisk 1.4 does wrong by itself, seen on a real Asterisk.
"""

import asyncio
import copy
import logging
import pickle
from collections.abc import Callable
from dataclasses import replace

import pytest

from acd.pbx.actions import CoreSettings, CoreShowChannels, Hangup, Originate, Ping, Redirect, Setvar, Status
from acd.pbx.link import (
    ActionRefused,
    ActionTimedOut,
    Connected,
    Connecting,
    LinkSettings,
    LoginRefused,
    Lost,
    NotConnected,
    Refused,
)
from acd.pbx.manager import Manager
from acd.pbx.wire import Message, Poisoned, Unsendable

CHANNEL = "PJSIP/trunk-00000001"
NEWSTATE = (
    "Event: Newstate\nPrivilege: call,all\nChannel: PJSIP/trunk-{n:08x}\nChannelState: 6\nChannelStateDesc: Up\n"
    "CallerIDNum: 1\nCallerIDName: {name}\nConnectedLineNum: 1\nConnectedLineName: x\nLanguage: en\nAccountCode: \n"
    "Context: acd-in\nExten: 1\nPriority: 1\nUniqueid: 1763769287.{n}\nLinkedid: 1763769287.{n}\n\n"
)
LEG = Originate("PJSIP/1001", "acd-main-1.1-1", 20_000)


def newstate(n: int, name: str = "x") -> str:
    return NEWSTATE.format(n=n, name=name)


def respond(text: str) -> Callable[[dict[str, str]], str]:
    return lambda action: text.replace("@", action["ActionID"])


# --- coming up ---


async def test_it_logs_in_without_sending_the_secret(ami, owner) -> None:
    assert await owner.link.opened() == "11.0.0"
    assert owner.states == [Connecting(), Connected("11.0.0")]
    assert [action["Action"] for action in ami.actions] == ["Challenge", "Login"]
    assert ami.actions[1]["AuthType"] == "MD5"
    assert "Secret" not in ami.actions[1]
    assert "right-secret" not in str(ami.actions) + repr(owner.link.settings)


async def test_no_message_comes_before_connected(ami, settings, make_owner, until) -> None:
    ami.after_login = "Event: FullyBooted\nPrivilege: system,all\nStatus: Fully Booted\n\n" + newstate(1)
    owner = make_owner(settings)
    order: list[str] = []
    owner.link._on_message = lambda heard: order.append(heard.name)
    owner.link._on_state = lambda state: order.append(type(state).__name__)
    await owner.link.start()
    await until(lambda: len(order) == 4)
    assert order == ["Connecting", "Connected", "FullyBooted", "Newstate"]


async def test_it_is_ready_without_fully_booted(owner) -> None:
    assert (await owner.link.ask(Ping()))["Ping"] == "Pong"
    assert owner.heard == []


async def test_another_server_is_named_as_such(ami, settings, make_owner) -> None:
    ami.greeting = b"SSH-2.0-OpenSSH_9.2\r\n"
    owner = make_owner(settings)
    await owner.link.start()
    with pytest.raises(NotConnected, match="not an Asterisk manager"):
        await owner.link.opened()


async def test_a_silent_server_is_given_up(ami, settings, make_owner) -> None:
    ami.greeting = b""
    owner = make_owner(replace(settings, connect_s=0.1))
    await owner.link.start()
    with pytest.raises(NotConnected, match=r"no answer within 0\.1 s"):
        await owner.link.opened()
    assert isinstance(owner.states[1], Lost)


# --- asking and telling ---


async def test_ask_list_gives_the_items_in_order(ami, owner) -> None:
    item = "Event: CoreShowChannel\nActionID: @\n" + newstate(1).split("\n", 2)[2].removesuffix("\n")
    more = "Application: x\nBridgeId: \nDuration: 1\n\n"
    ami.answer = respond(
        "Response: Success\nActionID: @\nEventList: start\n\n"
        + newstate(7)
        + (item + more) * 3
        + "Event: CoreShowChannelsComplete\nActionID: @\nEventList: Complete\nListItems: 3\n\n"
    )
    found = await owner.link.ask_list(CoreShowChannels())
    assert [each.name for each in found] == ["CoreShowChannel"] * 3
    assert [each["Channel"] for each in owner.heard] == ["PJSIP/trunk-00000007"]


async def test_a_cancelled_or_refused_list_is_an_error(ami, owner) -> None:
    ami.answer = respond(
        "Response: Success\nActionID: @\nEventList: start\n\n"
        "Event: StatusComplete\nActionID: @\nEventList: cancelled\nListItems: 0\n\n"
    )
    with pytest.raises(ActionRefused, match="cancelled"):
        await owner.link.ask_list(Status())
    ami.answer = respond("Response: Error\nActionID: @\nMessage: Permission denied\n\n")
    with pytest.raises(ActionRefused, match="Status: Permission denied"):
        await owner.link.ask_list(Status())


async def test_tell_keeps_the_order_and_reports_refusals(ami, owner, until) -> None:
    ami.answer = lambda action: (
        f"Response: {'Error' if action['Action'] == 'Hangup' else 'Success'}\nActionID: {action['ActionID']}\n"
        "Message: No such channel\n\n"
    )
    told = [Setvar(CHANNEL, f"ACD_{n}", "1") for n in range(20)]
    for action in told:
        owner.link.tell(action)
    owner.link.tell(Hangup(CHANNEL))
    await until(lambda: owner.refused)
    assert [action["Variable"] for action in ami.named("Setvar")] == [action.variable for action in told]
    assert owner.refused == [(Hangup(CHANNEL), "No such channel")]


async def test_tell_without_a_connection_reports_and_never_raises(settings, make_owner, until) -> None:
    owner = make_owner(settings)
    owner.link._keeper = asyncio.create_task(asyncio.sleep(0))
    owner.link.tell(Hangup(CHANNEL))
    assert owner.refused == []  # not while the caller is still at it
    await until(lambda: owner.refused)
    assert "not connected" in owner.refused[0][1]


async def test_ids_cannot_be_guessed_and_differ_by_connection(ami, owner, until) -> None:
    await owner.link.ask(Ping())
    first = ami.actions[-1]["ActionID"]
    ami.drop()
    await until(lambda: ami.logins == 2)
    await owner.connected()
    await owner.link.ask(Ping())
    epochs = {action["ActionID"].partition("-")[0] for action in ami.actions}
    assert len(epochs) == 2
    assert all(len(epoch) == 32 for epoch in epochs)
    assert first != ami.actions[-1]["ActionID"]


# --- trouble ---


async def test_a_loss_is_told_and_mended(ami, owner, until) -> None:
    ami.drop()
    await until(lambda: ami.logins == 2)
    await owner.connected()
    kinds = [type(state) for state in owner.states]
    assert kinds == [Connecting, Connected, Lost, Connecting, Connected]


async def test_shutdown_is_passed_on_and_does_not_close(ami, owner, until) -> None:
    ami.say("Event: Shutdown\nPrivilege: system,all\nShutdown: Cleanly\nRestart: True\n\n")
    await until(lambda: owner.heard)
    assert owner.heard[0].name == "Shutdown"
    await owner.link.ask(Ping())


async def test_a_flood_without_an_end_is_cut_off(ami, owner, until) -> None:
    ami.say(b"Event: Newstate\r\n" + b"x" * 70_000)
    await until(lambda: len(owner.states) > 2)
    assert owner.states[2] == Lost("cut off: a message longer than 65536 bytes")


async def test_a_poisoned_message_reaches_the_owner_and_the_link_lives(ami, owner, until) -> None:
    ami.say("Cause: 16\n\n" + newstate(1))
    await until(lambda: len(owner.heard) == 2)
    assert isinstance(owner.heard[0], Poisoned)
    assert isinstance(owner.heard[1], Message)


async def test_bytes_without_pongs_are_not_enough(ami, settings, make_owner, until) -> None:
    ami.pongs = False
    owner = make_owner(replace(settings, ping_s=0.05))
    await owner.link.start()
    await owner.link.opened()
    async with asyncio.timeout(5):
        while len(owner.states) == 2:
            ami.say(newstate(1))
            await asyncio.sleep(0.005)
    assert owner.states[2] == Lost("3 pings not answered")


async def test_a_link_that_is_answered_stays_up(ami, settings, make_owner, until) -> None:
    owner = make_owner(replace(settings, ping_s=0.02))
    await owner.link.start()
    await until(lambda: len(ami.named("Ping")) > 10)
    assert owner.states == [Connecting(), Connected("11.0.0")]


async def test_a_connection_cut_as_it_is_made_leaves_no_timer_behind(ami) -> None:
    def timers() -> int:
        scheduled = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]
        return sum("Manager.ping" in repr(timer) and not timer.cancelled() for timer in scheduled)

    manager = Manager("127.0.0.1", ami.port, 1.0, print)
    for _ in range(3):
        _, protocol = await manager.connect()
        await asyncio.sleep(0.01)
        assert timers() == 1
        protocol.factory = None  # as it is until panoramisk hears that the connection is made
        protocol.abort("cut")
    manager.close()
    assert timers() == 0


async def test_stop_logs_off_and_is_final(ami, owner, until) -> None:
    asking = asyncio.create_task(owner.link.ask(CoreSettings()))
    await until(lambda: ami.named("CoreSettings"))
    owner.link.tell(Hangup(CHANNEL))
    states = list(owner.states)
    await owner.link.stop()
    with pytest.raises(NotConnected):
        await asking
    await until(lambda: ami.named("Logoff"))
    await asyncio.sleep(0)
    assert (owner.states, owner.refused, ami.connections) == (states, [], 1)
    with pytest.raises(NotConnected):
        await owner.link.ask(Ping())


async def test_a_cancelled_question_leaves_nothing_behind(ami, owner, until) -> None:
    asking = asyncio.create_task(owner.link.ask(CoreSettings()))
    await until(lambda: ami.named("CoreSettings"))
    asking.cancel()
    await asyncio.wait([asking])
    await until(lambda: not owner.link._manager.protocol.responses)
    ami.say(f"Response: Success\nActionID: {ami.named('CoreSettings')[0]['ActionID']}\n\n")
    await owner.link.ask(Ping())


async def test_a_login_in_use_is_tried_again_soon(ami, settings, make_owner, until) -> None:
    real, ami._answer = (
        ami._answer,
        lambda action: (
            f"Response: Error\nActionID: {action['ActionID']}\nMessage: Login Already In Use\n\n"
            if action["Action"] == "Login"
            else real(action)
        ),
    )
    owner = make_owner(replace(settings, refused_first_s=60))
    await owner.link.start()
    with pytest.raises(LoginRefused):
        await owner.link.opened()
    ami._answer = real
    await owner.connected()


# --- panoramisk's defects ---


async def test_defect_2_originate_is_always_asynchronous_and_answered(ami, owner, until) -> None:
    ami.answer = respond(
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
    ami.answer = respond("Response: Success\nActionID: @\nMessage: Added interface to queue\n\n")
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
    ami.say(newstate(1) + newstate(2) + newstate(3))
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
    wire = newstate(1, "Święcicki").replace("\n", "\r\n").encode()
    middle = wire.index("ę".encode()) + 1
    ami.say(wire[:middle])
    await asyncio.sleep(0.02)
    ami.say(wire[middle:])
    await until(lambda: owner.heard)
    assert owner.heard[0]["CallerIDName"] == "Święcicki"


async def test_defect_11_headers_are_never_dropped_and_never_change_their_type(ami, owner, until) -> None:
    ami.say(newstate(1).removesuffix("\n") + "Key:value\nChanVariable: A=1\nLast:\n\n")
    await until(lambda: owner.heard)
    message = owner.heard[0]
    assert (message["Key"], message["Last"], message.variables) == ("value", "", {"A": "1"})


async def test_defect_15_messages_are_plain_frozen_values(ami, owner, until) -> None:
    ami.say(newstate(1))
    await until(lambda: owner.heard)
    message = owner.heard[0]
    assert copy.copy(message) == message == pickle.loads(pickle.dumps(message))
    with pytest.raises(AttributeError):
        _ = message.calleridnum
    with pytest.raises(AttributeError):
        message.name = "x"
    with pytest.raises(KeyError):
        _ = message["calleridnum"]


async def test_settings_hide_the_secret(settings: LinkSettings) -> None:
    assert settings.secret not in repr(settings)
