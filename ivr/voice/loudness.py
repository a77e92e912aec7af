"""Speech made fit for the telephone: 8 kHz, 200 to 3400 Hz, as loud as Asterisk's own prompts, no click at the ends.

Loudness is the active level, in the manner of ITU-T P.56: the RMS of the frames that hold speech, so that pauses do not
count. LEVEL_DB is about that of Asterisk's stock English prompts, measured the same way, so that a synthetic sentence
and a recorded digit sit side by side. Peaks above PEAK_DB are rounded off, never clipped.
"""

import numpy as np

from ivr.voice.wav import Samples

RATE = 8000
LEVEL_DB = -19.0  # dBFS, active RMS; the stock prompts: median -18.3, nine in ten from -20.3 to -16.2
PEAK_DB = -2.0
VERSION = 1  # of all this: files made by another are made again

_BAND_HZ = (200.0, 3400.0)
_EDGE_HZ = 120.0  # the band's soft edges
_FRAME_S = 0.02
_ACTIVE_DB = 30.0  # a frame is speech when it is no further than this below the loudest
_QUIET_S = 0.06  # kept before and after the speech
_FADE_S = 0.005
_LOUDEST_GAIN_DB = 40.0


def for_telephone(samples: Samples, rate: int) -> Samples:
    """The same speech at RATE; empty when there is nothing to be heard in it."""
    narrow = _resampled(samples, rate)
    spoken = _trimmed(narrow)
    if not spoken.size:
        return spoken
    gain_db = min(LEVEL_DB - active_level_db(spoken), _LOUDEST_GAIN_DB)
    return _faded(_limited(spoken * 10 ** (gain_db / 20)))


def active_level_db(samples: Samples, rate: int = RATE) -> float:
    """The RMS of the frames that hold speech, in dB of full scale; -inf for silence."""
    powers = _frame_powers(samples, rate)
    active = powers[powers > powers.max(initial=0.0) * 10 ** (-_ACTIVE_DB / 10)]
    return float(10 * np.log10(active.mean())) if active.size else float("-inf")


def _frame_powers(samples: Samples, rate: int) -> Samples:
    frame = int(_FRAME_S * rate)
    padded = np.pad(samples, (0, -len(samples) % frame))
    powers: Samples = (padded.reshape(-1, frame) ** 2).mean(axis=1)
    return powers


def _resampled(samples: Samples, rate: int) -> Samples:
    """Band and rate in one go: the spectrum outside the band is left out. Zeros around keep the ends apart."""
    second = rate // 4
    length = -(-(len(samples) + 2 * second) // rate) * rate  # whole seconds: as many samples in either rate
    padded = np.zeros(length)
    padded[second : second + len(samples)] = samples
    spectrum = np.fft.rfft(padded)
    hertz = np.arange(spectrum.size) * rate / length
    low, high = _BAND_HZ
    rising = np.clip((hertz - low + _EDGE_HZ) / _EDGE_HZ, 0, 1)
    falling = np.clip((high + _EDGE_HZ - hertz) / _EDGE_HZ, 0, 1)
    new_length = length * RATE // rate
    kept = (spectrum * rising * falling)[: new_length // 2 + 1]
    if kept.size < new_length // 2 + 1:
        kept = np.pad(kept, (0, new_length // 2 + 1 - kept.size))
    return np.fft.irfft(kept, new_length) * (RATE / rate)


def _trimmed(samples: Samples) -> Samples:
    """Without the silence around, but for a little."""
    powers = _frame_powers(samples, RATE)
    loudest = powers.max(initial=0.0)
    active = np.flatnonzero(powers > max(loudest * 10 ** (-_ACTIVE_DB / 10), 1e-9))
    if not active.size:
        return samples[:0]
    frame, quiet = int(_FRAME_S * RATE), int(_QUIET_S * RATE)
    return samples[max(0, active[0] * frame - quiet) : (active[-1] + 1) * frame + quiet]


def _limited(samples: Samples) -> Samples:
    """What is above half the peak is bent towards it."""
    peak = 10 ** (PEAK_DB / 20)
    knee = peak / 2
    over = np.abs(samples) - knee
    bent = knee + (peak - knee) * np.tanh(np.maximum(over, 0) / (peak - knee))
    limited: Samples = np.where(over > 0, np.sign(samples) * bent, samples)
    return limited


def _faded(samples: Samples) -> Samples:
    fade = min(int(_FADE_S * RATE), len(samples) // 2)
    ramp = np.linspace(0, 1, fade)
    samples[:fade] *= ramp
    samples[len(samples) - fade :] *= ramp[::-1]
    return samples
