import pytest

from ivr.hearing import Tone
from ivr.speech.tones import Tones
from tests.ivr.speech.sounds import Wave, frames, noise, pcm, silence, teletype, tone

GA = (9, 24, 31, 4, 1, 2)


def found(*waves: Wave) -> Tone | None:
    tones = Tones()
    for frame in frames(pcm(*waves)):
        if (heard := tones.hear(frame)) is not None:
            return heard
    return None


@pytest.mark.parametrize("level", [0.0, 0.02])
@pytest.mark.parametrize("hertz", [1070, 1100, 1130, 2090, 2100, 2110])
def test_a_fax_is_known_by_its_tone(hertz: int, level: float):
    sound = tone(hertz, 0.6)
    assert found(silence(0.2), sound + noise(0.6, level)) is Tone.FAX


@pytest.mark.parametrize("hertz", [440, 700, 1000, 1040, 1160, 2050, 2150, 3000])
def test_other_tones_are_no_fax(hertz: int):
    assert found(tone(hertz, 2)) is None


def test_a_short_tone_is_no_fax():
    assert found(tone(1100, 0.3), silence(1), tone(1100, 0.3)) is None


@pytest.mark.parametrize("level", [0.0, 0.03])
@pytest.mark.parametrize("shift", range(0, 176, 25))
def test_a_teletype_is_known_by_its_characters(shift: int, level: float):
    sound = teletype(GA)
    assert found(silence(shift / 8000), sound + noise(len(sound) / 8000, level)[: len(sound)]) is Tone.TTY


@pytest.mark.parametrize("code", range(0, 32, 5))
def test_any_character_counts(code: int):
    assert found(teletype([code] * 4)) is Tone.TTY


def test_two_characters_are_too_few():
    assert found(teletype([9, 24]), silence(5), teletype([31])) is None


def test_another_speed_is_none():
    assert found(teletype(GA, baud=110)) is None


@pytest.mark.parametrize("sound", [tone(1400, 2), tone(1800, 2), noise(3), tone(697, 1, 0.2) + tone(1209, 1, 0.2)])
def test_neither_steady_tones_nor_noise_nor_keys_are_machines(sound: Wave):
    assert found(sound) is None
