"""Words in a dialogue: turned into sounds before they are said, for as long as they are said."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import pytest

from ivr.agi.session import Session
from ivr.inputs import HungUp, Pressed, Spoken
from ivr.outputs import KeyWant, Number, Part, Sound, Words

WORDS = Words("You owe four.", "en", instead=(Number(4),))


class Voice:
    """Says every text by the sound ``live``."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.is_over = False

    @asynccontextmanager
    async def voiced(self, parts: Iterable[Part], language: str, call: str) -> AsyncIterator[tuple[Part, ...]]:
        self.asked.append((language, call))
        try:
            yield tuple(Sound("live") if isinstance(part, Words) else part for part in parts)
        finally:
            self.is_over = True


@pytest.fixture
def voice() -> Voice:
    return Voice()


async def test_words_are_said_by_their_sound(talk, voice: Voice) -> None:
    async def act(session: Session) -> object:
        session.mouth = voice
        said = await session.say((Sound("hello"), WORDS), "pl")
        assert voice.is_over
        return said

    script = [
        ('SET VARIABLE "CHANNEL(language)" "pl"', "200 result=1"),
        ('STREAM FILE "hello" ""', "200 result=0"),
        ('STREAM FILE "live" ""', "200 result=0"),
    ]
    assert await talk(act, *script) == Spoken()
    assert voice.asked == [("pl", "main-1763769287.12")]


async def test_the_sound_is_gone_before_keys_are_waited_for(talk, voice: Voice) -> None:
    async def act(session: Session) -> object:
        session.mouth = voice
        return await session.say((WORDS,), keys=KeyWant())

    script = [('STREAM FILE "live" "0123456789*#ABCD"', "200 result=49")]
    assert await talk(act, *script) == Pressed("1")
    assert voice.is_over


async def test_the_sound_is_gone_when_the_caller_is(talk, voice: Voice) -> None:
    async def act(session: Session) -> object:
        session.mouth = voice
        return await session.say((WORDS,))

    script = [
        ('STREAM FILE "live" ""', "511 Command Not Permitted on a dead channel or intercept routine"),
        ('GET VARIABLE "CHANNEL(name)"', "200 result=1 (PJSIP/trunk-00000001)"),
    ]
    assert await talk(act, *script) == HungUp()
    assert voice.is_over


async def test_without_a_voice_the_values_are_said(talk) -> None:
    script = [('SAY NUMBER "4" ""', "200 result=0")]
    assert await talk(lambda session: session.say((WORDS,)), *script) == Spoken()
