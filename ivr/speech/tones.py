"""Machines' tones in a caller's sound: a fax that calls (1100 Hz) or answers (2100 Hz), a teletype (Baudot).

Fax: the share of the sound's power that lies within a few hertz of the tone (Goertzel's sum, over blocks of 40 ms); so
pure for so long is no voice. Teletype: 1400 Hz is mark, 1800 Hz space, 45.45 bits a second; a character is a space,
five bits and a mark of a bit and a half (V.18 annex A). Three characters of that shape within a few seconds are a
teletype: neither a voice nor music ever makes one.
"""

from collections import deque

import numpy as np
import numpy.typing as npt

from ivr.hearing import Tone
from ivr.speech.sound import RATE, Samples, Windows, level_db, samples

_FAX_BLOCK = 320
_FAX_TONES = ((1070, 1085, 1100, 1115, 1130), (2088, 2100, 2112))
_FAX_BLOCKS = 10  # 0.4 s of it
_PURE = 0.7  # of the power of a block
_QUIET_DB = -45.0

_HOP = 44  # a quarter of a bit, 5.5 ms
_SPAN = 88  # what is looked at for it
_MARK, _SPACE = 1400, 1800
_BIT = 4  # hops
_CLEAR = 0.55  # of the power of a span
_CHARACTERS = 3
_MEMORY = 8 * _BIT
_FORGET_HOPS = 3 * RATE // _HOP


def _waves(tones: tuple[int, ...], length: int) -> npt.NDArray[np.complex64]:
    """Rows to multiply a block with: the square of each product is that tone's share of the block's power."""
    turns = np.outer(np.array(tones), np.arange(length)) / RATE
    waves: npt.NDArray[np.complex64] = (np.exp(-2j * np.pi * turns) * np.sqrt(2) / length).astype(np.complex64)
    return waves


def _shares(waves: npt.NDArray[np.complex64], sound: Samples) -> npt.NDArray[np.float32]:
    power = float(np.dot(sound, sound)) / len(sound)
    found: npt.NDArray[np.float32] = np.abs(waves @ sound) ** 2 / np.float32(max(power, 1e-12))
    return found


class Fax:
    """`hear` answers whether a fax tone has been there for long enough."""

    def __init__(self) -> None:
        self._windows = Windows(2 * _FAX_BLOCK)
        self._waves = [_waves(tones, _FAX_BLOCK) for tones in _FAX_TONES]
        self._runs = [0] * len(_FAX_TONES)

    def hear(self, frame: bytes) -> bool:
        found = [self._block(samples(block)) for block in self._windows.add(frame)]  # all of them, found or not
        return any(found)

    def _block(self, sound: Samples) -> bool:
        is_loud = level_db(sound) > _QUIET_DB
        for place, waves in enumerate(self._waves):
            is_pure = is_loud and float(_shares(waves, sound).max()) > _PURE
            self._runs[place] = self._runs[place] + 1 if is_pure else 0
        return max(self._runs) >= _FAX_BLOCKS


class Teletype:
    """`hear` answers whether a teletype is typing."""

    def __init__(self) -> None:
        self._windows = Windows(2 * _HOP)
        self._last = np.zeros(_HOP, np.float32)
        self._waves = _waves((_MARK, _SPACE), _SPAN)
        self._line: deque[str] = deque(maxlen=_MEMORY)  # "m", "s" or "-" for each hop
        self._hops = 0
        self._characters: deque[int] = deque(maxlen=_CHARACTERS)  # at which hop each was whole
        self._busy_until = 0

    def hear(self, frame: bytes) -> bool:
        found = [self._hop(samples(hop)) for hop in self._windows.add(frame)]
        return any(found)

    def _hop(self, sound: Samples) -> bool:
        self._line.append(self._symbol(np.concatenate((self._last, sound))))
        self._last = sound
        self._hops += 1
        if self._hops >= self._busy_until and self._is_character():
            self._characters.append(self._hops)
            self._busy_until = self._hops + 6 * _BIT
        first = self._characters[0] if len(self._characters) == _CHARACTERS else -_FORGET_HOPS
        return self._hops - first < _FORGET_HOPS

    def _symbol(self, span: Samples) -> str:
        if level_db(span) < _QUIET_DB:
            return "-"
        mark, space = _shares(self._waves, span)
        return "m" if mark > _CLEAR else "s" if space > _CLEAR else "-"

    def _is_character(self) -> bool:
        """The last seven bits: a mark before, the start's space, five bits of either, the stop's mark; each looked at
        in its middle."""
        if len(self._line) < _MEMORY:
            return False
        line = list(self._line)
        middles = [line[_BIT * bit + _BIT // 2] for bit in range(1, 8)]
        edge = line[: _BIT + 1]
        begins = edge[_BIT - 2] == "m" and "s" in line[_BIT : _BIT + 2]
        return begins and middles[0] == "s" and middles[6] == "m" and "-" not in middles


class Tones:
    """Both, for one caller."""

    def __init__(self) -> None:
        self._fax = Fax()
        self._teletype = Teletype()

    def hear(self, frame: bytes) -> Tone | None:
        if self._teletype.hear(frame):
            return Tone.TTY
        return Tone.FAX if self._fax.hear(frame) else None
