"""The speech door: a WebSocket server Asterisk's AEAP client connects to, once for each speech object.

Loopback only, no browser (a connection with an Origin is refused), and nobody is listened to who does not name the
token of an expected answer. A peer costs one small object until then, and has `TICKET_S` for it. Everything a set-up
needs is there before (engines, voice detectors), so it is answered at once; Asterisk waits a second for it.
"""

import asyncio
import contextlib
import itertools
import logging
from collections import Counter
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from ivr.speech import wire
from ivr.speech.ear import OneTicket, SpeechEar
from ivr.speech.wire import SLIN, Answered, Fact, Get, Set, Setup, Unknown, Violation

PROTOCOL = Subprotocol("speech_to_text")
TICKET = "ticket"  # the name under which the channel names the token
TICKET_S = 10.0
OPEN_S = 2.0
MAX_FRAME = 8_192  # bytes of sound in one message; Asterisk sends 320

_quiet = logging.getLogger(__name__ + ".peers")
_quiet.setLevel(logging.CRITICAL)  # peers are counted, not logged: a flood of them cannot fill a disk


class SpeechServer:
    """`counters`: "accepted", "set up", "listened", and one for each reason a peer was sent away."""

    def __init__(self, host: str, port: int, ear: SpeechEar, peers: int = 100) -> None:
        self._address = (host, port)
        self._ear = ear
        self._peers = peers
        self._here: set[ServerConnection] = set()
        self._server: Server | None = None
        self.counters: Counter[str] = Counter()

    async def open(self) -> int:
        """Listens; answers the bound port. Raises OSError when the address cannot be had."""
        host, port = self._address
        self._server = await serve(
            self._serve,
            host,
            port,
            process_request=self._admit,
            subprotocols=[PROTOCOL],
            origins=[None],
            compression=None,
            ping_interval=None,  # loopback: a peer that dies closes
            open_timeout=OPEN_S,
            close_timeout=0.5,
            max_size=MAX_FRAME,
            max_queue=16,
            server_header=None,
            logger=_quiet,
        )
        bound: int = next(iter(self._server.sockets)).getsockname()[1]
        return bound

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    def _admit(self, peer: ServerConnection, request: Request) -> Response | None:
        self.counters["accepted"] += 1
        if len(self._here) >= self._peers:
            self.counters["too many"] += 1
            return peer.respond(HTTPStatus.SERVICE_UNAVAILABLE, "too many\n")
        if PROTOCOL not in request.headers.get("Sec-WebSocket-Protocol", ""):
            self.counters["no AEAP client"] += 1
            return peer.respond(HTTPStatus.BAD_REQUEST, f"this is an AEAP server, protocol {PROTOCOL}\n")
        return None

    async def _serve(self, peer: ServerConnection) -> None:
        self._here.add(peer)
        visit = _Visit(peer, self._ear, self.counters)
        timer = asyncio.get_running_loop().call_later(TICKET_S, visit.late)
        try:
            async for message in peer:
                if isinstance(message, bytes):
                    visit.sound(message)
                elif not await visit.text(message):
                    break
        except ConnectionClosed:
            pass
        finally:
            timer.cancel()
            visit.end()
            self._here.discard(peer)


class _Visit:
    """One connection. After a Violation it is over."""

    def __init__(self, peer: ServerConnection, ear: SpeechEar, counters: Counter[str]) -> None:
        self._peer = peer
        self._ear = ear
        self._counters = counters
        self._is_set_up = False
        self._ticket: OneTicket | None = None
        self._numbers = itertools.count(1)
        self._sending: set[asyncio.Task[None]] = set()

    def sound(self, frame: bytes) -> None:
        if self._ticket is not None and len(frame) % 2 == 0:
            self._ticket.hear(frame)

    async def text(self, text: str) -> bool:
        """Whether the connection goes on."""
        fact = wire.read(text)
        if isinstance(fact, Violation):
            self._counters[fact.reason] += 1
            return False
        if (reply := self._reply(fact)) is not None:
            await self._peer.send(reply)
        return True

    def late(self) -> None:
        if self._ticket is None:
            self._counters["no ticket in time"] += 1
            self._peer.transport.abort()

    def end(self) -> None:
        if self._ticket is not None:
            self._ticket.lose()
        for task in self._sending:
            task.cancel()

    def _reply(self, fact: Fact) -> str | None:
        match fact:
            case Setup(number, codecs):
                return self._set_up(fact) if codecs[:1] == (SLIN,) else wire.refusal("setup", number, "slin only")
            case Set(number) if not self._is_set_up:
                return wire.refusal("set", number, "not set up")
            case Set(number, params) if TICKET in params:
                is_ours = self._claim(params[TICKET])
                return wire.answer(fact) if is_ours else wire.refusal("set", number, "no such ticket")
            case Set():
                return wire.answer(fact)
            case Get(number):
                return wire.refusal("get", number, "nothing to get")
            case Unknown(name, number):
                self._counters["unknown request"] += 1
                return wire.refusal(name, number, "not known here")
            case Answered() | Violation():
                return None

    def _set_up(self, asked: Setup) -> str:
        self._is_set_up = True
        self._counters["set up"] += 1
        return wire.setup_answer(asked)

    def _claim(self, token: str) -> bool:
        ticket = self._ear.claim(token)
        if ticket is None:
            self._counters["unknown ticket"] += 1
            return False
        if self._ticket is not None:
            self._ticket.lose()
        self._ticket = ticket
        self._counters["listened"] += 1
        ticket.begin(self._push)
        return True

    def _push(self) -> None:
        task = asyncio.get_running_loop().create_task(self._send(wire.result(f"acd-{next(self._numbers)}")))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, text: str) -> None:
        with contextlib.suppress(ConnectionClosed):
            await self._peer.send(text)
