"""The wire to one PBX, kept up: connect, log in, watch, and come back after a loss.

What is heard goes to `on_message` at once, in arrival order; reading waits for nobody. What is said goes out at once,
in order, and is never said again by itself: after a loss the owner looks at the PBX afresh (``Status``) and decides
anew. Ready means logged in; the event FullyBooted is passed on like any other and nothing here waits for it.
"""

import asyncio
import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from acd.pbx.actions import Action, Challenge, Login, Logoff
from acd.pbx.manager import (
    ActionRefused,
    ActionTimedOut,
    Heard,
    LinkError,
    LoginRefused,
    Manager,
    NotConnected,
    Pending,
    Protocol,
)
from acd.pbx.wire import Message, Poisoned

__all__ = [
    "ActionRefused",
    "ActionTimedOut",
    "Connected",
    "Connecting",
    "Heard",
    "Link",
    "LinkError",
    "LinkSettings",
    "LinkState",
    "LoginRefused",
    "Lost",
    "NotConnected",
    "Refused",
]

IN_USE = "Login Already In Use"  # our own old session not yet seen off, or a second daemon

STEADY_S = 1.0  # a connection that lasted less counts as a failed attempt

_CHANCE = secrets.SystemRandom()

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """`retry_*`: the PBX cannot be reached; `refused_*`: it does not let us in. Waits double from first to max."""

    pbx: str
    host: str
    port: int
    username: str
    secret: str = field(repr=False)
    ping_s: float = 1.8  # a dead peer is known after at most three of these
    connect_s: float = 3.0  # for each of: connection, greeting, challenge, login
    retry_first_s: float = 0.1
    retry_max_s: float = 2.0
    refused_first_s: float = 5.0
    refused_max_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Connecting:
    pass


@dataclass(frozen=True, slots=True)
class Connected:
    version: str  # of the manager protocol

    def __str__(self) -> str:
        return f"connected, manager {self.version}"


@dataclass(frozen=True, slots=True)
class Lost:
    """Not connected; another attempt follows by itself."""

    reason: str

    def __str__(self) -> str:
        return f"not connected: {self.reason}"


@dataclass(frozen=True, slots=True)
class Refused:
    """The PBX does not let us in; the next attempt comes slowly."""

    reason: str

    def __str__(self) -> str:
        return f"refused: {self.reason}"


LinkState = Connecting | Connected | Lost | Refused

_LEVELS: dict[type, int] = {Connected: logging.INFO, Lost: logging.WARNING, Refused: logging.ERROR}


class Link:
    """`on_message` gets events and ``Poisoned`` (something was not heard: look at the PBX afresh). `on_refused` gets
    what `tell` could not do. No message comes before ``Connected``. A callback's exception is logged and harms
    nothing."""

    def __init__(
        self,
        settings: LinkSettings,
        on_message: Callable[[Heard], None],
        on_state: Callable[[LinkState], None],
        on_refused: Callable[[Action, str], None],
    ) -> None:
        self.settings = settings
        self.state: LinkState = Lost("not started")
        self._on_message = on_message
        self._on_state = on_state
        self._on_refused = on_refused
        self._manager: Manager | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._told: LinkState = self.state
        self._early: list[Heard] = []  # heard between the login and our knowing of it
        self._opened: asyncio.Future[str] | None = None

    async def start(self) -> None:
        """Begin; returns at once. `opened` tells how the first attempt went."""
        self._manager = Manager(self.settings.host, self.settings.port, self.settings.ping_s, self._hear)
        self._opened = asyncio.get_running_loop().create_future()
        self._keeper = asyncio.create_task(self._keep(self._manager), name=f"link to {self.settings.pbx}")

    async def opened(self) -> str:
        """The protocol version, once the first attempt is through; else ``LoginRefused`` or ``NotConnected``."""
        if self._opened is None:
            raise NotConnected("the link is not started")
        return await asyncio.shield(self._opened)

    async def stop(self) -> None:
        """Log off and end; no callback comes after it."""
        if self._keeper is None or self._manager is None:
            return
        keeper, self._keeper = self._keeper, None
        keeper.cancel()
        await asyncio.wait([keeper])
        protocol = self._manager.protocol
        if protocol is not None:
            if self._manager.authenticated:
                protocol.send(Logoff())
            self._manager.close()  # type: ignore[no-untyped-call]
            await asyncio.wait([protocol.gone], timeout=1)
            protocol.transport.abort()
        self.state = Lost("stopped")
        if self._opened is not None:
            self._opened.cancel()

    async def ask(self, action: Action, deadline_s: float = 5.0) -> Message:
        """The response. Raises a ``LinkError``: not connected (or lost meanwhile), refused, timed out."""
        return (await self._send(action, deadline_s, as_list=False).future)[0]

    async def ask_list(self, action: Action, deadline_s: float = 5.0) -> list[Message]:
        """The list's items, without its start and its end. Raises as `ask` does."""
        return await self._send(action, deadline_s, as_list=True).future

    def begin_list(self, action: Action, deadline_s: float = 5.0) -> asyncio.Future[list[Message]]:
        """As `ask_list`. The future is done as soon as the list's end has been read: what is heard from then on came
        after the list."""
        return self._send(action, deadline_s, as_list=True).future

    def tell(self, action: Action, deadline_s: float = 5.0) -> None:
        """Send at once, in order. Never raises: `on_refused(action, why)` is told of a refusal, a deadline, a loss."""
        try:
            pending = self._send(action, deadline_s, as_list=False)
        except (LinkError, ValueError) as error:
            asyncio.get_running_loop().call_soon(self._refuse, action, str(error))
            return

        def answered(answer: asyncio.Future[list[Message]]) -> None:
            error = None if answer.cancelled() else answer.exception()
            if error is not None:
                self._refuse(action, error.message if isinstance(error, ActionRefused) else str(error))

        pending.future.add_done_callback(answered)

    def _send(self, action: Action, deadline_s: float, *, as_list: bool) -> Pending:
        if self._manager is None or not isinstance(self.state, Connected):
            raise NotConnected(f"{action.name}: not connected to {self.settings.pbx}")
        return self._manager.send_action(action, as_list=as_list, deadline_s=deadline_s)

    # --- keeping it up ---

    async def _keep(self, manager: Manager) -> None:
        tries = 0
        while True:
            begun = manager.loop.time()
            settings, slow = self.settings, False
            self._enter(Connecting())
            try:
                protocol = await self._open(manager)
            except LoginRefused as error:
                slow = str(error) != IN_USE
                self._fail(manager, Refused(str(error)), error)
            except (OSError, TimeoutError, LinkError) as error:
                why = _reason(error, settings)
                self._fail(manager, Lost(why), NotConnected(why))
            else:
                self._enter(Lost(await asyncio.shield(protocol.lost)))
            tries = 0 if manager.loop.time() - begun > STEADY_S and isinstance(self.state, Lost) else tries + 1
            first, most = settings.retry_first_s, settings.retry_max_s
            if slow:
                first, most = settings.refused_first_s, settings.refused_max_s
            await asyncio.sleep(min(most, first * 2.0 ** min(tries, 30)) * _CHANCE.uniform(0.5, 1))

    async def _open(self, manager: Manager) -> Protocol:
        limit = self.settings.connect_s
        self._early.clear()
        protocol: Protocol
        async with asyncio.timeout(limit):  # not wait_for, which in 3.11 can lose a cancellation
            _, protocol = await manager.connect()  # type: ignore[no-untyped-call]
        async with asyncio.timeout(limit):
            version = await protocol.greeted
        challenge = (await protocol.send(Challenge(), deadline_s=limit).future)[0].get("Challenge")
        login = Login(self.settings.username, self.settings.secret, challenge)
        try:
            await protocol.send(login, deadline_s=limit).future
        except ActionRefused as error:
            raise LoginRefused(error.message) from None
        manager.authenticated = True
        self._enter(Connected(version))
        if self._opened is not None and not self._opened.done():
            self._opened.set_result(version)
        early, self._early = self._early, []
        for heard in early:
            self._hear(heard)
        return protocol

    def _fail(self, manager: Manager, state: LinkState, error: LinkError) -> None:
        if manager.protocol is not None and not manager.protocol.closed:
            manager.protocol.abort(str(error))
        self._enter(state)
        if self._opened is not None and not self._opened.done():
            self._opened.set_exception(error)
            self._opened.exception()

    def _enter(self, state: LinkState) -> None:
        told = state != self._told
        self.state = state
        if not isinstance(state, Connecting):
            self._told = state
            log.log(_LEVELS[type(state)] if told else logging.DEBUG, "PBX %s: %s", self.settings.pbx, state)
        try:
            self._on_state(state)
        except Exception:
            log.exception("PBX %s: the owner failed at %s", self.settings.pbx, state)

    def _hear(self, heard: Heard) -> None:
        if not isinstance(self.state, Connected):
            self._early.append(heard)
            return
        if isinstance(heard, Poisoned):
            log.warning("PBX %s: dropped a message (%s): %s", self.settings.pbx, heard.name or "?", heard.why)
        try:
            self._on_message(heard)
        except Exception:
            log.exception("PBX %s: the owner failed at %s", self.settings.pbx, heard.name)

    def _refuse(self, action: Action, why: str) -> None:
        if self._keeper is None:
            return
        try:
            self._on_refused(action, why)
        except Exception:
            log.exception("PBX %s: the owner failed at a refused %s", self.settings.pbx, action.name)


def _reason(error: Exception, settings: LinkSettings) -> str:
    where = f"{settings.host}:{settings.port}"
    if isinstance(error, TimeoutError):
        return f"{where}: no answer within {settings.connect_s:g} s"
    if isinstance(error, OSError) and error.errno and error.errno > 0:  # asyncio's own words name the address once more
        return f"{where}: {os.strerror(error.errno)}"
    return str(error) if isinstance(error, LinkError) else f"{where}: {error}"
