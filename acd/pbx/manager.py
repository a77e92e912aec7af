"""panoramisk's ``Manager`` with our protocol under it: it connects, keeps the actions under way and their futures; ours
are the codec, what happens on loss, and the watch over a silent peer.

Where panoramisk reconnects, replays, logs in, pings and swallows by itself, its methods are overridden here: after a
loss every action under way fails at once and none is ever sent again, for the calls it spoke of may be others by then.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from typing import Any

from panoramisk.actions import Action as PanoramiskAction
from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager as PanoramiskManager

from acd.pbx.actions import Action, Ping
from acd.pbx.schema import EVENTS
from acd.pbx.wire import Cut, Item, Message, Poisoned, Reader, encode

MAX_UNSENT = 1 << 20  # bytes waiting for a peer that does not read
MISSED_PINGS = 3
SILENT_PINGS = 2.5  # looked at each half ping, so a peer that stopped is known within three
SUCCESS = frozenset({"Success", "Goodbye"})

log = logging.getLogger(__name__)

Heard = Message | Poisoned


class LinkError(Exception):
    """Something asked of the PBX did not come to pass; the text says what and why, and holds no secret."""


class NotConnected(LinkError):  # noqa: N818 - it names a state of affairs
    pass


class ActionRefused(LinkError):  # noqa: N818
    def __init__(self, action: str, message: str) -> None:
        super().__init__(f"{action}: {message}")
        self.action = action
        self.message = message


class ActionTimedOut(LinkError):  # noqa: N818
    def __init__(self, action: str, deadline_s: float) -> None:
        super().__init__(f"{action}: no answer within {deadline_s:g} s")


class LoginRefused(LinkError):  # noqa: N818
    pass


class Pending(PanoramiskAction):
    """An action under way; its future gets the list of messages that answer it."""

    def __init__(self, name: str, action_id: str, *, wants_list: bool) -> None:
        super().__init__({"Action": name, "ActionID": action_id})  # type: ignore[no-untyped-call]
        self.name = name
        self.wants_list = wants_list
        self.future: asyncio.Future[list[Message]] = asyncio.get_running_loop().create_future()
        self.answers: list[Message] = []

    def add_message(self, message: Message) -> bool:
        """True when nothing more is to come."""
        if self.future.done():
            return True
        step = message.get("EventList").lower()
        if message.kind == "response":
            if message.name not in SUCCESS:
                self.fail(ActionRefused(self.name, message.get("Message") or message.name))
                return True
            if not self.wants_list:
                self.future.set_result([message])
            return not self.wants_list
        if step == "complete":
            self.future.set_result(self.answers)
        elif step:
            self.fail(ActionRefused(self.name, f"the list was {step}"))
        else:
            self.answers.append(message)
        return self.future.done()

    def fail(self, error: LinkError) -> None:
        if not self.future.done():
            self.future.set_exception(error)


class Protocol(AMIProtocol):
    """One connection. `responses` (panoramisk's) holds the actions under way by ActionID; the ids begin with 128 random
    bits of this connection's own, so that nobody can guess one and a late answer to another connection finds none."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)  # type: ignore[no-untyped-call]
        loop = asyncio.get_running_loop()
        self.loop = loop
        self.responses: dict[str, Pending] = {}
        self.reader = Reader(lambda action_id: action_id in self.responses)
        self.greeted: asyncio.Future[str] = loop.create_future()
        self.lost: asyncio.Future[str] = loop.create_future()  # why it is no longer of use
        self.gone: asyncio.Future[None] = loop.create_future()  # and its socket is closed
        self.last_heard = loop.time()
        self.unanswered_pings = 0
        self._epoch = secrets.token_hex(16)
        self._sent = 0

    def data_received(self, data: bytes) -> None:
        if self.closed:
            return
        self.last_heard = self.loop.time()
        for item in self.reader.feed(data):
            self.handle_message(item)

    def handle_message(self, item: Item) -> None:
        if isinstance(item, Cut):
            self.abort(f"cut off: {item.why}")
        elif isinstance(item, Message) and item.kind == "greeting":
            if not self.greeted.done():
                self.greeted.set_result(item.name)
        elif isinstance(item, Message) and _is_answer(item):
            pending = self.responses.get(item.action_id)
            if pending is not None and pending.add_message(item):
                self.responses.pop(item.action_id, None)
        elif self.factory is not None:
            self.factory.dispatch(item)

    def send(self, data: Action, as_list: bool | None = False, deadline_s: float = 5.0) -> Pending:
        """Write `data` now. Raises ``NotConnected``, and ``Unsendable`` for what must not go out."""
        if self.closed:
            raise NotConnected(f"{data.name}: not connected")
        self._sent += 1
        action_id = f"{self._epoch}-{self._sent}"
        wire = encode(data.name, action_id, data.fields())
        pending = Pending(data.name, action_id, wants_list=bool(as_list))
        self.responses[action_id] = pending
        deadline = self.loop.call_later(deadline_s, pending.fail, ActionTimedOut(data.name, deadline_s))

        def forget(answer: asyncio.Future[list[Message]]) -> None:
            self.responses.pop(action_id, None)
            deadline.cancel()
            if not answer.cancelled():
                answer.exception()  # looked at, so that asyncio does not complain of one nobody waits for

        pending.future.add_done_callback(forget)
        self.transport.write(wire)
        if self.transport.get_write_buffer_size() > MAX_UNSENT:
            self.abort("it does not read what we send")
        return pending

    def watch(self, ping_s: float, *, is_ping_due: bool) -> None:
        """Give the connection up when the pings are not answered, else send the one that is due."""
        silent = self.loop.time() - self.last_heard
        if self.unanswered_pings and silent >= SILENT_PINGS * ping_s:
            self.abort(f"nothing heard for {silent:.1f} s")
        elif is_ping_due and self.unanswered_pings >= MISSED_PINGS:
            self.abort(f"{MISSED_PINGS} pings not answered")
        elif is_ping_due:
            self.unanswered_pings += 1
            self.send(Ping(), deadline_s=MISSED_PINGS * ping_s).future.add_done_callback(self._ponged)

    def _ponged(self, answer: asyncio.Future[list[Message]]) -> None:
        if not answer.cancelled() and answer.exception() is None:
            self.unanswered_pings = 0

    def abort(self, why: str) -> None:
        """Give the connection up at once; whatever still arrives on it is not read."""
        self._end(why)
        self.transport.abort()

    def close(self) -> None:
        """Close it in good order: what was written is still sent."""
        self._end("closed")
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(f"connection lost: {exc}" if exc else "the PBX closed the connection")
        self.gone.set_result(None)

    def _end(self, why: str) -> None:
        if self.closed:
            return
        self.closed = True
        for pending in list(self.responses.values()):
            pending.fail(NotConnected(f"{pending.name}: {why}"))
        self.responses.clear()
        if not self.greeted.done():
            self.greeted.set_exception(NotConnected(why))
            self.greeted.exception()
        self.lost.set_result(why)
        if self.factory is not None:
            self.factory.connection_lost(why)


def _is_answer(message: Message) -> bool:
    if message.kind == "response":
        return True
    solicited = EVENTS[message.name].solicited
    return solicited is True or (solicited is None and "ActionID" in message.index)


class Manager(PanoramiskManager):
    """`on_heard` gets events and ``Poisoned`` in arrival order, on the spot."""

    def __init__(self, host: str, port: int, ping_s: float, on_heard: Callable[[Heard], None]) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            loop=asyncio.get_running_loop(), host=host, port=port, protocol_factory=Protocol, ping_delay=0
        )
        self.ping_s = ping_s
        self.on_heard = on_heard
        self._ticks = 0

    def connection_made(self, f: asyncio.Task[Any]) -> None:
        if f.cancelled() or f.exception() is not None:
            return  # whoever awaits the task hears of it
        self._stop_pinging()
        super().connection_made(f)  # type: ignore[no-untyped-call]

    def connection_lost(self, exc: object) -> None:  # noqa: ARG002 - panoramisk's name
        self.authenticated = False
        self._stop_pinging()

    def _stop_pinging(self) -> None:
        if self.pinger is not None:
            self.pinger.cancel()
            self.pinger = None

    def ping(self) -> None:
        self.pinger = self.loop.call_later(self.ping_s / 2, self.ping)
        self._ticks += 1
        if self.protocol is not None and self.authenticated:
            self.protocol.watch(self.ping_s, is_ping_due=self._ticks % 2 == 0)

    def send_action(  # type: ignore[override]
        self, action: Action, as_list: bool | None = False, deadline_s: float = 5.0
    ) -> Pending:
        if self.protocol is None:
            raise NotConnected(f"{action.name}: not connected")
        return self.protocol.send(action, as_list=as_list, deadline_s=deadline_s)  # type: ignore[no-any-return]

    def dispatch(self, event: Heard) -> None:
        self.on_heard(event)
