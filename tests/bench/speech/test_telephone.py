"""Telephone sound: the band, the noise asked for, and mu-law as G.711 has it."""

import numpy as np
import pytest

from bench.speech.telephone import RATE, band, mu_law_round_trip, telephone, to_rate, trimmed


def tone(hertz: float, rate: int = RATE, seconds: float = 1.0) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)


def rms(sound: np.ndarray) -> float:
    return float(np.sqrt(np.mean(sound**2)))


@pytest.mark.parametrize(("hertz", "share"), [(100, 0.0), (500, 1.0), (3000, 1.0), (3800, 0.0)])
def test_the_band(hertz: float, share: float) -> None:
    assert rms(band(tone(hertz))) / rms(tone(hertz)) == pytest.approx(share, abs=0.01)


def test_mu_law_is_of_256_levels_and_as_exact_as_it_should_be() -> None:
    sound = tone(440.3) * 0.5
    coded = np.frombuffer(mu_law_round_trip(sound), np.int16) / 32768
    assert len(np.unique(np.frombuffer(mu_law_round_trip(np.linspace(-1, 1, 100_000)), np.int16))) <= 256
    assert 20 * np.log10(rms(sound) / rms(coded - sound)) > 36  # G.711: 38 dB or so


@pytest.mark.parametrize("snr_db", [30, 15])
def test_the_noise_is_as_loud_as_asked(snr_db: int) -> None:
    lot = np.random.default_rng(1)
    heard = np.frombuffer(telephone(tone(1000, 16000), 16000, snr_db, lot), np.int16) / 32768
    quiet, spoken = heard[: RATE // 4], heard[RATE : RATE + RATE // 4]
    assert 20 * np.log10(rms(spoken) / rms(quiet)) == pytest.approx(snr_db, abs=1.5)


def test_the_same_seed_is_the_same_sound_and_silence_around_is_cut() -> None:
    sound = np.pad(tone(700), (RATE, RATE))
    assert len(trimmed(sound)) == pytest.approx(RATE, abs=400)
    first, second = (telephone(sound, RATE, 30, np.random.default_rng(3)) for _ in range(2))
    assert first == second


def test_another_rate_keeps_the_pitch() -> None:
    spectrum = np.abs(np.fft.rfft(to_rate(tone(1000, 22050), 22050)))
    assert spectrum.argmax() == 1000
