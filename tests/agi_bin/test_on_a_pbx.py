"""Callers of a PBX whose engine is away: they hear the message and go where the file says."""

import asyncio
import time

import pytest

from acd.lab.phone import Phone

pytestmark = pytest.mark.pbx


@pytest.fixture
def write(deserted):
    """Puts a text into acd-fallback.conf: the next call goes by it."""
    file = deserted.layout.etc / "acd-fallback.conf"
    shipped = file.read_text()
    yield file.write_text
    file.write_text(shipped)


@pytest.fixture
def nothing_left(deserted):
    before = len(deserted.complaints())
    yield
    deadline = time.monotonic() + 5
    while left := [*deserted.channels(), *deserted.dialogs()]:
        assert time.monotonic() < deadline, f"left in the PBX: {left}"
        time.sleep(0.02)
    expected = ("FastAGI failed", "Connection refused")
    assert [each for each in deserted.complaints()[before:] if not any(text in each for text in expected)] == []


def follow(console, until):
    """What the script does, up to the event `until`: its commands, and that event."""
    commands = []
    while True:
        event = console.read()
        if event.get("Event") == "AGIExecEnd":
            commands.append(event["Command"])
        elif until in (event.get("Event"), event.get("UserEvent")):
            return commands, event


async def call(deserted, until, keys=""):
    with deserted.console(timeout=15) as console:
        async with Phone.on_trunk(deserted.layout) as caller:
            made = await caller.call("5551234", caller_id="48600123456", name="Jan")
            await made.answered()
            await made.hears_sound()
            if keys:
                await made.press(keys)
            found = await asyncio.to_thread(follow, console, until)
            if until == "Hangup":
                await made.ended(within_s=1)
            return found


async def test_the_message_is_heard_and_the_call_ends(deserted, nothing_left, write):
    write("[fallback]\nmessage = vm-goodbye\n")
    commands, _ = await call(deserted, "Hangup")
    assert 'STREAM FILE vm-goodbye "" 0' in commands
    assert commands[-1] == 'SET VARIABLE "ACD_NEXT" "hangup"'


async def test_the_caller_goes_to_the_destination(deserted, nothing_left, write):
    write("[fallback]\nmessage = vm-goodbye\ndestination = desk\n")
    commands, _ = await call(deserted, "LabDesk")
    assert commands[-2:] == ['SET VARIABLE "ACD_DESTINATION" "desk"', 'SET VARIABLE "ACD_NEXT" "transfer"']


async def test_a_key_pressed_chooses_it(deserted, nothing_left, write):
    write("[fallback]\nmessage = demo-congrats\n[keys]\n4 = desk\n")
    await call(deserted, "LabDesk", keys="4")


async def test_a_caller_who_hangs_up_in_the_middle_leaves_no_trace(deserted, nothing_left, write):
    write("[fallback]\nmessage = demo-congrats\n")
    async with Phone.on_trunk(deserted.layout) as caller:
        made = await caller.call("5551234")
        await made.answered()
        await made.hears_sound()
        await made.hang_up()


async def test_a_destination_that_comes_back_ends_in_the_apology(deserted, nothing_left, write):
    write("[fallback]\nmessage = beep\ndestination = broken\n")
    commands, _ = await call(deserted, "Hangup")
    assert [each for each in commands if each.startswith("STREAM")] == ['STREAM FILE beep "" 0']


async def test_a_sound_that_is_not_there_ends_in_the_apology(deserted, write):
    write("[fallback]\nmessage = no-such-sound\n")
    began = time.monotonic()
    commands, _ = await call(deserted, "Hangup")
    assert not any("ACD_NEXT" in each for each in commands)
    assert time.monotonic() - began > 1, "the dialplan's own apology was played"
