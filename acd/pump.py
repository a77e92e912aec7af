"""The heartbeat: every event passes here, one after the other, and nothing inside waits.

stamp -> journal -> ``floor.handle`` -> hand the commands out, in order. An event that comes while another is handled (a
command's consequence) waits its turn in the inbox. Whoever asked for something gets its ``Reply`` as a future.
"""

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable

from acd.clock import Clock
from acd.core.commands import Command, Record, Reply, WakeMe
from acd.core.events import Event, TimerRang
from acd.core.floor import Floor
from acd.core.records import Refused

log = logging.getLogger(__name__)


class Pump:
    """`journal` and `carry_out` must not block; an exception of theirs is logged and the house goes on."""

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
        self._asked: dict[str, asyncio.Future[Reply]] = {}
        self._tokens = itertools.count(1)
        self._timers: set[asyncio.TimerHandle] = set()
        self.handled = 0
        self.refused = 0
        self.failed = 0
        self.longest_s = 0.0

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

    async def ask(self, make: Callable[[str], Event], deadline_s: float = 5.0) -> Reply:
        """Puts the event that `make` builds around a fresh token and returns its reply; a missing one is an error
        reply."""
        token = f"ask-{next(self._tokens)}"
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._asked[token] = answer
        try:
            self.put(make(token))
            return await asyncio.wait_for(answer, deadline_s)
        except TimeoutError:
            return Reply(token, ok=False, error="no answer from the floor")
        finally:
            self._asked.pop(token, None)

    def stop(self) -> None:
        """No timer rings any more."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _handle(self, event: Event) -> None:
        now = self._clock.now()
        self.handled += 1
        try:
            self._journal(event, now)
            commands = self._floor.handle(event, now)
        except Exception:
            self.failed += 1
            log.exception("the floor failed on %s", type(event).__name__)
            return
        for command in commands:
            try:
                self._hand_out(command, now)
            except Exception:
                self.failed += 1
                log.exception("could not carry out %s", type(command).__name__)
        self.longest_s = max(self.longest_s, self._clock.now() - now)

    def _hand_out(self, command: Command, now: float) -> None:
        match command:
            case Reply(asked=asked):
                answer = self._asked.pop(asked, None)
                if answer is not None and not answer.done():
                    answer.set_result(command)
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
