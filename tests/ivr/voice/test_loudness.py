import numpy as np
import pytest

from ivr.voice.loudness import LEVEL_DB, PEAK_DB, RATE, active_level_db, for_telephone
from ivr.voice.wav import Samples


def bursts(rate: int, hertz: float = 800.0, loud: float = 0.1) -> Samples:
    """Two seconds of a tone that comes and goes, half a second of nothing around."""
    time = np.arange(2 * rate) / rate
    spoken = loud * np.sin(2 * np.pi * hertz * time) * (np.sin(2 * np.pi * 2 * time) > 0)
    return np.concatenate([np.zeros(rate // 2), spoken, np.zeros(rate // 2)])


@pytest.mark.parametrize("rate", [8000, 11_025, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("loud", [0.003, 0.1, 0.9])
def test_speech_comes_out_as_loud_as_prompts_are(rate: int, loud: float) -> None:
    spoken = for_telephone(bursts(rate, loud=loud), rate)
    assert active_level_db(spoken) == pytest.approx(LEVEL_DB, abs=1.0)
    assert np.abs(spoken).max() <= 10 ** (PEAK_DB / 20) + 1e-9


def test_pauses_do_not_count() -> None:
    rare = np.concatenate([bursts(8000), np.zeros(40_000), bursts(8000)])
    assert active_level_db(rare) == pytest.approx(active_level_db(bursts(8000)), abs=0.2)


def test_silence_around_is_cut_to_a_little() -> None:
    spoken = for_telephone(bursts(16_000), 16_000)
    assert 1.7 < len(spoken) / RATE < 2.0
    assert spoken[0] == 0
    assert spoken[-1] == 0


def test_only_the_telephone_s_band_is_left() -> None:
    kept = for_telephone(bursts(22_050, 1000) + bursts(22_050, 50, 0.3) + bursts(22_050, 6000, 0.3), 22_050)
    power = np.abs(np.fft.rfft(kept)) ** 2
    hertz = np.fft.rfftfreq(len(kept), 1 / RATE)
    assert power[(hertz > 900) & (hertz < 1100)].sum() > 0.9 * power.sum()


def test_a_high_pitch_stays_what_it_is() -> None:
    kept = for_telephone(bursts(22_050, 2000), 22_050)
    assert np.fft.rfftfreq(len(kept), 1 / RATE)[np.abs(np.fft.rfft(kept)).argmax()] == pytest.approx(2000, abs=5)


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(5), np.zeros(8000)])
def test_silence_is_nothing(samples: Samples) -> None:
    assert for_telephone(samples, 8000).size == 0
    assert active_level_db(samples) == float("-inf")


def test_noise_as_faint_as_rounding_is_not_blown_up_to_speech() -> None:
    hiss = np.random.default_rng(1).normal(0, 1e-5, 8000)
    assert active_level_db(for_telephone(hiss, 8000)) < LEVEL_DB - 10 or for_telephone(hiss, 8000).size == 0


def test_what_is_very_short_is_spoken() -> None:
    click = for_telephone(0.1 * np.sin(np.arange(200) / 2), 8000)
    assert 0 < click.size < 2000
