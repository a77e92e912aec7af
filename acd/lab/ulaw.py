"""G.711 µ-law, the sound of a telephone line: 16-bit samples to bytes and back, by the code's own table (8 segments of
16 steps each); a sample becomes the code whose value is nearest."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

_CODES = np.arange(256)
_BITS = 255 - _CODES
_SIZE = (((_BITS & 0x0F) << 3) + 0x84 << ((_BITS & 0x70) >> 4)) - 0x84
_VALUES: Samples = np.where(_BITS & 0x80, -_SIZE, _SIZE).astype(np.int16)
_ORDER = np.argsort(_VALUES, kind="stable")
_SORTED = _VALUES[_ORDER].astype(np.int32)
_BETWEEN = (_SORTED[1:] + _SORTED[:-1]) / 2


def to_ulaw(samples: Samples) -> bytes:
    return _ORDER[np.searchsorted(_BETWEEN, samples)].astype(np.uint8).tobytes()


def from_ulaw(code: bytes) -> Samples:
    return _VALUES[np.frombuffer(code, np.uint8)]
