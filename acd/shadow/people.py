"""The people of an observed day: each caller's stay in a queue and each agent's standing, as far as was heard."""

from dataclasses import dataclass, field
from enum import StrEnum


class Rang(StrEnum):
    """How a ring ended."""

    ON = "ringing"
    ANSWERED = "answered"
    MISSED = "missed"
    STOPPED = "stopped"  # somebody else answered, or the caller left


@dataclass(slots=True)
class Ring:
    """One phone rung for one caller. `skipped`: why our rules would not have rung it; empty if they might have."""

    queue: str
    caller: str
    agent: str
    at: float
    skipped: str = ""
    until: float | None = None
    result: Rang = Rang.ON


class Fate(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    LEFT = "left otherwise"  # a time-out, a key, an empty queue
    UNKNOWN = "unknown"  # the watch was lost meanwhile, or ended


@dataclass(slots=True)
class Stay:
    """One caller in one queue. `waited_s` splits into `answered_ring_s` (the ring that was answered), `missed_ring_s`
    (others), `idle_s` (an agent was free and nobody was rung for him) and the rest: everybody was busy.

    `is_whole` is False where he was there before the watch began: no figure is made of such a stay. `overtaken` counts
    the callers of his queue who joined after him and were connected before.
    """

    caller: str
    queue: str
    joined: float
    is_whole: bool = True
    fate: Fate = Fate.WAITING
    until: float | None = None  # when the wait was over
    agent: str | None = None
    ended: float | None = None
    rings: list[Ring] = field(default_factory=list)
    ringing: int = 0
    rung_s: float = 0.0
    idle_s: float = 0.0
    overtaken: int = 0
    wished: str | None = None  # whom our Floor would have chosen, where there was a choice

    @property
    def is_waiting(self) -> bool:
        return self.fate is Fate.WAITING

    @property
    def waited_s(self) -> float:
        return max(0.0, (self.until or self.joined) - self.joined)

    @property
    def answered_ring_s(self) -> float:
        answered = next((ring for ring in self.rings if ring.result is Rang.ANSWERED), None)
        return 0.0 if answered is None or self.until is None else max(0.0, self.until - answered.at)

    @property
    def missed_ring_s(self) -> float:
        return max(0.0, self.rung_s - self.answered_ring_s)

    @property
    def busy_s(self) -> float:
        return max(0.0, self.waited_s - self.rung_s - self.idle_s)

    @property
    def handle_s(self) -> float | None:
        if self.fate is not Fate.ANSWERED or self.ended is None or self.until is None:
            return None
        return self.ended - self.until


@dataclass(slots=True)
class Seat:
    """An agent as a member of one queue."""

    penalty: int = 0
    is_paused: bool = False
    is_reachable: bool = True
    is_busy: bool = False
    wrap_s: float = 0.0


@dataclass(slots=True)
class Worker:
    """One agent. `there` are the spans in which he could serve: seated, reachable, not paused, on no other call."""

    id: str
    name: str
    seats: dict[str, Seat] = field(default_factory=dict)
    talking: Stay | None = None
    ringing: int = 0
    free_from: float = 0.0  # wrap-up after his last call is over
    idle_since: float = 0.0
    unserved_since: float | None = None  # free while a caller waited that nobody was rung for
    is_fresh: bool = False  # that began when his own call, and wrap-up, was over
    misses: list[float] = field(default_factory=list)  # since he last answered
    rings: list[Ring] = field(default_factory=list)
    there: list[tuple[float, float]] = field(default_factory=list)
    there_since: float | None = None

    def hang_up(self) -> None:
        """What kept his phone busy was the queue's own call, and is over; the phone says so, too, in a moment."""
        self.talking = None
        for seat in self.seats.values():
            seat.is_busy = False

    def may_serve(self, queue: str) -> bool:
        seat = self.seats.get(queue)
        return seat is not None and not seat.is_paused and seat.is_reachable

    def is_free(self, queue: str, now: float) -> bool:
        if self.talking is not None or self.ringing or now < self.free_from:
            return False
        return self.may_serve(queue) and not self.seats[queue].is_busy

    def is_there(self) -> bool:
        """In a call of the queue, or able to get one."""
        if self.talking is not None or self.ringing:
            return True
        return any(self.may_serve(queue) and not seat.is_busy for queue, seat in self.seats.items())

    def step(self, now: float) -> None:
        """Note where he came or went."""
        if self.is_there():
            self.there_since = now if self.there_since is None else self.there_since
        elif self.there_since is not None:
            self.there.append((self.there_since, now))
            self.there_since = None
