import logging

import pytest

from ivr.agi.line import Gone, Lost, Taken
from ivr.agi.session import Session
from ivr.inputs import HungUp, Pressed, Silent, Spoken
from ivr.outputs import Digits, KeyWant, Number, Sound

ALL = "0123456789*#ABCD"
WELCOME, MENU = Sound("welcome"), Sound("menu")
KEY_1, KEY_2, HASH, NONE = "200 result=49", "200 result=50", "200 result=35", "200 result=0"
DEAD = "511 Command Not Permitted on a dead channel or intercept routine"
NAME = 'GET VARIABLE "CHANNEL(name)"'


def stream(name: str, keys: str = ALL) -> str:
    return f'STREAM FILE "{name}" "{keys}"'


def wait(milliseconds: int) -> str:
    return f'WAIT FOR DIGIT "{milliseconds}"'


async def test_speech_without_a_question_listens_to_no_key(talk) -> None:
    script = [(stream("welcome", ""), NONE), ('SAY NUMBER "7" ""', NONE)]
    assert await talk(lambda s: s.say((WELCOME, Number(7))), *script) == Spoken()


async def test_a_key_during_speech_stops_it_and_is_the_answer(talk) -> None:
    script = [(stream("welcome"), "200 result=50 endpos=9760")]
    assert await talk(lambda s: s.say((WELCOME, MENU), keys=KeyWant()), *script) == Pressed("2")


async def test_a_key_after_speech(talk) -> None:
    script = [(stream("menu"), NONE), (wait(5000), KEY_1)]
    assert await talk(lambda s: s.say((MENU,), keys=KeyWant()), *script) == Pressed("1")


async def test_silence(talk) -> None:
    script = [(stream("menu"), NONE), (wait(5000), NONE)]
    assert await talk(lambda s: s.say((MENU,), keys=KeyWant()), *script) == Silent()


async def test_without_barge_in_keys_during_speech_are_dropped(talk) -> None:
    script = [(stream("menu", ""), NONE), (wait(5000), KEY_1)]
    assert await talk(lambda s: s.say((MENU,), keys=KeyWant(barge_in=False)), *script) == Pressed("1")


async def test_many_keys_with_gap_and_terminator(talk) -> None:
    want = KeyWant(2, 6, "#", timeout_s=4.0, gap_s=1.5)
    script = [(stream("menu"), KEY_1), (wait(1500), KEY_2), (wait(1500), HASH)]
    assert await talk(lambda s: s.say((MENU,), keys=want), *script) == Pressed("12")


async def test_too_few_keys_are_silence_that_tells_them(talk) -> None:
    want = KeyWant(2, 6, "#", timeout_s=4.0, gap_s=1.5)
    script = [(stream("menu"), NONE), (wait(4000), KEY_1), (wait(1500), NONE)]
    assert await talk(lambda s: s.say((MENU,), keys=want), *script) == Silent("1")


async def test_a_late_terminator_does_not_answer_the_next_question(talk) -> None:
    want = KeyWant(2, 2, "#")
    script = [(stream("menu"), KEY_1), (wait(3000), KEY_2), (wait(600), HASH)]
    assert await talk(lambda s: s.say((MENU,), keys=want), *script) == Pressed("12")


async def test_the_language_is_set_once(talk) -> None:
    async def act(session: Session) -> object:
        await session.say((MENU,), "en")
        await session.say((MENU,), "fr")
        return await session.say((MENU,), "fr")

    french = ('SET VARIABLE "CHANNEL(language)" "fr"', "200 result=1")
    assert await talk(act, (stream("menu", ""), NONE), french, *[(stream("menu", ""), NONE)] * 2) == Spoken()


async def test_a_missing_sound_is_skipped_and_told_to_the_log(talk, caplog: pytest.LogCaptureFixture) -> None:
    script = [
        (stream("welcome", ""), "200 result=-1 endpos=0"),
        ("CHANNEL STATUS", "200 result=6"),
        (stream("menu", ""), NONE),
    ]
    assert await talk(lambda s: s.say((WELCOME, MENU)), *script) == Spoken()
    assert "cannot say welcome" in caplog.text


async def test_a_hang_up_during_speech(talk) -> None:
    script = [
        (stream("menu"), "200 result=-1 endpos=16160\nHANGUP"),
        (NAME, "200 result=1 (PJSIP/trunk-00000001)"),
    ]
    assert await talk(lambda s: s.say((MENU,), keys=KeyWant()), *script) == HungUp()


async def test_a_hang_up_without_a_word_of_it(talk) -> None:
    """AGISIGHUP=no."""
    script = [
        (stream("menu"), "200 result=-1 endpos=16160"),
        ("CHANNEL STATUS", DEAD),
        (NAME, "200 result=1 (PJSIP/trunk-00000001)"),
    ]
    assert await talk(lambda s: s.say((MENU,), keys=KeyWant()), *script) == HungUp()


async def test_a_hang_up_while_nothing_was_asked(talk) -> None:
    script = [
        (stream("menu", ""), NONE + "\nHANGUP"),
        (NAME, "200 result=1 (PJSIP/trunk-00000001)"),
    ]
    assert await talk(lambda s: s.say((MENU, MENU)), *script) == HungUp()


async def test_bridge_that_takes_the_caller_is_no_hang_up(talk) -> None:
    script = [
        (stream("menu"), "200 result=-1 endpos=8160\nHANGUP"),
        (NAME, "200 result=1 (Surrogate/PJSIP/trunk-00000001)"),
    ]
    assert isinstance(await talk(lambda s: s.say((MENU,), keys=KeyWant()), *script), Taken)


async def test_a_closed_connection_is_a_hang_up(open_house) -> None:
    """AGIEXITONHANGUP=yes: Asterisk says HANGUP twice and closes."""
    answers = []

    async def handler(session: Session) -> None:
        answers.append(await session.say((MENU,), keys=KeyWant()))
        with pytest.raises(Gone):
            await session.set_variable("ACD_NEXT", "hold")

    house = await open_house(handler)
    fake = await house.call()
    await fake.play((stream("menu"), "200 result=-1 endpos=16160\nHANGUP\nHANGUP"))
    fake.close()
    await house.count("served")
    assert answers == [HungUp()]


async def test_a_wait_that_fails_on_a_living_channel_is_not_repeated_for_ever(talk) -> None:
    script = [(wait(5000), "200 result=-1"), ("CHANNEL STATUS", "200 result=6")]
    assert isinstance(await talk(lambda s: s.say((), keys=KeyWant()), *script), Lost)


@pytest.mark.parametrize(
    "reply", ["510 Invalid or unknown command", "520-Usage\nhow\n520 End", "200 result=x", "what?"]
)
async def test_a_refused_command_loses_the_dialogue(talk, reply: str) -> None:
    assert isinstance(await talk(lambda s: s.say((MENU,)), (stream("menu", ""), reply)), Lost)


async def test_variables(talk) -> None:
    async def act(session: Session) -> object:
        await session.answer()
        await session.set_variable("ACD_QUEUE", "sales")
        values = await session.get_variable("ACD_QUEUE"), await session.get_variable("NOPE")
        await session.hang_up()
        return values

    script = [
        ("ANSWER", "200 result=0"),
        ('SET VARIABLE "ACD_QUEUE" "sales"', "200 result=1"),
        ('GET VARIABLE "ACD_QUEUE"', "200 result=1 (sales (2))"),
        ('GET VARIABLE "NOPE"', "200 result=0"),
        ("HANGUP", "200 result=1"),
    ]
    assert await talk(act, *script) == ("sales (2)", None)


@pytest.mark.parametrize(
    "act",
    [
        lambda s: s.set_variable("SHELL(x)", "a"),
        lambda s: s.set_variable("A", "${SHELL(x)}"),
        lambda s: s.get_variable("CHANNEL(name)"),
        lambda s: s.set_language("en/../.."),
        lambda s: s.say((Sound("/etc/passwd"),)),
    ],
)
async def test_nothing_unsafe_reaches_the_channel(talk, act) -> None:
    assert isinstance(await talk(act), ValueError)


async def test_what_the_header_tells(talk) -> None:
    async def act(session: Session) -> object:
        told = [session.told(f"agi_{key}") for key in ("callerid", "calleridname", "nothing")]
        return session.call, session.visit, session.route, session.rest, told

    assert await talk(act, callerid="4930123") == ("main-1763769287.12", "1", "flow", "main", ["4930123", "", ""])


async def test_digits_never_reach_a_log(talk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    script = [
        ('SAY DIGITS "7421" ""', "200 result=-1"),
        ("CHANNEL STATUS", "200 result=6"),
    ]
    assert await talk(lambda s: s.say((Digits("7421"),)), *script) == Spoken()
    assert "7421" not in caplog.text
