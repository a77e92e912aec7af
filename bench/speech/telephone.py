"""Clean speech as a PBX gets it: 300-3400 Hz, 8 kHz, some noise, G.711 mu-law there and back.

The noise is pink within the band, its level set against the speech's loudest 60 % of frames, so that the quiet around a
word does not flatter the ratio. mu-law is ITU-T G.711's, by its definition: 8 segments of 16 steps each.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

RATE = 8000
BAND = (300.0, 3400.0)
_LEVEL = 0.1  # RMS of the speech, of full scale: -20 dBov, a usual telephone level
_QUIET_S = (0.3, 0.6)  # before and after
_FRAME = 160
_BIAS = 33
_CLIP = 8158

Sound = NDArray[np.float64]


def telephone(sound: Sound, rate: int, snr_db: float, lot: np.random.Generator) -> bytes:
    """Signed linear 16 bit at 8 kHz, with a little quiet (that is noise) around it."""
    spoken = band(to_rate(sound, rate))
    spoken = trimmed(spoken)
    level = _speech_level(spoken)
    spoken = spoken * (_LEVEL / level)
    before, after = (int(seconds * RATE) for seconds in _QUIET_S)
    line = np.pad(spoken, (before, after))
    noise = band(pink(len(line), lot))
    noise *= _LEVEL * 10 ** (-snr_db / 20) / np.sqrt(np.mean(noise**2))
    return mu_law_round_trip(line + noise)


def to_rate(sound: Sound, rate: int) -> Sound:
    if rate == RATE:
        return sound
    common = int(np.gcd(rate, RATE))
    return np.asarray(resample_poly(sound, RATE // common, rate // common), np.float64)


def band(sound: Sound) -> Sound:
    """Everything outside 300-3400 Hz is gone, with slopes of 100 Hz."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    low = np.clip((hertz - BAND[0] + 100) / 100, 0, 1)
    high = np.clip((BAND[1] + 100 - hertz) / 100, 0, 1)
    return np.fft.irfft(spectrum * low * high, len(sound))


def trimmed(sound: Sound) -> Sound:
    """Without the silence a synthesiser puts around its speech (40 dB below the loudest frame)."""
    loud = np.flatnonzero(_frames(sound) > _frames(sound).max() / 100)
    return sound[loud[0] * _FRAME : (loud[-1] + 1) * _FRAME]


def pink(length: int, lot: np.random.Generator) -> Sound:
    spectrum = np.fft.rfft(lot.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(hertz, 50.0)), length)


def mu_law_round_trip(sound: Sound) -> bytes:
    """Coded to 8 bits and decoded again."""
    level = np.clip(np.abs(sound) * 8192, 0, _CLIP) + _BIAS  # 14 bits and the bias, as G.711 counts
    segment = np.floor(np.log2(level)).astype(int) - 5
    step = 2.0 ** (segment + 1)
    coded = (np.floor(level / step) + 0.5) * step - _BIAS
    pcm = np.clip(np.sign(sound) * coded * 4, -32768, 32767)
    return pcm.astype(np.int16).tobytes()


def _frames(sound: Sound) -> Sound:
    """RMS of 20 ms each."""
    whole = np.pad(sound, (0, -len(sound) % _FRAME)).reshape(-1, _FRAME)
    return np.sqrt(np.mean(whole**2, axis=1))


def _speech_level(sound: Sound) -> float:
    loud = np.sort(_frames(sound))[int(0.4 * (len(sound) // _FRAME)) :]
    return float(np.sqrt(np.mean(loud**2)))
