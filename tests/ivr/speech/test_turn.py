from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.hearing import Deaf, FreeSpeech, HearWant
from ivr.speech.sound import WINDOW_S
from ivr.speech.turn import ECHO_S, PAUSE_S, Event, Over, Turn

WANT = HearWant(FreeSpeech(), wait_s=2.0, silence_s=0.5, longest_s=3.0)
VOICE, QUIET, NOISE, ECHO = (0.95, -20.0), (0.05, -70.0), (0.05, -25.0), (0.95, -48.0)
Sound = tuple[float, float]


def windows(seconds: float) -> int:
    return round(seconds / WINDOW_S)


def hear(turn: Turn, sound: Sound, seconds: float) -> list[Event | Over]:
    """What happens, up to the end of the answer."""
    happened: list[Event | Over] = []
    for _ in range(windows(seconds)):
        event = turn.hear(*sound)
        happened += [event] if event is not None else []
        if event is Event.ENDED or isinstance(event, Over):
            break
    return happened


def after_prompt(want: HearWant = WANT) -> Turn:
    turn = Turn(want, in_prompt=True)
    turn.prompt_ended()
    return turn


def test_a_word_begins_pauses_and_ends():
    turn = after_prompt()
    assert hear(turn, QUIET, 1.0) == []
    assert hear(turn, VOICE, 0.4) == [Event.BEGAN]
    assert hear(turn, QUIET, 0.55) == [Event.PAUSED, Event.ENDED]


def test_a_pause_within_an_answer_is_told_and_taken_back():
    turn = after_prompt()
    hear(turn, VOICE, 0.4)
    assert hear(turn, QUIET, PAUSE_S + 0.1) == [Event.PAUSED]
    assert hear(turn, VOICE, 0.3) == [Event.RESUMED]
    assert hear(turn, QUIET, 0.6) == [Event.PAUSED, Event.ENDED]


def test_the_detector_may_hold_on_behind_a_word():
    turn = after_prompt()
    hear(turn, VOICE, 0.4)
    assert hear(turn, (0.97, -60.0), 0.55) == [Event.PAUSED, Event.ENDED]


def test_nobody_speaks():
    turn = after_prompt()
    assert hear(turn, QUIET, 1.9) == []
    assert hear(turn, QUIET, 0.2)[0] == Over(Deaf.SILENCE)


def test_sound_without_a_voice_is_noise():
    turn = after_prompt()
    hear(turn, NOISE, 0.5)
    assert hear(turn, QUIET, 1.6)[0] == Over(Deaf.NOISE)


def test_a_first_word_at_the_last_moment_is_let_out():
    turn = after_prompt()
    hear(turn, QUIET, 1.95)
    assert hear(turn, VOICE, 0.2) == [Event.BEGAN]


def test_too_long_an_answer():
    turn = after_prompt()
    assert hear(turn, VOICE, 3.2) == [Event.BEGAN, Over(Deaf.TOO_LONG)]


def test_speech_stops_a_prompt():
    turn = Turn(WANT, in_prompt=True)
    assert hear(turn, QUIET, 30.0) == []
    assert hear(turn, VOICE, 0.3) == [Event.BEGAN]


def test_speech_from_the_first_moment_stops_a_prompt():
    assert hear(Turn(WANT, in_prompt=True), VOICE, 0.3) == [Event.BEGAN]


@pytest.mark.parametrize("sound", [NOISE, (0.75, -20.0)])
def test_a_cough_does_not(sound: Sound):
    turn = Turn(WANT, in_prompt=True)
    hear(turn, QUIET, 1.0)
    assert hear(turn, VOICE, 0.12) == []
    assert hear(turn, sound, 0.4) == []


def test_nor_does_the_echo_of_the_prompt():
    turn = Turn(WANT, in_prompt=True)
    assert hear(turn, ECHO, 8.0) == []
    assert hear(turn, VOICE, 0.3) == [Event.BEGAN]


def test_a_louder_echo_raises_the_gate_but_never_above_a_voice():
    turn = Turn(WANT, in_prompt=True)
    hear(turn, (0.95, -39.0), ECHO_S)
    assert hear(turn, (0.95, -36.0), 4.0) == []
    assert hear(turn, (0.95, -30.0), 0.3) == [Event.BEGAN]


def test_waiting_begins_when_the_prompt_has_ended():
    turn = Turn(WANT, in_prompt=True)
    assert hear(turn, QUIET, 60.0) == []
    turn.prompt_ended()
    assert hear(turn, QUIET, 2.1)[0] == Over(Deaf.SILENCE)


sounds = st.tuples(st.sampled_from([VOICE, QUIET, NOISE, ECHO]), st.integers(1, 30))


@settings(max_examples=100)
@given(st.booleans(), st.lists(sounds, max_size=30), st.floats(0.2, 1.0))
def test_the_order_of_what_happens(in_prompt: bool, heard: list[tuple[Sound, int]], silence_s: float):
    turn = Turn(replace(WANT, silence_s=silence_s), in_prompt=in_prompt)
    happened: list[Event | Over] = []
    for sound, count in heard:
        happened += hear(turn, sound, count * WINDOW_S)
        if happened and (isinstance(happened[-1], Over) or happened[-1] is Event.ENDED):
            break
    if happened:
        assert happened[0] is Event.BEGAN or isinstance(happened[0], Over)
    for before, after in pairwise(happened):
        if after is Event.RESUMED:
            assert before is Event.PAUSED
        assert after is not Event.BEGAN
