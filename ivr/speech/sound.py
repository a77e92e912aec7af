"""Telephone sound: signed linear, 16 bit, 8 kHz, mono, in the machine's byte order; cut into windows and measured."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

RATE = 8_000
WINDOW = 256  # samples: what the voice detector looks at in one go
WINDOW_S = WINDOW / RATE
WINDOW_BYTES = 2 * WINDOW
QUIETEST_DB = -99.0

Samples = npt.NDArray[np.float32]


class Windows:
    """Collects frames of any length into windows of `size` bytes."""

    def __init__(self, size: int = WINDOW_BYTES) -> None:
        self._size = size
        self._rest = bytearray()

    def add(self, frame: bytes) -> Iterator[bytes]:
        """The windows that are full now."""
        self._rest += frame
        while len(self._rest) >= self._size:
            yield bytes(self._rest[: self._size])
            del self._rest[: self._size]


def samples(sound: bytes) -> Samples:
    """As numbers in -1 .. 1."""
    return np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(32_768)


def level_db(sound: npt.NDArray[Any]) -> float:
    """The level of samples in dB below full scale (RMS)."""
    power = float(np.dot(sound, sound)) / max(len(sound), 1)
    return 10 * math.log10(power) if power > 1e-10 else QUIETEST_DB


def seconds(sound: bytes) -> float:
    return len(sound) / (2 * RATE)
