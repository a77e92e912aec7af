"""What Whisper hears with: the log of the energy in 80 (or 128) mel bands, every 10 ms.

The formula is that of openai/whisper (whisper/audio.py): 25 ms Hann windows at 16 kHz, Slaney's mel scale, log10, eight
decades below the loudest at most, then (x + 4) / 4. Ours is taken straight from telephone sound: 200 samples at 8 kHz
have the same 40 Hz bins as 400 at 16 kHz, so nothing is resampled, and the bands above 4 kHz are as empty as resampled
telephone sound would leave them.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

RATE = 8000
HOP = 80  # samples: 10 ms, one frame
_WINDOW = 200
_BINS = _WINDOW // 2 + 1
_HALF_WINDOW_IS_HALF_AS_LOUD = 4.0  # in energy: 200 samples of a sine sum to half of what 400 do

Floats = NDArray[np.float32]


def samples(speech: bytes) -> Floats:
    """Signed linear 16 bit as -1..1; an odd last byte is dropped."""
    return np.frombuffer(speech[: len(speech) // 2 * 2], np.int16).astype(np.float32) / np.float32(32768)


def log_mel(sound: Floats, frames: int, bands: int = 80) -> Floats:
    """`sound` (8 kHz, -1..1), cut or filled with silence to `frames` of 10 ms: an array (1, bands, frames)."""
    heard = sound[: frames * HOP]
    heard = np.pad(heard, (0, frames * HOP - len(heard)))
    heard = np.pad(heard, _WINDOW // 2, mode="reflect")
    cut = np.lib.stride_tricks.sliding_window_view(heard, _WINDOW)[::HOP][:frames]
    energy = np.abs(np.fft.rfft(cut * _hann(), axis=1)) ** 2 * _HALF_WINDOW_IS_HALF_AS_LOUD
    mel = energy.astype(np.float32) @ _filters(bands)
    level = np.log10(np.maximum(mel, 1e-10)).T
    level = np.maximum(level, level.max() - 8.0)
    return np.ascontiguousarray((level[None] + 4.0) / 4.0, dtype=np.float32)


@cache
def _hann() -> Floats:
    return np.hanning(_WINDOW + 1)[:-1].astype(np.float32)


@cache
def _filters(bands: int) -> Floats:
    """(bins, bands): triangles of equal area, evenly spaced in mel from 0 to 8 kHz, of which 4 kHz can be heard."""
    edges = _hertz(np.linspace(0.0, _mel(RATE), bands + 2))
    away = edges[:, None] - np.arange(_BINS)[None, :] * (RATE / _WINDOW)
    widths = np.diff(edges)
    rising, falling = -away[:-2] / widths[:-1, None], away[2:] / widths[1:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    triangles *= (2.0 / (edges[2:] - edges[:-2]))[:, None]
    return np.ascontiguousarray(triangles.T, dtype=np.float32)


_LINEAR_TO = 1000.0  # Hz; logarithmic above
_LINEAR_MELS = 15.0
_LOG_STEP = float(np.log(6.4)) / 27.0


def _mel(hertz: float) -> float:
    if hertz < _LINEAR_TO:
        return hertz * 3.0 / 200.0
    return _LINEAR_MELS + float(np.log(hertz / _LINEAR_TO)) / _LOG_STEP


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    above = _LINEAR_TO * np.exp(_LOG_STEP * (mels - _LINEAR_MELS))
    return np.where(mels < _LINEAR_MELS, mels * 200.0 / 3.0, above)
