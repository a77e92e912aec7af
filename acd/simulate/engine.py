"""The world's clock: what callers, phones and shifts do, around whatever decides who is offered to whom.

Why a heap and not simpy. An event here costs one tuple on ``heapq`` and one call; a simpy process costs a generator, an
event object and several callbacks, about ten times as much, and the core's own timers (``WakeMe`` with a token) are
callbacks anyway, not processes. Equal instants must happen in a fixed order (first pushed, first done) for a run to
repeat to the bit, which the heap's sequence number says outright. Arrivals are drawn beforehand, in order, and never
enter the heap: they are merged with its top.

Times here begin at 0; a mind that wants another zero adds it.
"""

from heapq import heappop, heappush
from typing import Protocol

from acd.simulate.presence import Presence
from acd.simulate.tape import NOBODY, Fate, Tape
from acd.simulate.world import CANNOT, Case, ShiftChange

_DONE, _LEAVE, _WAKE, _PICK_UP, _MISS, _SHIFT, _RETRY = range(7)


class Mind(Protocol):
    """Who decides. It is told what happens, and says ``Engine.offer``. Told and asked at the engine's `now`."""

    def begin(self, engine: "Engine") -> None:
        """Before anything happens; the engine is whole."""

    def arrived(self, call: int) -> None: ...

    def left(self, call: int, agent: int) -> None:
        """A caller not yet connected is gone; `agent`'s phone was ringing for him, or ``NOBODY``'s."""

    def connected(self, call: int, agent: int) -> None: ...

    def done(self, call: int, agent: int, goes: bool) -> None:
        """The talk is over; the agent goes home with `goes`."""

    def missed(self, call: int, agent: int) -> None:
        """The agent's phone rang unanswered; the caller is there still."""

    def came(self, agent: int) -> None: ...

    def went(self, agent: int) -> None:
        """An idle agent went home."""

    def woken(self, token: object) -> None:
        """Answers ``Engine.wake``."""

    def wrap_s(self, call: int, agent: int) -> float:
        """How much of a handle time the mind itself keeps the agent wrapping up after ``done``."""


class Engine:
    """Runs one case under one mind, once; `tape` holds what happened."""

    def __init__(self, case: Case, mind: Mind) -> None:
        self.case, self.world, self.mind = case, case.world, mind
        self.tape = Tape(case)
        self.now = 0.0
        self.presence = Presence(case.world, self.tape.stays)
        self.busy = [False] * len(case.world.agents)  # ringing or talking
        self._heap: list[tuple[float, int, int, int, object]] = []
        self._pushed = 0
        self._ringing: dict[int, tuple[int, int]] = {}  # call -> (number of the ring, agent)
        self._open = 0  # lines in use
        self._ahead = 0  # shift changes and retrials to come
        self._noise = case.calls.noise

    def run(self) -> Tape:
        """Everything until the last caller is gone; a second call makes no sense."""
        arrivals, count, heap, place = self.tape.at, len(self.case.calls), self._heap, 0
        self.mind.begin(self)
        for change in self.world.shifts or self.presence.everybody():
            self._ahead += 1
            self._push(change.at_s, _SHIFT, 0, change)
        while True:
            if place < count and not (heap and heap[0][0] <= arrivals[place]):
                self.now = arrivals[place]
                self._arrive(place)
                place += 1
            elif heap and (self._open or self._ahead or place < count):
                at, _, what, call, more = heappop(heap)
                self.now = at
                if what == _DONE:
                    self._done(call, more)  # type: ignore[arg-type]
                elif what == _WAKE:
                    self.mind.woken(more)
                elif what == _LEAVE:
                    self._leave(call)
                else:
                    self._rarely(what, call, more)
            else:
                break
        self.tape.until = self.now
        self.presence.end(self.now)
        return self.tape

    # --- what a mind may say ---

    def wake(self, at: float, token: object) -> None:
        """Call ``Mind.woken(token)`` at `at`."""
        self._pushed += 1
        heappush(self._heap, (at, self._pushed, _WAKE, 0, token))

    def offer(self, call: int, agent: int, ring_s: float) -> None:
        """Ring a free agent's phone for a waiting call, for at most `ring_s`."""
        tape, pickup_s = self.tape, self.world.pickup_s
        tape.offers += 1
        self.busy[agent] = True
        if pickup_s == 0.0 and agent not in self.world.away:
            self._connect(call, agent)
            return
        self._ringing[call] = (tape.offers, agent)
        if agent in self.world.away or pickup_s >= ring_s:
            self._push(self.now + ring_s, _MISS, call, tape.offers)
        else:
            self._push(self.now + pickup_s, _PICK_UP, call, tape.offers)

    def stop(self, call: int) -> None:
        """Stop whatever rings for the call."""
        rung = self._ringing.pop(call, None)
        if rung is not None:
            self.busy[rung[1]] = False

    def send_away(self, call: int) -> None:
        """The mind has sent a waiting caller elsewhere."""
        self._go(call, Fate.SENT_AWAY)

    def is_waiting(self, call: int) -> bool:
        return self.tape.fate[call] is Fate.OPEN

    # --- what happens ---

    def _push(self, at: float, what: int, call: int, more: object) -> None:
        self._pushed += 1
        heappush(self._heap, (at, self._pushed, what, call, more))

    def _arrive(self, call: int) -> None:
        tape, world = self.tape, self.world
        if world.lines is not None and self._open >= world.lines:
            tape.fate[call], tape.gone[call] = Fate.BLOCKED, self.now
            return
        self._open += 1
        self.mind.arrived(call)
        if tape.fate[call] is Fate.OPEN:
            at = self.now + tape.patience[tape.first[call]]
            if at < float("inf"):
                self._push(at, _LEAVE, call, None)

    def _connect(self, call: int, agent: int) -> None:
        tape, now = self.tape, self.now
        handle_s = self.world.handle_s[tape.kind[call]][agent]
        if handle_s == CANNOT:  # a house's own rules brought the caller to another queue
            handle_s = self.world.base_s[tape.kind[call]]
        handle_s *= self._noise[tape.first[call]]
        wrap_s = self.mind.wrap_s(call, agent)
        over = now + (handle_s - wrap_s if handle_s > wrap_s else 0.0)
        tape.answered[call], tape.ended[call] = now, over + wrap_s
        tape.agent[call], tape.fate[call] = agent, Fate.ANSWERED
        self._pushed += 1
        heappush(self._heap, (over, self._pushed, _DONE, call, agent))
        self.mind.connected(call, agent)

    def _done(self, call: int, agent: int) -> None:
        self._open -= 1
        self.busy[agent] = False
        goes = self.presence.must_go(agent)
        if goes:
            self.presence.go(agent, self.now)
        self.mind.done(call, agent, goes)

    def _leave(self, call: int) -> None:
        if self.tape.fate[call] is Fate.OPEN:
            rung = self._ringing.get(call)
            self.stop(call)
            self._go(call, Fate.ABANDONED)
            self.mind.left(call, NOBODY if rung is None else rung[1])
            self._maybe_again(call)

    def _go(self, call: int, fate: Fate) -> None:
        self.tape.fate[call], self.tape.gone[call] = fate, self.now
        self._open -= 1

    def _maybe_again(self, call: int) -> None:
        """His chance, given that he calls again, makes a new uniform number for the next time."""
        retrial, tape = self.world.retrial, self.tape
        if retrial is not None and tape.chance[call] < retrial.chance:
            at = self.now + retrial.after_s
            self._ahead += 1
            self._push(at, _RETRY, tape.retry(call, at, tape.chance[call] / retrial.chance), None)

    def _rarely(self, what: int, call: int, more: object) -> None:
        if what == _SHIFT:
            self._ahead -= 1
            self._change_shift(more)  # type: ignore[arg-type]
        elif what == _RETRY:
            self._ahead -= 1
            self._arrive(call)
        else:
            self._phone(what, call, more)

    def _phone(self, what: int, call: int, number: object) -> None:
        rung = self._ringing.get(call)
        if rung is None or rung[0] != number:
            return
        del self._ringing[call]
        if what == _PICK_UP:
            self._connect(call, rung[1])
        else:
            self.tape.missed += 1
            self.busy[rung[1]] = False
            self.mind.missed(call, rung[1])

    def _change_shift(self, change: ShiftChange) -> None:
        comers, goers = self.presence.change(change, self.busy, self.now)
        for agent in goers:
            self.mind.went(agent)
        for agent in comers:
            self.mind.came(agent)
        if self.world.clears and not change.count:
            for call, fate in enumerate(self.tape.fate):
                if fate is Fate.OPEN and self.tape.at[call] <= self.now and not self._has_somebody(call):
                    self.stop(call)
                    self._go(call, Fate.SENT_AWAY)
                    self.mind.left(call, NOBODY)

    def _has_somebody(self, call: int) -> bool:
        groups = {self.world.group_of[agent] for agent in self.world.able[self.tape.kind[call]]}
        return any(self.presence.count[group] for group in groups)
