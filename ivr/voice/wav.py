"""WAV in and out: 16-bit linear, mono. A program that writes to a pipe cannot know the length, so lengths in a header
are believed only as far as the data goes."""

import struct

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]  # -1..1

_PCM, _EXTENSIBLE = 1, 0xFFFE
_FULL = 32_768.0


class NoSoundError(ValueError):
    """Bytes that are no 16-bit linear WAV."""


def read_wav(data: bytes) -> tuple[Samples, int]:
    """The samples, channels mixed to one, and the rate in hertz. Raises NoSoundError."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise NoSoundError("not a WAV")
    rate = channels = 0
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        at += 8
        if name == b"fmt ":
            rate, channels = _format(data[at : at + size])
        elif name == b"data":
            return _samples(data[at : at + size], channels), rate
        at += size + size % 2
    raise NoSoundError("a WAV without data")


def write_wav(samples: Samples, rate: int) -> bytes:
    """A whole WAV file of 16-bit samples; what is louder than full scale is cut."""
    body = np.clip(np.round(samples * _FULL), -_FULL, _FULL - 1).astype("<i2").tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, _PCM, 1, rate, 2 * rate, 2, 16)
    head = struct.pack("<4sI4s", b"RIFF", 4 + len(form) + 8 + len(body), b"WAVE")
    return head + form + struct.pack("<4sI", b"data", len(body)) + body


def _format(chunk: bytes) -> tuple[int, int]:
    if len(chunk) < 16:
        raise NoSoundError("a WAV with half a header")
    code, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
    if code not in (_PCM, _EXTENSIBLE) or bits != 16 or not 1 <= channels <= 2 or not 4000 <= rate <= 192_000:
        raise NoSoundError(f"a WAV of {bits} bits, {channels} channels, {rate} Hz; allowed: 16 bits, linear, 1 or 2")
    return rate, channels


def _samples(body: bytes, channels: int) -> Samples:
    if not channels:
        raise NoSoundError("a WAV whose data comes before its format")
    frames = len(body) // (2 * channels)
    samples = np.frombuffer(body, "<i2", frames * channels).reshape(frames, channels)
    mixed: Samples = samples.mean(axis=1) / _FULL
    return mixed
