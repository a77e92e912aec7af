"""One client's visit: lines in, replies out, one request at a time, a deadline on everything the client can delay.

A client costs at most one task, two lines' worth of buffer and, when it watches, the unread stream up to
`watcher_bytes`; then it is cut off, so nobody who reads slowly or not at all holds the daemon up.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from acd.control.answer import answer
from acd.control.gate import UNWRITTEN, Gate
from acd.control.happenings import Happening
from acd.control.house import House, RefusedError
from acd.control.peer import Peer
from acd.control.protocol import (
    LINE_BYTES,
    BadRequestError,
    Code,
    LineCutter,
    decode_request,
    encode_error,
    encode_telling,
)
from acd.control.requests import Request, Watch
from acd.control.trail import DENIED, DONE, FAILED, REFUSED, about, word

log = logging.getLogger(__name__)

Written = Callable[[Peer, Request, str, str], None]
"""Told of every request that belongs into the trail, when it is answered: who asked what, what came of it, why not."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may take. A half line must be whole within `half_line_s` of its first byte; between requests a
    client may be silent for `idle_s`; a reply must be taken within `write_s` and made within `answer_s`."""

    clients: int = 64
    line_bytes: int = LINE_BYTES
    half_line_s: float = 5.0
    idle_s: float = 60.0
    write_s: float = 5.0
    answer_s: float = 60.0
    watcher_bytes: int = 1024 * 1024


class DroppedError(Exception):
    """The client overstepped a limit; the message, for the log, says which."""


class Session:
    """`run` returns when the client is gone and raises DroppedError when it has to go."""

    def __init__(
        self,
        house: House,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        limits: Limits,
        peer: Peer,
        gate: Gate,
        written: Written,
    ) -> None:
        self._house = house
        self._peer = peer
        self._gate = gate
        self._written = written
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._cutter = LineCutter(limits.line_bytes)
        self._cut_off = ""

    async def run(self) -> None:
        try:
            while (line := await self._next_line()) is not None:
                request = decode_request(line)
                is_granted, reply = await self._attend(request)
                await self._send(reply)
                if is_granted and isinstance(request, Watch):
                    await self._watch()
                    return
        except BadRequestError as error:
            await self._send(encode_error(str(error), Code.BAD_REQUEST))
            raise DroppedError(str(error)) from None

    async def _next_line(self) -> bytes | None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._limits.idle_s
        is_half = False
        while (line := self._cutter.next_line()) is None:
            if self._cutter.has_half_line and not is_half:
                is_half = True
                deadline = loop.time() + self._limits.half_line_s
            try:
                async with asyncio.timeout_at(deadline):
                    data = await self._reader.read(self._limits.line_bytes)
            except TimeoutError:
                raise DroppedError("half a line and no more" if is_half else "silent for too long") from None
            if not data:
                return None
            self._cutter.feed(data)
        return line

    async def _attend(self, request: Request) -> tuple[bool, bytes]:
        """Whether it was granted, and the reply. What is changed, or may not be, is written down."""
        if why_not := self._gate.why_not(self._peer, request):
            log.warning("%s may not ask for %s", self._peer.name, word(request))
            self._written(self._peer, request, DENIED, "")
            return False, encode_error(why_not, Code.DENIED)
        is_deed = not isinstance(request, UNWRITTEN)
        if is_deed:
            whom, what = about(request)
            log.info("%s (uid %d) asks: %s %s %s", self._peer.name, self._peer.uid, word(request), whom, what)
        result, why, reply = await self._answer(request)
        if is_deed:
            self._written(self._peer, request, result, why)
        return True, reply

    async def _answer(self, request: Request) -> tuple[str, str, bytes]:
        """What came of it, why not, and the reply."""
        try:
            async with asyncio.timeout(self._limits.answer_s):
                return DONE, "", await answer(self._house, request)
        except RefusedError as refusal:
            return REFUSED, str(refusal), encode_error(str(refusal), Code.REFUSED)
        except TimeoutError:
            why = f"no answer within {self._limits.answer_s:g} s"
            return FAILED, why, encode_error(why, Code.TIMEOUT)
        except Exception:
            log.exception("the request %s failed", type(request).__name__)
            return FAILED, "", encode_error("the daemon failed at this request; its log says why", Code.FAULT)

    async def _send(self, line: bytes) -> None:
        self._writer.write(line)
        try:
            async with asyncio.timeout(self._limits.write_s):
                await self._writer.drain()
        except TimeoutError:
            raise DroppedError("does not read its reply") from None

    async def _watch(self) -> None:
        """Stream until the client closes its side; what it sends now is read and thrown away."""
        unsubscribe = self._house.subscribe(self._tell)
        try:
            while await self._reader.read(self._limits.line_bytes):
                pass
        finally:
            unsubscribe()
        if self._cut_off:
            raise DroppedError(self._cut_off)

    def _tell(self, at: float, what: Happening) -> None:
        transport = self._writer.transport
        if transport.is_closing():
            return
        try:
            transport.write(encode_telling(at, what))
        except Exception:
            log.exception("cannot tell watchers of %s", type(what).__name__)
        if transport.get_write_buffer_size() > self._limits.watcher_bytes:
            self._cut_off = "does not read what it watches"
            transport.abort()
