"""One phone's sound: RTP both ways, keys as RFC 4733 events, and the question whether a tone is being heard.

A phone sends a steady tone of its own while in a call, so that a test can ask who hears whom. Timestamps count here
for voice and keys alike: aiortp's own key sending leaves them at zero, and Asterisk takes equal ones for one key.
"""

import asyncio
import math
import struct
from collections import deque
from itertools import count

from aiortp import RTPSession

from acd.lab.ports import HeldRtp

RATE = 8000
_FRAME = 160  # samples: 20 ms
_KEY_MS = 100
_GAP_S = 0.12  # a key and the pause behind it, as a quick finger makes them
_EAR = 20  # frames remembered: 0.4 s
_LOUD = 1000.0  # amplitude, of 32 767


def _tone(hertz: int) -> bytes:
    """One frame of a tone; repeated, it has no click when hertz is a multiple of 50."""
    return struct.pack(f"<{_FRAME}h", *(int(6000 * math.sin(2 * math.pi * hertz * n / RATE)) for n in range(_FRAME)))


def amplitude(pcm: bytes, hertz: int) -> float:
    """How loud `hertz` is in 16-bit samples at 8 kHz (Goertzel's algorithm), as an amplitude."""
    samples = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    last = before = 0.0
    for sample in samples:
        last, before = sample + turn * last - before, last
    return 2 * math.sqrt(max(0.0, last * last + before * before - turn * last * before)) / max(1, len(samples))


class Media:
    """The RTP side of one call. `port` is known at once (it goes into the offer); `start` needs the other side's."""

    def __init__(self, host: str, tone: int) -> None:
        self.host = host
        self._held = HeldRtp(host)
        self.port = self._held.port
        self.frames_heard = 0
        self._voice = _tone(tone)
        self._sayings = bytearray()
        self._silent = False
        self._all_said = asyncio.Event()
        self._ear: deque[bytes] = deque(maxlen=_EAR)
        self._session: RTPSession | None = None
        self._speaking: asyncio.Task[None] | None = None
        self._timestamp = 0
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._heard = asyncio.Event()

    async def start(self, remote: tuple[str, int], payload_type: int) -> None:
        self._held.release()
        self._session = await RTPSession.create(
            local_addr=(self.host, self.port),
            remote_addr=remote,
            payload_type=payload_type,
            jitter_prefetch=0,
            plc=False,
        )
        self._session.on_audio = self._hear
        self._speaking = asyncio.create_task(self._speak())

    def move(self, remote: tuple[str, int]) -> None:
        """The other side takes our sound somewhere else from now on."""
        if self._session is not None:
            self._session.update_remote(remote)

    async def stop(self) -> None:
        self._held.release()
        if self._speaking is not None:
            self._speaking.cancel()
            await asyncio.gather(self._speaking, return_exceptions=True)
            self._speaking = None
        while not self._keys.empty():
            self._keys.get_nowait()
            self._keys.task_done()
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    def say(self, pcm: bytes) -> None:
        """Speaks `pcm` (16 bit, 8 kHz), then is silent; instead of the steady tone, from now on."""
        self._silent = True
        self._sayings += pcm
        self._all_said.clear()

    async def said(self) -> None:
        """Returns when all of it is out."""
        await self._all_said.wait()

    async def press(self, keys: str) -> None:
        """Returns when the last key is out, or the call over."""
        for key in keys:
            self._keys.put_nowait(key)
        await self._keys.join()

    def hears(self, hertz: int) -> bool:
        """Whether that tone is in the sound of the last 0.4 s."""
        return len(self._ear) == _EAR and amplitude(b"".join(self._ear), hertz) > _LOUD

    async def next_frame(self) -> None:
        """Returns when some more sound has arrived."""
        self._heard.clear()
        await self._heard.wait()

    def _hear(self, pcm: bytes, _timestamp: int) -> None:
        self.frames_heard += 1
        self._ear.append(pcm)
        self._heard.set()

    def _frame(self) -> bytes:
        if not self._silent:
            return self._voice
        frame = bytes(self._sayings[: 2 * _FRAME])
        del self._sayings[: 2 * _FRAME]
        if not self._sayings:
            self._all_said.set()
        return frame.ljust(2 * _FRAME, b"\0")

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in count(1):
            if self._session is None:
                return
            if self._keys.empty():
                self._session.send_audio_pcm(self._frame(), self._timestamp)
                self._timestamp += _FRAME
                await asyncio.sleep(began + number * _FRAME / RATE - loop.time())
                continue
            try:
                self._session.send_dtmf(self._keys.get_nowait(), _KEY_MS, timestamp=self._timestamp)
                self._timestamp += int(_GAP_S * RATE)
                began += _GAP_S
                await asyncio.sleep(_GAP_S)
            finally:
                self._keys.task_done()
