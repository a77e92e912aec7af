"""The AGI side of hearing a caller, against a scripted Asterisk and an ear that answers what it is told to."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from ivr.agi.session import Session
from ivr.hearing import Deaf, Guess, Heard, HearWant, Phrase, Phrases, Ticket, Tone, Toned, Unheard
from ivr.inputs import HungUp, Pressed, Silent
from ivr.outputs import KeyWant, Number, Part, Sound
from tests.ivr.agi.conftest import Talk

HEAR = HearWant(Phrases((Phrase("sales", "buy"),)), wait_s=4.0, longest_s=6.0)
KEYS = KeyWant(least=1, most=1, timeout_s=3.0)
SAID = Heard((Guess("buy", 0.9),))
SPEECH = '200 result=1 (speech) endpos=0 results=1 score0=0 text0="heard" grammar0=acd'
LOST = "200 result=1 (speech) endpos=0 results=0 "
TIMEOUT = "200 result=1 (timeout) endpos=0"
DIGIT = "200 result=1 (digit) digit=5 endpos=0"
OPEN = (('SPEECH CREATE "acd-speech"', "200 result=1"), ('SPEECH SET "ticket" "t0k3n"', "200 result=1"))
PROMPT = 'SPEECH RECOGNIZE "welcome" "1"'
WAIT = 'SPEECH RECOGNIZE "silence/1" "15"'
HUSH = ('STREAM FILE "silence/1" "" "8000"', "200 result=0 endpos=8000")
DESTROY = ("SPEECH DESTROY", "200 result=1")


@dataclass
class OneAnswer:
    """Complete after so many looks."""

    after: int
    given: Heard | Unheard | Toned
    token: str = "t0k3n"
    prompts_ended: int = 0
    is_used: bool = False
    _looks: int = 0

    @property
    def is_complete(self) -> bool:
        self._looks += 1
        return self._looks > self.after

    def prompt_ended(self) -> None:
        self.prompts_ended += 1

    def answer(self) -> Heard | Unheard | Toned:
        self.is_used = True
        return self.given


@dataclass
class AnEar:
    ticket: OneAnswer | None
    wants: list[HearWant] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    def expect(self, want: HearWant, language: str, call: str) -> Ticket | None:
        self.wants.append(want)
        self.languages.append(language)
        return self.ticket


def asks(ear: AnEar | None, *parts: Part, keys: KeyWant | None = KEYS, hear: HearWant = HEAR) -> Callable[..., object]:
    async def act(session: Session) -> object:
        session.ear = ear
        return await session.say(parts or (Sound("welcome"),), "", keys, hear)

    return act


@pytest.mark.parametrize("given", [SAID, Unheard(Deaf.REJECTED), Unheard(Deaf.TOO_LONG), Toned(Tone.TTY)])
async def test_what_is_said_after_the_prompt(talk: Talk, given: Heard | Unheard | Toned):
    ticket = OneAnswer(after=3, given=given)
    said = await talk(asks(ear := AnEar(ticket)), *OPEN, (PROMPT, TIMEOUT), (WAIT, SPEECH))
    assert said == given
    assert ticket.is_used
    assert ticket.prompts_ended
    assert ear.languages == ["en"]
    assert ear.wants[0].wait_s == 4.0


async def test_speech_stops_the_prompt_and_is_heard_on(talk: Talk):
    ticket = OneAnswer(after=5, given=SAID)
    script = (*OPEN, (PROMPT, SPEECH), (WAIT, SPEECH), (WAIT, SPEECH))
    assert await talk(asks(AnEar(ticket)), *script) == SAID


async def test_a_result_that_came_between_two_commands_is_not_waited_for(talk: Talk):
    ticket = OneAnswer(after=2, given=SAID)
    assert await talk(asks(AnEar(ticket)), *OPEN, (PROMPT, TIMEOUT)) == SAID


async def test_a_key_stops_the_prompt_and_is_the_answer(talk: Talk):
    ticket = OneAnswer(after=9, given=SAID)
    assert await talk(asks(AnEar(ticket)), *OPEN, (PROMPT, DIGIT), HUSH) == Pressed("5")
    assert ticket.is_used


async def test_further_keys_are_collected_as_ever(talk: Talk):
    keys = KeyWant(least=2, most=3, gap_s=1.0)
    script = (*OPEN, (PROMPT, DIGIT), HUSH, ('WAIT FOR DIGIT "1000"', "200 result=54"))
    script += (('WAIT FOR DIGIT "1000"', "200 result=0"),)
    assert await talk(asks(AnEar(OneAnswer(9, SAID)), keys=keys), *script) == Pressed("56")


async def test_who_is_silent_in_both_ways_is_silent(talk: Talk):
    ear = AnEar(OneAnswer(3, Unheard(Deaf.SILENCE)))
    keys = KeyWant(timeout_s=7.0)
    wait = 'SPEECH RECOGNIZE "silence/1" "18"'
    assert await talk(asks(ear, keys=keys), *OPEN, (PROMPT, TIMEOUT), (wait, SPEECH)) == Silent()
    assert ear.wants[0].wait_s == 7.0


async def test_without_keys_a_key_changes_nothing(talk: Talk):
    script = (*OPEN, (PROMPT, DIGIT), HUSH, (WAIT, SPEECH))
    assert await talk(asks(AnEar(OneAnswer(3, SAID)), keys=None), *script) == SAID


async def test_all_but_the_last_sound_is_said_before(talk: Talk):
    before = ('STREAM FILE "hello" "0123456789*#ABCD"', "200 result=0 endpos=8000")
    number = ('SAY NUMBER "7" "0123456789*#ABCD"', "200 result=0")
    script = (before, number, *OPEN, (PROMPT, SPEECH))
    ticket = OneAnswer(1, SAID)
    assert await talk(asks(AnEar(ticket), Sound("hello"), Number(7), Sound("welcome")), *script) == SAID


async def test_a_key_before_anybody_listens(talk: Talk):
    before = ('STREAM FILE "hello" "0123456789*#ABCD"', "200 result=53 endpos=800")
    assert await talk(asks(AnEar(OneAnswer(9, SAID)), Sound("hello"), Sound("welcome")), before) == Pressed("5")


@pytest.mark.parametrize(
    ("keys", "hear", "escape"),
    [
        (KEYS, HearWant(HEAR.grammar, wait_s=4.0, longest_s=6.0, barge_in=False), "0123456789*#ABCD"),
        (KeyWant(timeout_s=3.0, barge_in=False), HEAR, ""),
    ],
)
async def test_a_prompt_that_must_be_heard_whole(talk: Talk, keys: KeyWant, hear: HearWant, escape: str):
    said = (f'STREAM FILE "welcome" "{escape}"', "200 result=0 endpos=8000")
    ticket = OneAnswer(1, SAID)
    assert await talk(asks(AnEar(ticket), keys=keys, hear=hear), said, *OPEN, (WAIT, SPEECH)) == SAID
    assert ticket.prompts_ended


# --- nobody to hear ---

SAY_IT = ('STREAM FILE "welcome" "0123456789*#ABCD"', "200 result=0 endpos=8000")
PRESSED = ('STREAM FILE "welcome" "0123456789*#ABCD"', "200 result=53 endpos=8000")
REFUSED = ('SPEECH CREATE "acd-speech"', "200 result=0")
NO_EAR = Unheard(Deaf.NO_ENGINE)


async def test_without_an_ear_keys_are_live_in_the_prompt(talk: Talk):
    assert await talk(asks(None), SAY_IT) == NO_EAR
    assert await talk(asks(None), PRESSED) == Pressed("5")


async def test_the_door_is_down(talk: Talk):
    assert await talk(asks(AnEar(OneAnswer(9, SAID))), REFUSED, SAY_IT) == NO_EAR
    assert await talk(asks(AnEar(OneAnswer(9, SAID))), REFUSED, PRESSED) == Pressed("5")


async def test_no_engine_for_this_language(talk: Talk):
    assert await talk(asks(AnEar(None)), OPEN[0], SAY_IT) == NO_EAR


async def test_the_door_goes_away_in_mid_prompt(talk: Talk):
    ticket = OneAnswer(9, Unheard(Deaf.NO_ENGINE))
    assert await talk(asks(AnEar(ticket)), *OPEN, (PROMPT, LOST), DESTROY) == NO_EAR
    assert ticket.is_used


async def test_the_guard_ends_what_never_would(talk: Talk):
    assert await talk(asks(AnEar(OneAnswer(9, SAID))), *OPEN, (PROMPT, TIMEOUT), (WAIT, TIMEOUT), DESTROY) == NO_EAR


async def test_a_speech_object_is_made_once(talk: Talk):
    async def act(session: Session) -> object:
        session.ear = AnEar(OneAnswer(1, SAID))
        first = await session.say((Sound("welcome"),), "", KEYS, HEAR)
        session.ear = AnEar(OneAnswer(1, SAID))
        return first, await session.say((Sound("welcome"),), "", KEYS, HEAR)

    assert await talk(act, *OPEN, (PROMPT, SPEECH), OPEN[1], (PROMPT, SPEECH)) == (SAID, SAID)


async def test_a_hang_up_in_mid_word(talk: Talk):
    ticket = OneAnswer(9, SAID)
    hangup = "HANGUP\n200 result=1 (hangup) endpos=0"
    name = ('GET VARIABLE "CHANNEL(name)"', "200 result=1 (PJSIP/trunk-00000001)")
    assert await talk(asks(AnEar(ticket)), *OPEN, (PROMPT, hangup), name) == HungUp()
    assert ticket.is_used


async def test_a_prompt_without_a_name_of_a_sound_is_refused(talk: Talk):
    assert isinstance(await talk(asks(AnEar(OneAnswer(9, SAID)), Sound("../etc"))), ValueError)
