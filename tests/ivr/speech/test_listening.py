from dataclasses import replace

import pytest

from ivr.hearing import Deaf, Guess, Heard, HearWant, Phrase, Phrases, Tone, Toned, Unheard
from ivr.speech.listening import Began, Listening, Recognise, Step
from ivr.speech.sound import Samples, seconds
from tests.ivr.speech.conftest import LoudIsVoice
from tests.ivr.speech.sounds import Wave, frames, noise, pcm, silence, teletype, tone

MENU = Phrases((Phrase("sales", "buy"), Phrase("billing", "pay")))
WANT = HearWant(MENU, wait_s=2.0, silence_s=0.5, longest_s=3.0)
SURE = (Guess("buy", 0.97),)
UNSURE = (Guess("buy", 0.6), Guess("pay", 0.3))


def listening(want: HearWant = WANT) -> Listening:
    made = Listening(want, LoudIsVoice())
    made.prompt_ended()
    return made


def hear(made: Listening, *waves: Wave) -> list[Step]:
    return [step for frame in frames(pcm(*waves)) for step in made.hear(frame)]


def word(length_s: float = 0.5) -> Wave:
    return tone(300, length_s) + tone(650, length_s)


def test_a_word_is_tried_in_the_first_pause():
    made = listening()
    began, tried = hear(made, silence(0.5), word(), silence(0.25))
    assert began == Began()
    assert isinstance(tried, Recognise)
    assert not tried.is_last
    assert 0.8 < seconds(tried.speech) < 1.3  # with a lead and a tail
    assert made.answer is None


def test_a_sure_answer_is_not_waited_for():
    made = listening()
    *_, tried = hear(made, word(), silence(0.25))
    assert isinstance(tried, Recognise)
    made.recognised(tried.number, SURE)
    assert made.answer == Heard(SURE)


def test_an_unsure_one_is_when_the_caller_has_ended():
    made = listening()
    *_, tried = hear(made, word(), silence(0.25))
    assert isinstance(tried, Recognise)
    made.recognised(tried.number, UNSURE)
    assert made.answer is None
    assert hear(made, silence(0.4)) == []
    assert made.answer == Heard(UNSURE)


def test_a_late_guess_is_the_answer_when_it_comes():
    made = listening()
    _, tried, last = hear(made, word(), silence(0.7))
    assert isinstance(tried, Recognise)
    assert isinstance(last, Recognise)
    assert (last.number, last.is_last) == (tried.number, True)
    made.recognised(tried.number, UNSURE)
    assert made.answer == Heard(UNSURE)


def test_who_speaks_on_is_tried_again():
    made = listening()
    *_, first = hear(made, word(), silence(0.25))
    *_, second = hear(made, word(), silence(0.25))
    assert isinstance(first, Recognise)
    assert isinstance(second, Recognise)
    assert len(second.speech) > len(first.speech)
    made.recognised(first.number, SURE)
    assert made.answer is None
    made.recognised(second.number, SURE)
    assert made.answer == Heard(SURE)


def test_nothing_of_the_grammar_is_rejected():
    made = listening()
    _, tried, _ = hear(made, word(), silence(0.7))
    assert isinstance(tried, Recognise)
    made.recognised(tried.number, ())
    assert made.answer == Unheard(Deaf.REJECTED)


def test_a_try_that_failed_early_is_made_again_at_the_end():
    made = listening()
    *_, tried = hear(made, word(), silence(0.25))
    assert isinstance(tried, Recognise)
    made.failed(tried.number)
    assert made.answer is None
    (last,) = hear(made, silence(0.4))
    assert isinstance(last, Recognise)
    made.failed(last.number)
    assert made.answer == Unheard(Deaf.NO_ENGINE)


@pytest.mark.parametrize(
    ("sound", "expected"),
    [
        (silence(3), Unheard(Deaf.SILENCE)),
        (word(4), Unheard(Deaf.TOO_LONG)),
        (tone(1100, 1), Toned(Tone.FAX)),
        (teletype([9, 24, 31, 4]), Toned(Tone.TTY)),
    ],
)
def test_what_is_no_answer(sound: Wave, expected: object):
    made = listening()
    hear(made, sound)
    assert made.answer == expected


def test_noise_is_not_silence():
    made = Listening(WANT, Deafened())
    made.prompt_ended()
    hear(made, noise(0.5), silence(2))
    assert made.answer == Unheard(Deaf.NOISE)


class Deafened(LoudIsVoice):
    def probability(self, window: Samples) -> float:
        return 0.02


def test_a_stream_that_stops_is_filled_with_quiet():
    made = listening()
    hear(made, word())
    (tried,) = made.quiet(0.25)
    assert isinstance(tried, Recognise)
    made.recognised(tried.number, UNSURE)
    made.quiet(0.5)
    assert made.answer == Heard(UNSURE)


def test_nothing_is_heard_after_the_answer():
    made = listening()
    hear(made, silence(2.5))
    assert hear(made, word(), silence(1)) == []
    assert made.answer == Unheard(Deaf.SILENCE)


def test_a_longer_end_of_speech():
    made = listening(replace(WANT, silence_s=1.0))
    steps = hear(made, word(), silence(0.8))
    assert not any(isinstance(step, Recognise) and step.is_last for step in steps)
    assert "speech" not in repr(steps[-1])
