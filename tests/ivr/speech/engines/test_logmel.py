"""The mel spectrum: against Whisper's own definition at 16 kHz, written out plainly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.speech.engines.logmel import HOP, log_mel, samples


def test_a_tone_is_loudest_in_its_own_band_wherever_it_is() -> None:
    bands = []
    for hertz in (200, 400, 1000, 2000, 3300):
        tone = np.sin(2 * np.pi * hertz * np.arange(8000) / 8000).astype(np.float32) * 0.3
        bands.append(int(log_mel(tone, 100)[0].mean(axis=1).argmax()))
    assert bands == sorted(set(bands))
    assert bands[2] == 26  # Slaney: 1 kHz is mel 15 of 45.25 at 8 kHz; bands are 45.25 / 81 apart


def test_equals_whispers_formula_on_the_same_sound_at_16_khz() -> None:
    seconds = np.arange(16000) / 16000
    wide = sum(np.sin(2 * np.pi * hertz * seconds + hertz) for hertz in (310, 700, 1510, 2900)) * 0.1
    ours = log_mel(wide[::2].astype(np.float32), 100)[0]
    padded = np.pad(wide, 200, mode="reflect")
    window = np.hanning(401)[:-1]
    cut = np.stack([padded[start : start + 400] * window for start in range(0, 16000, 160)])
    energy = np.abs(np.fft.rfft(cut, axis=1)) ** 2
    theirs = np.log10(np.maximum(energy @ _slaney(), 1e-10))
    theirs = ((np.maximum(theirs, theirs.max() - 8) + 4) / 4).T
    telephone = slice(2, 60)  # the bands there is sound in
    assert np.abs(ours[telephone, 3:-3] - theirs[telephone, 3:-3]).max() < 0.02


def _slaney() -> np.ndarray:
    """(201, 80), as librosa.filters.mel(sr=16000, n_fft=400, n_mels=80)."""

    def hertz(mel: float) -> float:
        return mel * 200 / 3 if mel < 15 else 1000 * 6.4 ** ((mel - 15) / 27)

    top = 15 + 27 * np.log(8.0) / np.log(6.4)
    edges = [hertz(top * number / 81) for number in range(82)]
    table = np.zeros((201, 80))
    for band in range(80):
        low, middle, high = edges[band : band + 3]
        for place in range(201):
            at = place * 40
            height = min((at - low) / (middle - low), (high - at) / (high - middle))
            table[place, band] = max(0.0, height) * 2 / (high - low)
    return table


def test_silence_is_one_level_everywhere() -> None:
    mel = log_mel(np.zeros(100, np.float32), 600)
    assert mel.shape == (1, 80, 600)
    assert np.ptp(mel) == 0


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=4000), st.integers(1, 60), st.sampled_from([80, 128]))
def test_any_bytes_give_numbers_of_the_shape_asked_for(speech: bytes, frames: int, bands: int) -> None:
    mel = log_mel(samples(speech), frames, bands)
    assert mel.shape == (1, bands, frames)
    assert np.isfinite(mel).all()
    assert mel.flags.c_contiguous


@pytest.mark.parametrize(("speech", "count"), [(b"", 0), (b"\1", 0), (b"\0\x40\7", 1)])
def test_an_odd_byte_is_dropped(speech: bytes, count: int) -> None:
    assert len(samples(speech)) == count


def test_a_hop_is_ten_milliseconds() -> None:
    assert HOP == 80
