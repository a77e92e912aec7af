"""Any plain WAV file made fit for the telephone: 8 kHz, mono, 16 bit."""

import io
import wave
from pathlib import Path
from typing import Any, Final

RATE: Final = 8000
MOST_SECONDS: Final = 900
_RATES: Final = range(4000, 400_001)
_SIZES: Final = {1: "u1", 2: "<i2", 4: "<i4"}


class NotSoundError(Exception):
    """The file cannot be used; the message says why and what helps."""


def for_telephone(path: Path) -> bytes:
    """The file as 8 kHz WAV, its loudest moment a little below full. NotSoundError when it is not one."""
    advice = "plain WAV is; any other sound becomes one with: ffmpeg -i SOUND -ar 8000 -ac 1 out.wav"
    no_sound = NotSoundError(f"{path}: is no sound that can be read here; {advice}")
    try:
        with wave.open(str(path), "rb") as file:
            rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
            count = file.getnframes()
            if rate not in _RATES or width not in (1, 2, 3, 4):
                raise no_sound
            if count / rate > MOST_SECONDS:
                raise NotSoundError(f"{path}: is longer than {MOST_SECONDS // 60} minutes")
            raw = file.readframes(count)
    except OSError as error:
        raise NotSoundError(f"{path}: cannot be read: {error.strerror}") from None
    except (wave.Error, EOFError, RuntimeError, ValueError):  # all of which a damaged header can bring about
        raise no_sound from None
    sound = _samples(raw, width, channels)
    if not len(sound):
        raise NotSoundError(f"{path}: there is no sound in it")
    return _written(_resampled(sound, rate))


def _samples(raw: bytes, width: int, channels: int) -> Any:
    """As floats from -1 to 1, the channels mixed."""
    import numpy as np

    if width == 3:
        bytes_ = np.frombuffer(raw[: len(raw) // 3 * 3], "u1").reshape(-1, 3).astype(np.int32)
        whole = (bytes_[:, 0] << 8) | (bytes_[:, 1] << 16) | (bytes_[:, 2] << 24)
        sound = whole / 2**31
    else:
        whole = np.frombuffer(raw[: len(raw) // width * width], _SIZES[width])
        sound = (whole - 128.0) / 128 if width == 1 else whole / 2.0 ** (8 * width - 1)
    return sound[: len(sound) // channels * channels].reshape(-1, channels).mean(axis=1)


def _resampled(sound: Any, rate: int) -> Any:
    if rate == RATE:
        return sound
    from math import gcd

    from scipy.signal import resample_poly

    shared = gcd(RATE, rate)
    return resample_poly(sound, RATE // shared, rate // shared)


def _written(sound: Any) -> bytes:
    import numpy as np

    loudest = float(np.abs(sound).max())
    scaled = sound * min(0.9 / loudest, 8.0) if loudest > 0 else sound
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((scaled * 32767).astype("<i2").tobytes())
    return out.getvalue()
