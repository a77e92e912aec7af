"""The link against a fake manager: how it comes up, and what it does with trouble."""

import asyncio
from dataclasses import replace

import pytest

from acd.lab.ports import free_tcp
from acd.pbx.actions import CoreSettings, CoreShowChannels, Hangup, Ping, Setvar, Status
from acd.pbx.link import (
    ActionRefused,
    Connected,
    Connecting,
    LinkSettings,
    LoginRefused,
    Lost,
    NotConnected,
)
from acd.pbx.manager import Manager
from acd.pbx.wire import Message, Poisoned

CHANNEL = "PJSIP/trunk-00000001"


# --- coming up ---


async def test_it_logs_in_without_sending_the_secret(ami, owner) -> None:
    assert await owner.link.opened() == "11.0.0"
    assert owner.states == [Connecting(), Connected("11.0.0")]
    assert [action["Action"] for action in ami.actions] == ["Challenge", "Login"]
    assert ami.actions[1]["AuthType"] == "MD5"
    assert "Secret" not in ami.actions[1]
    assert "right-secret" not in str(ami.actions) + repr(owner.link.settings)


async def test_no_message_comes_before_connected(ami, settings, make_owner, until) -> None:
    ami.after_login = "Event: FullyBooted\nPrivilege: system,all\nStatus: Fully Booted\n\n" + ami.newstate(1)
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


async def test_a_closed_door_is_told_in_plain_words(settings, make_owner, caplog) -> None:
    port = free_tcp()
    owner = make_owner(replace(settings, port=port))
    await owner.link.start()
    with pytest.raises(NotConnected) as told:
        await owner.link.opened()
    assert str(told.value) == f"127.0.0.1:{port}: Connection refused"
    assert f"PBX {settings.pbx}: not connected: 127.0.0.1:{port}: Connection refused" in caplog.messages


# --- asking and telling ---


async def test_ask_list_gives_the_items_in_order(ami, owner) -> None:
    item = "Event: CoreShowChannel\nActionID: @\n" + ami.newstate(1).split("\n", 2)[2].removesuffix("\n")
    more = "Application: x\nBridgeId: \nDuration: 1\n\n"
    ami.answer = ami.respond(
        "Response: Success\nActionID: @\nEventList: start\n\n"
        + ami.newstate(7)
        + (item + more) * 3
        + "Event: CoreShowChannelsComplete\nActionID: @\nEventList: Complete\nListItems: 3\n\n"
    )
    found = await owner.link.ask_list(CoreShowChannels())
    assert [each.name for each in found] == ["CoreShowChannel"] * 3
    assert [each["Channel"] for each in owner.heard] == ["PJSIP/trunk-00000007"]


async def test_a_cancelled_or_refused_list_is_an_error(ami, owner) -> None:
    ami.answer = ami.respond(
        "Response: Success\nActionID: @\nEventList: start\n\n"
        "Event: StatusComplete\nActionID: @\nEventList: cancelled\nListItems: 0\n\n"
    )
    with pytest.raises(ActionRefused, match="cancelled"):
        await owner.link.ask_list(Status())
    ami.answer = ami.respond("Response: Error\nActionID: @\nMessage: Permission denied\n\n")
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
    ami.say("Cause: 16\n\n" + ami.newstate(1))
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
            ami.say(ami.newstate(1))
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


async def test_settings_hide_the_secret(settings: LinkSettings) -> None:
    assert settings.secret not in repr(settings)
