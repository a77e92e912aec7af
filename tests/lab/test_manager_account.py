"""The shipped manager account: exactly what it may do, and exactly what it is told."""

import asyncio
import time
from contextlib import contextmanager

import pytest

from acd.lab.console import Console, ConsoleError

HEARD = {
    *("Newchannel", "Newstate", "Rename", "Hangup", "HangupRequest", "BridgeEnter", "BridgeLeave", "OriginateResponse"),
    *("UserEvent", "DeviceStateChange", "ContactStatus", "FullyBooted", "Shutdown"),
}
ALLOWED = {
    *("Ping", "Originate", "Hangup", "Redirect", "Bridge", "Setvar", "Getvar", "Status", "CoreShowChannels"),
    *("DeviceStateList", "MixMonitorMute", "StopMixMonitor", "CoreStatus", "PJSIPQualify"),
}
REFUSED = {
    "Command": {"Command": "core show version"},
    "GetConfig": {"Filename": "manager.conf"},
    "UpdateConfig": {"SrcFilename": "manager.conf", "DstFilename": "manager.conf"},
    "CreateConfig": {"Filename": "x.conf"},
    "ModuleLoad": {"LoadType": "reload"},
    "Reload": {},
    "DBPut": {"Family": "a", "Key": "b", "Val": "c"},
    "AGI": {"Channel": "x", "Command": "NOOP"},
    "MixMonitor": {"Channel": "x", "File": "x"},
    "UserEvent": {"UserEvent": "AcdHolding"},
    "QueueAdd": {"Queue": "x", "Interface": "y"},
    "QueuePause": {"Interface": "y", "Paused": "true"},
    "DialplanExtensionAdd": {"Context": "x", "Extension": "1", "Priority": "1", "Application": "NoOp"},
    "Filter": {"Operation": "Add", "Filter": "x"},
    "PJSIPShowEndpoints": {},
}


@contextmanager
def daemons_account(switch):
    """Logged in as the daemon would be; the one before may still be on its way out."""
    deadline = time.monotonic() + 3
    while True:
        try:
            console = Console(switch.layout.manager_port, "acd", switch.layout.acd_secret, timeout=2)
            break
        except ConsoleError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
    with console:
        yield console


def test_it_may_do_what_the_daemon_needs(switch, no_leaks):
    with daemons_account(switch) as console:
        listed = console.action("ListCommands")
        assert set(listed) >= ALLOWED
        assert not set(listed) & set(REFUSED)


@pytest.mark.parametrize("action", REFUSED)
def test_it_may_do_no_more(switch, action):
    with daemons_account(switch) as console, pytest.raises(ConsoleError, match="Permission denied"):
        console.action(action, **REFUSED[action])


@pytest.mark.parametrize(
    "headers",
    [
        {"Application": "System", "Data": "true"},
        {"Application": "TrySystem", "Data": "true"},
        {"Application": "AGI", "Data": "x"},
        {"Application": "NoOp", "Data": "${SHELL(true)}"},
    ],
)
def test_its_originate_reaches_no_shell(switch, headers):
    with daemons_account(switch) as console, pytest.raises(ConsoleError):
        console.action("Originate", Channel="Local/s@acd-doctor", **headers)


@pytest.mark.parametrize("function", ["SHELL(true)", "FILE(/etc/passwd)", "DB_DELETE(a/b)"])
def test_its_getvar_reaches_no_shell_and_no_file(switch, function):
    with daemons_account(switch) as console:
        try:
            assert not console.action("Getvar", Variable=function)["Value"]
        except ConsoleError:
            return


def test_a_second_daemon_cannot_log_in(switch):
    with daemons_account(switch), pytest.raises(ConsoleError, match="Login Already In Use"):
        Console(switch.layout.manager_port, "acd", switch.layout.acd_secret)


async def test_it_hears_only_what_it_needs(switch, phones):
    agent, caller = await phones.agent("1002"), await phones.trunk()
    with daemons_account(switch) as daemon, switch.console() as everybody:
        call = await caller.call("9001")
        rung = await agent.ringing()
        await rung.answer()
        await call.answered()
        await call.hang_up()
        await rung.ended()
        heard = await asyncio.to_thread(until_hangups, daemon)
        said = await asyncio.to_thread(until_hangups, everybody)
    assert heard <= HEARD
    assert heard >= {
        "FullyBooted",
        "Newchannel",
        "Newstate",
        "BridgeEnter",
        "BridgeLeave",
        "Hangup",
        "DeviceStateChange",
    }
    assert said >= {"DialBegin", "VarSet"}, "the lab's account proves that there was more to hear"


async def test_lists_arrive_though_events_are_filtered(switch, phones):
    call = await (await phones.trunk()).call("9003")
    await call.answered()
    with daemons_account(switch) as console:
        assert [row["Event"] for row in console.rows("CoreShowChannels")] == ["CoreShowChannel"]
        assert [row["Event"] for row in console.rows("Status")] == ["Status"]
        assert {row["Event"] for row in console.rows("DeviceStateList")} == {"DeviceStateChange"}
    await call.hang_up()


def until_hangups(console):
    """Event names until both channels of a call are gone."""
    names, gone = set(), 0
    while gone < 2:
        name = console.read().get("Event", "")
        names.add(name)
        gone += name == "Hangup"
    return names
