"""Sounds made for tests: signed linear, 16 bit, 8 kHz."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ivr.speech.sound import RATE

Wave = NDArray[np.float64]
LETTERS_MARK, LETTERS_SPACE = 1400, 1800


def tone(hertz: float, seconds: float, level: float = 0.3) -> Wave:
    return level * np.sin(2 * np.pi * hertz * np.arange(int(RATE * seconds)) / RATE)


def silence(seconds: float) -> Wave:
    return np.zeros(int(RATE * seconds))


def noise(seconds: float, level: float = 0.1, seed: int = 1) -> Wave:
    return level * np.random.default_rng(seed).standard_normal(int(RATE * seconds))


def teletype(codes: Sequence[int], baud: float = 45.45, level: float = 0.3) -> Wave:
    """Characters of five bits as a teletype sends them: mark, then for each a space, the bits and 1.5 bits of mark."""
    bits: list[tuple[int, float]] = [(1, 7.0)]
    for code in codes:
        bits += [(0, 1.0), *((code >> place & 1, 1.0) for place in range(5)), (1, 1.5)]
    ends = np.round(np.cumsum([length for _, length in bits]) / baud * RATE).astype(int)
    hertz = np.concatenate(
        [
            np.full(end - begin, LETTERS_MARK if bit else LETTERS_SPACE)
            for (bit, _), begin, end in zip(bits, [0, *ends[:-1]], ends, strict=True)
        ]
    )
    return level * np.sin(2 * np.pi * np.cumsum(hertz) / RATE)


def pcm(*waves: Wave) -> bytes:
    return (np.clip(np.concatenate(waves), -1, 1) * 32_767).astype(np.int16).tobytes()


def frames(sound: bytes, size: int = 320) -> list[bytes]:
    return [sound[at : at + size] for at in range(0, len(sound), size)]
