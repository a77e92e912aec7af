"""How the daemon ends: told to, it takes no new work, does for those who wait what is configured, and goes.

Talks need nothing of us: they go on in the PBX. Told a second time it goes at once. Whoever still waits then stays on
hold for the next daemon.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping

from acd.clock import Clock
from acd.control.duty import Draining, DrainWay
from acd.core.view import FloorView
from acd.notify import EXTEND, Notifier
from ivr.agi.perform import leave
from ivr.agi.server import Handler
from ivr.agi.session import Session
from ivr.outcome import Transfer

log = logging.getLogger(__name__)
LOOK_S = 0.2
FALLBACK = "fallback"
SLACK_S = 20.0  # for closing, beyond the drain itself


def on_hold(view: FloorView) -> int:
    """Callers who wait. Who is to be called back and is not on the line does not."""
    away = sum(each.callback is not None and each.callback.is_away for each in view.contacts)
    return sum(each.state != "connected" for each in view.contacts) - away


class Drain:
    """`over` returns when the daemon is to go. `waiting` counts callers on hold; `tell` is told of the
    beginning."""

    def __init__(self, way: DrainWay, for_s: float, clock: Clock, notifier: Notifier | None = None) -> None:
        """`way` and `for_s` hold for who does not say otherwise; `notifier` is asked for the time it takes."""
        self._way = way
        self._for_s = for_s
        self._clock = clock
        self._notifier = notifier
        self._told = asyncio.Event()
        self._hurried = asyncio.Event()
        self._now: tuple[DrainWay, float, float] | None = None
        self._inside = 0  # flows
        self.waiting: Callable[[], int] = lambda: 0
        self.tell: Callable[[Draining, float], None] = lambda _draining, _at: None

    @property
    def state(self) -> Draining | None:
        return None if self._now is None else Draining(*self._now, self.left())

    def begin(self, way: DrainWay | None = None, for_s: float | None = None) -> Draining:
        """Once more before it is over: the way and the time are as told last."""
        chosen, now = way or self._way, self._clock.now()
        lasts_s = 0.0 if chosen is DrainWay.LEAVE else self._for_s if for_s is None else for_s
        self._now = (chosen, now, now + lasts_s)
        self._told.set()
        if self._notifier is not None:
            self._notifier.tell(f"{EXTEND}{int((lasts_s + SLACK_S) * 1e6)}")
        found = Draining(*self._now, self.left())
        log.info("told to stop (%s), %d are waiting", chosen, found.waiting)
        self.tell(found, now)
        return found

    def told(self) -> None:
        """By a signal: the first begins, the next one ends."""
        if self._told.is_set():
            self._hurried.set()
        else:
            self.begin()

    async def over(self) -> None:
        await self._told.wait()
        while self._now is not None and not self._hurried.is_set():
            left_s = self._now[2] - self._clock.now()
            if left_s <= 0 or not self.left():
                return
            try:
                async with asyncio.timeout(min(left_s, LOOK_S)):
                    await self._hurried.wait()
            except TimeoutError:
                pass

    def left(self) -> int:
        """Callers who wait, or are in a flow that may lead there."""
        return self.waiting() + self._inside

    # --- at the doors callers come in by ---

    def newcomers(self, serve: Handler) -> Handler:
        """No new caller is served: the dialplan finds no word on his channel, and takes its fallback."""

        async def served(session: Session) -> None:
            if self._now is not None:
                return
            self._inside += 1
            try:
                await serve(session)
            finally:
                self._inside -= 1

        return served

    def at(self, routes: Mapping[str, Handler]) -> dict[str, Handler]:
        return {
            **routes,
            "flow": self.newcomers(routes["flow"]),
            "hold": self.held(routes["hold"]),
            "key": self.held(routes["key"]),
        }

    def held(self, serve: Handler) -> Handler:
        """Who comes by on his round is sent to the fallback, where that is the way."""

        async def served(session: Session) -> None:
            if self._now is None or self._now[0] is not DrainWay.FALLBACK:
                await serve(session)
                return
            await session.set_variable("ACD_QUEUE", "")
            await leave(session, Transfer(FALLBACK))

        return served
