"""The heartbeat: every event passes here, one after the other, and nothing inside waits.

stamp -> journal -> ``floor.handle`` -> hand the commands out, in order. An event that comes while another is handled (a
command's consequence) waits its turn in the inbox. So whoever asks has his ``Reply`` when `ask` returns.
"""

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from acd.clock import Clock
from acd.core.commands import Command, Record, Reply, WakeMe
from acd.core.events import Event, TimerRang
from acd.core.floor import Floor
from acd.core.records import Refused

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)


class Pump:
    """`journal` and `carry_out` must not block; an exception of theirs is logged and the house goes on: what cannot be
    journalled is handled all the same. `failed` counts these exceptions and the floor's own."""

    def __init__(
        self,
        floor: Floor,
        clock: Clock,
        *,
        journal: Callable[[Event, float], None],
        carry_out: Callable[[Command, float], None],
    ) -> None:
        self._floor = floor
        self._clock = clock
        self._journal = journal
        self._carry_out = carry_out
        self._inbox: deque[Event] = deque()
        self._handling = False
        self._asked: dict[str, Reply | None] = {}  # by token, while its request is handled
        self._tokens = itertools.count(1)
        self._timers: set[asyncio.TimerHandle] = set()
        self.handled = 0
        self.refused = 0
        self.failed = 0
        self.longest_s = 0.0
        self._slowest_s = 0.0

    def put(self, event: Event) -> None:
        """Handles `event` now, or right after the one being handled."""
        self._inbox.append(event)
        if self._handling:
            return
        self._handling = True
        try:
            while self._inbox:
                self._handle(self._inbox.popleft())
        finally:
            self._handling = False

    def ask(self, make: Callable[[str], Event]) -> Reply:
        """Puts the event that `make` builds around a fresh token and returns its reply; an error reply where the floor
        gave none. Not for the pump's own turn (`carry_out`, `journal`): there the event waits and the reply is lost."""
        token = f"ask-{next(self._tokens)}"
        self._asked[token] = None
        try:
            self.put(make(token))
        finally:
            reply = self._asked.pop(token)
        return reply or Reply(token, ok=False, error="the floor gave no answer; the daemon's log says why")

    @property
    def waiting(self) -> int:
        """Events not yet handled; none between two turns of the loop."""
        return len(self._inbox)

    def slowest_since_asked(self) -> float:
        """Seconds of the slowest event since this was last asked: the heartbeat asks."""
        slowest_s, self._slowest_s = self._slowest_s, 0.0
        return slowest_s

    def stop(self) -> None:
        """No timer rings any more."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _handle(self, event: Event) -> None:
        now = self._clock.now()
        self.handled += 1
        self._try("journal", event, self._journal, event, now)
        for command in self._try("handle", event, self._floor.handle, event, now) or ():
            self._try("carry out", command, self._hand_out, command, now)
        took_s = self._clock.now() - now
        self.longest_s = max(self.longest_s, took_s)
        self._slowest_s = max(self._slowest_s, took_s)

    def _try(self, deed: str, what: Event | Command, do: Callable[P, T], *with_: P.args, **named: P.kwargs) -> T | None:
        try:
            return do(*with_, **named)
        except Exception:
            self.failed += 1
            log.exception("could not %s %s", deed, type(what).__name__)
            return None

    def _hand_out(self, command: Command, now: float) -> None:
        match command:
            case Reply(asked=asked):
                if asked in self._asked:
                    self._asked[asked] = command
            case WakeMe(at=at, token=token):
                self._wake(at, token)
            case _:
                self.refused += isinstance(command, Record) and isinstance(command.row, Refused)
                self._carry_out(command, now)

    def _wake(self, at: float, token: str) -> None:
        loop = asyncio.get_running_loop()

        def ring() -> None:
            self._timers.discard(timer)
            self.put(TimerRang(token))

        timer = loop.call_at(self._clock.at_loop_time(at), ring)
        self._timers.add(timer)
