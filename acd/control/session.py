"""One client's visit: lines in, replies out, one request at a time, a deadline on everything the client can delay.

A client costs at most one task, two lines' worth of buffer and, when it watches, the unread stream up to
`watcher_bytes`; then it is cut off, so nobody who reads slowly or not at all holds the daemon up.
"""

import asyncio
import logging
import socket
import struct
from dataclasses import dataclass

from acd.control.answer import answer
from acd.control.desk_requests import AnnouncementPiece, ListMessages
from acd.control.happenings import Happening
from acd.control.house import House
from acd.control.protocol import (
    LINE_BYTES,
    BadRequestError,
    Code,
    LineCutter,
    decode_request,
    encode_error,
    encode_telling,
)
from acd.control.requests import Doctor, History, Request, Status, View, Watch, Why

log = logging.getLogger(__name__)

_LOOKS = (Status, View, Why, History, Doctor, Watch, ListMessages, AnnouncementPiece)


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
        self, house: House, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits
    ) -> None:
        self._house = house
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._cutter = LineCutter(limits.line_bytes)
        self._cut_off = ""

    async def run(self) -> None:
        try:
            while (line := await self._next_line()) is not None:
                request = decode_request(line)
                await self._send(await self._answer(request))
                if isinstance(request, Watch):
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

    async def _answer(self, request: Request) -> bytes:
        if not isinstance(request, _LOOKS):
            log.info("uid %s asks: %r", _uid(self._writer), request)
        try:
            async with asyncio.timeout(self._limits.answer_s):
                return await answer(self._house, request)
        except TimeoutError:
            return encode_error(f"no answer within {self._limits.answer_s:g} s", Code.TIMEOUT)
        except Exception:
            log.exception("the request %s failed", type(request).__name__)
            return encode_error("the daemon failed at this request; its log says why", Code.FAULT)

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


def _uid(writer: asyncio.StreamWriter) -> int:
    """The user at the other end, as the kernel knows it."""
    peer: socket.socket = writer.get_extra_info("socket")
    _pid, uid, _gid = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(uid)
