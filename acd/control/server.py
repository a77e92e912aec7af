"""The control socket's listener: takes its place on disk, lets clients in up to a limit, sees them out."""

import asyncio
import logging
import socket
from pathlib import Path

from acd.control.gate import Gate
from acd.control.house import House
from acd.control.peer import Peer, peer_of
from acd.control.place import BACKLOG, Place
from acd.control.protocol import Code, encode_error
from acd.control.requests import Request
from acd.control.session import DroppedError, Limits, Session, Written

log = logging.getLogger(__name__)


def _unwritten(_peer: Peer, _request: Request, _result: str, _why: str) -> None:
    """Where there is no trail."""


class ControlServer:
    """`take` keeps other daemons away, `open` lets clients in; `close` ends every visit and removes the socket. `gate`
    says who may ask for what, `written` is told what belongs into the trail (``session.Written``).
    `dropped` counts the clients turned away or cut off."""

    def __init__(
        self,
        house: House,
        path: Path,
        *,
        mode: int = 0o660,
        group: str | None = None,
        limits: Limits | None = None,
        gate: Gate | None = None,
        written: Written | None = None,
    ) -> None:
        self._house = house
        self._place = Place(path, mode=mode, group=group)
        self._limits = limits or Limits()
        self._gate = gate or Gate()
        self._written = written or _unwritten
        self._visits: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._taken: socket.socket | None = None
        self.dropped = 0

    def take(self) -> None:
        """From now on no second daemon can have the socket; before `open` nobody can connect. Raises PlaceError."""
        self._taken = self._place.take()

    async def open(self) -> None:
        """Takes the socket where `take` has not; raises PlaceError (see there) when it cannot be had."""
        if self._taken is None:
            self._taken = self._place.take()
        self._server = await asyncio.start_unix_server(
            self._welcome, sock=self._taken, backlog=BACKLOG, limit=self._limits.line_bytes
        )

    async def close(self) -> None:
        taken, self._taken = self._taken, None
        if taken is None:
            return
        if self._server is None:
            taken.close()
            self._place.leave()
            return
        self._server.close()
        visits = list(self._visits)
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None
        self._place.leave()

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Not a coroutine, so that the limit counts a client the moment it connects."""
        if len(self._visits) >= self._limits.clients:
            self.dropped += 1
            writer.write(encode_error("too many clients on the control socket; try again", Code.BUSY))
            writer.close()
            return
        visit = asyncio.get_running_loop().create_task(self._host(reader, writer))
        self._visits.add(visit)
        visit.add_done_callback(self._visits.discard)

    async def _host(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.set_write_buffer_limits(high=0)  # so that drain waits for the whole reply
        try:
            peer = await asyncio.to_thread(peer_of, writer.get_extra_info("socket"))
            session = Session(self._house, reader, writer, self._limits, peer, self._gate, self._written)
            await session.run()
        except DroppedError as reason:
            self.dropped += 1
            log.warning("a control client was dropped: %s", reason)
        except OSError:
            pass  # the client is gone
        finally:
            writer.transport.abort()  # what is still unsent by now nobody reads
