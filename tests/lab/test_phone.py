"""Phones calling through a real Asterisk."""

import asyncio

import pytest

from acd.lab.peer import Party
from acd.lab.phone import Phone, PhoneError


async def test_two_phones_talk(switch, phones):
    agent, caller = await phones.agent("1002", tone=600), await phones.trunk(tone=700)
    call = await caller.call("9001", caller_id="5550123", name="Eve Adams")
    rung = await agent.ringing()
    assert rung.shown == Party("Eve Adams", "5550123")
    await rung.answer()
    await call.answered()
    await asyncio.gather(rung.hears(700), call.hears(600))
    assert len(switch.channels()) == 2
    assert len(switch.bridges()) == 1
    assert len(switch.dialogs()) == 2
    await rung.hang_up()
    await call.ended()


@pytest.mark.parametrize("code", [486, 603, 503])
async def test_a_refused_call_ends(phones, code):
    agent, caller = await phones.agent("1002"), await phones.trunk()
    call = await caller.call("9001")
    await (await agent.ringing()).reject(code)
    await call.ended()
    assert not call.is_answered


async def test_hanging_up_stops_the_ringing(phones):
    agent, caller = await phones.agent("1002"), await phones.trunk()
    call = await caller.call("9001")
    rung = await agent.ringing()
    await call.hang_up()
    await rung.ended()


async def test_an_answer_that_crosses_the_hang_up_leaves_nothing(phones):
    agent, caller = await phones.agent("1002"), await phones.trunk()
    call = await caller.call("9001")
    rung = await agent.ringing()
    answering = asyncio.create_task(rung.answer())
    await call.hang_up()
    await asyncio.gather(answering, return_exceptions=True)
    await rung.ended()


@pytest.mark.parametrize("keys", ["1234", "11*0", "9#"])
async def test_keys_are_heard(switch, phones, keys):
    caller = await phones.trunk()
    with switch.console() as console:
        call = await caller.call("9002")
        await call.answered()
        await call.press(keys)
        while (message := await asyncio.to_thread(console.read)).get("UserEvent") != "LabRead":
            pass
    assert message["Digits"] == keys.rstrip("#")
    await call.ended()


async def test_hold_music_is_heard(phones):
    call = await (await phones.trunk()).call("9003")
    await call.answered()
    await call.hears_sound(frames=25)
    with pytest.raises(PhoneError, match="no tone of 3900 Hz"):
        await call.hears(3900, within_s=0.5)


async def test_a_wrong_password_is_refused(switch):
    async with Phone(switch.layout, "1001", "wrong") as phone:
        with pytest.raises(PhoneError, match="1001: registration refused: 401"):
            await phone.register()


async def test_a_phone_that_is_gone_is_not_rung(phones):
    agent, caller = await phones.agent("1002"), await phones.trunk()
    await agent.unregister()
    call = await caller.call("9001")
    await call.ended()
    assert agent.is_silent()


async def test_waits_say_what_did_not_happen(phones):
    with pytest.raises(PhoneError, match=r"1002 did not ring within 0\.05 s"):
        await (await phones.agent("1002")).ringing(within_s=0.05)


async def test_a_refusal_is_acknowledged_so_the_pbx_does_not_repeat_it(phones):
    agent, caller = await phones.agent("1002"), await phones.trunk()
    finals, noted = [], caller._peer.on_response

    def note(response):
        if response.cseq.method == "INVITE" and response.status_code >= 300:
            finals.append(response.status_code)
        noted(response)

    caller._peer.on_response = note
    call = await caller.call("9001")
    await (await agent.ringing()).reject(486)
    await call.ended()
    await asyncio.sleep(0.8)  # the first repetition would come after 0.5 s (RFC 3261, T1)
    assert finals == [486]
