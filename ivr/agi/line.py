"""One peer's TCP connection: its bytes through a `Wire`, one command at a time, each with a deadline.

How a dialogue ends is told by exception: `Gone` (the caller is not on this channel any more), `Taken` (Bridge took him;
he lives on), `Lost` (the peer broke the protocol, was silent past a deadline, or refused a command).

A hang-up and a Bridge that takes the caller away look alike in the dialogue: ``200 result=-1``, then ``HANGUP``. They
differ in the channel's name: after Bridge this dialogue sits on an empty ``Surrogate/…``. With AGIEXITONHANGUP=yes
Asterisk closes the connection at once in both cases, and only AMI can tell; then both read as Gone.
"""

import asyncio
from collections.abc import Callable

from ivr.agi.wire import Fact, HangupSeen, Header, Reply, Violation, Wire


class Gone(Exception):  # noqa: N818  (an expected end, not an error)
    """The caller hung up, or Asterisk closed the dialogue, which it does when a channel goes."""


class Taken(Gone):
    """Bridge took the caller off this channel while we spoke: the caller is alive, and not ours any more."""


class Lost(Exception):  # noqa: N818  (says what happened to the dialogue)
    """The dialogue cannot go on, though the caller may be there: the dialplan sends him to the fallback."""


class Line(asyncio.Protocol):
    """`on_header(line, header)` is called once at most; `on_closed(line, reason)` exactly once for a line that was
    opened, with the reason of a drop or "" where the peer closed."""

    def __init__(self, on_header: Callable[["Line", Header], None], on_closed: Callable[["Line", str], None]) -> None:
        self._on_header = on_header
        self._on_closed = on_closed
        self._wire = Wire()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Reply] | None = None
        self._reason = ""
        self._closed = False
        self.hung_up = False
        self.gone = asyncio.Event()  # hung up, or the dialogue is over

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if self._closed:  # dropped between accept and now
            transport.abort()

    def data_received(self, data: bytes) -> None:
        for fact in self._wire.feed(data):
            if not self._closed:
                self._take(fact)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        first, self._closed = not self._closed, True
        self.gone.set()
        if first:
            self._on_closed(self, "")
        self._wake(self._end())

    def close(self, reason: str) -> None:
        """Closes at once: after a reply nothing of ours is unsent. The first reason stays."""
        if self._closed:
            return
        self._closed, self._reason = True, reason
        self.gone.set()
        if self._transport is not None:
            self._transport.abort()
        self._on_closed(self, reason)
        self._wake(self._end())

    async def ask(self, verb: str, *arguments: str, deadline_s: float) -> Reply:
        """Sends a command and waits for its reply, whatever its code. Raises Unsendable, Gone or Lost."""
        if self._closed or self._transport is None:
            raise self._end()
        line = self._wire.command(verb, *arguments)
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(line)
        try:
            async with asyncio.timeout(deadline_s):
                return await self._answer
        except TimeoutError:
            self.close("command deadline")
            raise Lost(f"{verb}: no reply within {deadline_s:g} s") from None
        finally:
            self._answer = None

    def _take(self, fact: Fact) -> None:
        match fact:
            case Header():
                self._on_header(self, fact)
            case Reply():
                if self._answer is not None and not self._answer.done():
                    self._answer.set_result(fact)
            case HangupSeen():
                self.hung_up = True
                self.gone.set()
            case Violation(reason):
                self.close(reason)

    def _end(self) -> Exception:
        return Lost(self._reason) if self._reason else Gone()

    def _wake(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
