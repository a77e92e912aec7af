"""The FastAGI listener: ``agi://host:port/<route>[/<rest>]`` with call id, visit, token and what is left of the
call's time limit as arguments.

A peer costs one object and one timer until its header is complete and its token right; only then is there a task. Any
other end is a counted drop (`counters`): the connection closes, the dialplan finds its last-act variable unset and goes
to the fallback. Peers are not logged one by one, so that a flood of them cannot fill a disk.

When too many peers sit in the header phase the one waiting longest is dropped, not the newcomer: Asterisk sends its
header within milliseconds, so idle sockets cannot keep callers out. For that to hold in a flood, few peers are accepted
at a time (asyncio takes as many as its backlog says in one go) and their headers are read before the next few come.
"""

import asyncio
import logging
import os
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from ivr.agi.line import Gone, Line, Lost, Taken
from ivr.agi.session import Session
from ivr.agi.whereabouts import whereabouts
from ivr.agi.wire import Header
from ivr.voice.mouth import Mouth, Mute

Handler = Callable[[Session], Awaitable[None]]
CheckToken = Callable[[str, str, str], bool]

ACCEPT_BURST = 16
BACKLOG = 512  # peers that the kernel lets wait meanwhile

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    header_s: float = 5.0  # from connect to the end of the header
    header_peers: int = 200  # peers without a complete header
    sessions: int = 1000  # dialogues at once
    stop_grace_s: float = 2.0  # what running dialogues get when we stop


class AgiServer:
    """`routes`: first segment of the path → handler. `check_token(call, visit, token)` decides who is served; `mouth`
    gives every dialogue its voice for texts.

    `counters`: "accepted", "served", "hung up", "taken", "lost", "handler error", and one for each reason of a drop."""

    def __init__(
        self,
        host: str,
        port: int,
        routes: Mapping[str, Handler],
        check_token: CheckToken,
        limits: Limits | None = None,
        mouth: Mouth | None = None,
    ) -> None:
        self._mouth = mouth or Mute()
        self._address = (host, port)
        self._routes = dict(routes)
        self._check_token = check_token
        self._limits = limits or Limits()
        self._listener: asyncio.Server | None = None
        self._callers: dict[Line, asyncio.TimerHandle] = {}  # in the header phase, oldest first
        self._tasks: dict[asyncio.Task[None], Line] = {}
        self._stopping = False
        self.counters: Counter[str] = Counter()

    @property
    def sessions(self) -> int:
        """Dialogues under way."""
        return len(self._tasks)

    async def start(self) -> int:
        """Listens; answers the bound port. Raises OSError when the address cannot be had."""
        loop = asyncio.get_running_loop()
        self._stopping = False
        door = _door(self._address)
        self._listener = await loop.create_server(self._accept, sock=door, backlog=ACCEPT_BURST)
        door.listen(BACKLOG)
        bound: int = door.getsockname()[1]
        return bound

    async def stop(self) -> None:
        """No new peers; running dialogues get the grace, then are closed. No task is left."""
        self._stopping = True
        if self._listener is not None:
            self._listener.close()
        for line in list(self._callers):
            line.close("stopped")
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=self._limits.stop_grace_s)
        rest = dict(self._tasks)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        if self._listener is not None:
            await self._listener.wait_closed()
            self._listener = None

    def _accept(self) -> Line:
        self.counters["accepted"] += 1
        line = Line(self._header, self._closed)
        if len(self._callers) >= self._limits.header_peers:
            next(iter(self._callers)).close("too many without a header")
        loop = asyncio.get_running_loop()
        self._callers[line] = loop.call_later(self._limits.header_s, line.close, "header deadline")
        return line

    def _closed(self, line: Line, reason: str) -> None:
        timer = self._callers.pop(line, None)
        if timer is not None:
            timer.cancel()
        if reason:
            self.counters[reason] += 1
        elif timer is not None:
            self.counters["closed before a header"] += 1

    def _header(self, line: Line, header: Header) -> None:
        self._callers.pop(line).cancel()
        route, _, rest = header.values.get("agi_network_script", "").partition("?")[0].partition("/")
        handler = self._routes.get(route)
        call, visit, token, *arguments = *header.arguments(), "", "", ""
        if self._stopping:
            line.close("stopped")
        elif handler is None:
            line.close("unknown route")
        elif len(self._tasks) >= self._limits.sessions:
            line.close("too many sessions")
        elif not self._check_token(call, visit, token):
            line.close("bad token")
        else:
            session = Session(line, header, call, visit, route, rest, tuple(arguments[:-3]))
            session.mouth = self._mouth
            task = asyncio.get_running_loop().create_task(self._serve(line, session, handler))
            self._tasks[task] = line
            task.add_done_callback(self._tasks.pop)

    async def _serve(self, line: Line, session: Session, handler: Handler) -> None:
        try:
            await session.begin()
            await handler(session)
            self.counters["served"] += 1
        except Taken:
            self.counters["taken"] += 1
        except Gone:
            self.counters["hung up"] += 1
        except Lost as lost:
            self.counters["lost"] += 1
            log.warning("AGI dialogue of %s lost: %s", session.call, lost)
        except Exception as error:
            self.counters["handler error"] += 1
            log.error("AGI handler %r failed for %s: %s", session.route, session.call, whereabouts(error))
        finally:
            line.close("")


def _door(address: tuple[str, int]) -> socket.socket:
    """A listening socket. Raises OSError in the system's own words; Python's would have the address in them, as a
    tuple."""
    try:
        return socket.create_server(address, family=_family(address[0]))
    except socket.gaierror:
        raise
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, os.strerror(error.errno)) from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
