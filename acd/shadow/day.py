"""The observed day: facts in, what happened and what it cost out. Pure.

Facts may come twice, out of order, or not at all: a fact that fits nothing changes nothing, and time never goes back.
What a caller waited for is known second by second, by looking at every change who waits unserved and who is free: the
oldest caller first is given the free agent who has been idle longest, and nobody twice.
"""

from collections.abc import Callable
from heapq import heappop, heappush

from acd.core.roster import Cooldowns
from acd.shadow import facts as f
from acd.shadow.people import Fate, Rang, Ring, Seat, Stay, Worker

RULES = Cooldowns()
GRACE_S = 2.0  # a caller who left the line is connected within that, or was not to be
JITTER_S = 1.0  # events of one moment may be written in another order


class Day:
    """`knows_seats`: who is a member and free is told (not so in a queue_log). `wrap_s`: app_queue's own
    ``wrapuptime``, which AMI does not tell where it is the queue's. `on_ring` is told of a call about to be rung for
    while the day still stands as it was before, `on_over` of a wait that has ended, `on_talked` of a talk."""

    def __init__(
        self,
        *,
        knows_seats: bool = True,
        wrap_s: float = 0.0,
        on_ring: Callable[["Day", Stay, Worker], None] = lambda *_: None,
        on_over: Callable[[Stay], None] = lambda _: None,
        on_talked: Callable[[Stay], None] = lambda _: None,
    ) -> None:
        self.knows_seats = knows_seats
        self.wrap_s = wrap_s
        self.began: float | None = None
        self.now = 0.0
        self.strategies: dict[str, str] = {}
        self.stays: list[Stay] = []
        self.rings: list[Ring] = []
        self.workers: dict[str, Worker] = {}
        self.reactions_s: list[float] = []
        self.lost_s = 0.0
        self._lost_at: float | None = None
        self._waiting: dict[tuple[str, str], Stay] = {}
        self._leaving: dict[tuple[str, str], Stay] = {}
        self._last_join: dict[tuple[str, str], float] = {}
        self._changed: set[str] = set()  # agents, by the fact in hand
        self._unserving: set[str] = set()  # agents free beside a caller nobody is rung for
        self._wraps: list[float] = []  # when wrap-ups end
        self._on_ring = on_ring
        self._on_over = on_over
        self._on_talked = on_talked

    @property
    def waiting(self) -> list[Stay]:
        """Oldest first."""
        return sorted(self._waiting.values(), key=lambda stay: stay.joined)

    def take(self, fact: f.Fact) -> None:
        at = fact.at if self.began is None or isinstance(fact, f.CallerJoined) else max(fact.at, self.now)
        if self.began is None:
            self.began = self.now = at
        self._pass_to(max(at, self.now))
        _STEPS[type(fact)](self, fact, at)
        self._look()

    def close(self, now: float) -> None:
        """The watch is over: who still waits is of unknown fate."""
        self._pass_to(max(now, self.now))
        self._settle(self.now + 2 * GRACE_S)
        for stay in list(self._waiting.values()):
            self._over(stay, Fate.UNKNOWN)
        for worker in self.workers.values():
            if worker.there_since is not None:
                worker.there.append((worker.there_since, self.now))
                worker.there_since = None

    def free(self) -> list[Worker]:
        """Longest idle first."""
        free = [w for w in self.workers.values() if any(w.is_free(queue, self.now) for queue in w.seats)]
        return sorted(free, key=lambda worker: (worker.idle_since, worker.id))

    # --- time ---

    def _pass_to(self, now: float) -> None:
        """Everybody who ends his wrap-up on the way is free from then on."""
        while self._wraps and self._wraps[0] < now:
            self._spend(max(self.now, heappop(self._wraps)))
            self._look()
        self._spend(now)
        self._settle(now)

    def _spend(self, now: float) -> None:
        """The seconds since the last change, to each caller's account."""
        gone = now - self.now
        if gone > 0 and self._lost_at is None:
            served = self._served() if self.knows_seats else {}
            for key, stay in self._waiting.items():
                stay.rung_s += gone if stay.ringing else 0.0
                stay.idle_s += gone if key in served else 0.0
        self.now = now

    def _served(self) -> dict[tuple[str, str], Worker]:
        """Whom a router that never lets anybody wait needlessly would have rung for whom."""
        unrung = [(key, stay) for key, stay in self._waiting.items() if not stay.ringing]
        if not unrung:
            return {}
        free, found = self.free(), {}
        for key, stay in sorted(unrung, key=lambda each: each[1].joined):
            worker = next((each for each in free if each.is_free(stay.queue, self.now)), None)
            if worker is not None:
                found[key] = worker
                free.remove(worker)
        return found

    def _look(self) -> None:
        """After a change: who is free beside an unserved caller, and since when."""
        for agent in self._changed:
            self.workers[agent].step(self.now)
        self._changed.clear()
        if not self.knows_seats:
            return
        needed = {worker.id for worker in self._served().values()}
        for agent in self._unserving - needed:
            self.workers[agent].unserved_since = None
        for agent in needed - self._unserving:
            worker = self.workers[agent]
            worker.unserved_since, worker.is_fresh = self.now, worker.free_from >= self.now
        self._unserving = needed

    def _settle(self, now: float) -> None:
        """A caller who left the line and was not connected at once left otherwise."""
        for key, stay in list(self._leaving.items()):
            if now > (stay.until or 0.0) + GRACE_S:
                del self._leaving[key]
                self._end(stay, Fate.LEFT)

    # --- callers ---

    def _joined(self, fact: f.CallerJoined, at: float) -> None:
        key = (fact.queue, fact.caller)
        if key in self._waiting or key in self._leaving or at <= self._last_join.get(key, -1.0):
            return
        self._last_join[key] = at
        stay = Stay(fact.caller, fact.queue, min(at, self.now))
        stay.is_whole = at >= self.now - JITTER_S
        self._waiting[key] = stay
        self.stays.append(stay)

    def _left(self, fact: f.CallerLeft, at: float) -> None:
        stay = self._waiting.pop((fact.queue, fact.caller), None)
        if stay is not None:
            stay.until = at
            self._leaving[fact.queue, fact.caller] = stay

    def _abandoned(self, fact: f.CallerAbandoned, at: float) -> None:
        stay = self._waiting.get((fact.queue, fact.caller)) or self._leaving.get((fact.queue, fact.caller))
        if stay is not None:
            stay.until = at
            self._over(stay, Fate.ABANDONED)

    def _over(self, stay: Stay, fate: Fate) -> None:
        self._waiting.pop((stay.queue, stay.caller), None)
        self._leaving.pop((stay.queue, stay.caller), None)
        self._end(stay, fate)

    def _end(self, stay: Stay, fate: Fate) -> None:
        stay.fate, stay.until = fate, self.now if stay.until is None else stay.until
        for ring in stay.rings:
            self._end_ring(stay, ring, Rang.STOPPED)
        self._on_over(stay)

    # --- rings ---

    def _rung(self, fact: f.AgentRung, at: float) -> None:
        stay = self._waiting.get((fact.queue, fact.caller))
        if stay is None or any(ring.agent == fact.agent and ring.result is Rang.ON for ring in stay.rings):
            return
        worker = self._worker(fact.agent)
        worker.hang_up()
        if not stay.ringing:
            self._on_ring(self, stay, worker)
        if worker.unserved_since is not None and worker.is_fresh:
            self.reactions_s.append(at - worker.unserved_since)
        ring = Ring(fact.queue, fact.caller, fact.agent, at, self._skip(stay, worker, at))
        stay.rings.append(ring)
        worker.rings.append(ring)
        self.rings.append(ring)
        stay.ringing += 1
        worker.ringing += 1

    def _skip(self, stay: Stay, worker: Worker, at: float) -> str:
        if any(ring.agent == worker.id and ring.result is Rang.MISSED for ring in stay.rings):
            return "missed this call already"
        if len(worker.misses) >= RULES.strikes:
            return f"missed {RULES.strikes} calls in a row"
        if worker.misses and at - worker.misses[-1] < RULES.no_answer_s:
            return f"missed a call less than {RULES.no_answer_s:g} s ago"
        return ""

    def _missed(self, fact: f.RingMissed, at: float) -> None:
        worker = self._worker(fact.agent)
        ring = next((r for r in worker.rings[-8:] if r.caller == fact.caller and r.result is Rang.ON), None)
        stay = self._waiting.get((fact.queue, fact.caller))
        if ring is None or stay is None:
            return
        worker.misses.append(at)
        self._end_ring(stay, ring, Rang.MISSED)

    def _end_ring(self, stay: Stay, ring: Ring, result: Rang) -> None:
        if ring.result is not Rang.ON:
            return
        ring.result, ring.until = result, self.now
        stay.ringing -= 1
        worker = self._worker(ring.agent)
        worker.ringing -= 1
        worker.idle_since = self.now if result is Rang.ANSWERED else worker.idle_since

    # --- talks ---

    def _connected(self, fact: f.AgentConnected, at: float) -> None:
        key = (fact.queue, fact.caller)
        stay = self._waiting.get(key) or self._leaving.get(key)
        if stay is None:
            return
        worker = self._worker(fact.agent)
        if not any(ring.agent == fact.agent and ring.result is Rang.ON for ring in stay.rings):
            self._waiting[key] = stay
            self._rung(f.AgentRung(at, *key, fact.agent), at)
        for other in self._waiting.values():
            other.overtaken += other.queue == stay.queue and other.joined < stay.joined
        stay.agent, stay.until = fact.agent, at
        for ring in stay.rings:
            if ring.agent == fact.agent:
                self._end_ring(stay, ring, Rang.ANSWERED)
        worker.misses.clear()
        worker.talking = stay
        self._over(stay, Fate.ANSWERED)

    def _talk_ended(self, fact: f.TalkEnded, at: float) -> None:
        worker = self._worker(fact.agent)
        talking = worker.talking
        if talking is None or talking.queue != fact.queue or fact.caller not in ("", talking.caller):
            return
        talking.ended = at
        self._on_talked(talking)
        seat = worker.seats.get(fact.queue)
        worker.hang_up()
        worker.free_from = worker.idle_since = at + max(self.wrap_s, seat.wrap_s if seat is not None else 0.0)
        if worker.free_from > at:
            heappush(self._wraps, worker.free_from)

    # --- agents ---

    def _worker(self, agent: str) -> Worker:
        self._changed.add(agent)
        if agent not in self.workers:
            self.workers[agent] = Worker(agent, agent, idle_since=self.now)
        return self.workers[agent]

    def _seated(self, fact: f.AgentSeated, at: float) -> None:
        worker = self._worker(fact.agent)
        was_free = fact.queue in worker.seats and worker.is_free(fact.queue, self.now)
        # The phone's state of our own ring or call tells nothing that the call does not.
        own = worker.talking is not None or worker.ringing > 0
        is_busy = fact.is_busy and not own
        worker.name = fact.name or fact.agent
        worker.seats[fact.queue] = Seat(fact.penalty, fact.is_paused, fact.is_reachable, is_busy, fact.wrap_s)
        if worker.is_free(fact.queue, self.now) and not was_free:
            worker.idle_since = max(at, worker.free_from)

    def _unseated(self, fact: f.AgentUnseated, _: float) -> None:
        self._worker(fact.agent).seats.pop(fact.queue, None)

    # --- the watch ---

    def _seen(self, fact: f.QueueSeen, at: float) -> None:
        if self._lost_at is not None:
            self.lost_s += at - self._lost_at
            self._lost_at = None
        self.strategies[fact.queue] = fact.strategy
        for (queue, caller), stay in list(self._waiting.items()):
            if queue == fact.queue and caller not in fact.waiting:
                self._over(stay, Fate.UNKNOWN)
        for worker in self.workers.values():
            if worker.id not in fact.agents:
                self._worker(worker.id).seats.pop(fact.queue, None)

    def _watch_lost(self, _: f.WatchLost, at: float) -> None:
        self._lost_at = at if self._lost_at is None else self._lost_at
        for stay in self._waiting.values():
            stay.is_whole = False
        for worker in self.workers.values():
            self._worker(worker.id).talking = None  # its end may not be heard


_STEPS: dict[type, Callable[..., None]] = {
    f.QueueSeen: Day._seen,
    f.WatchLost: Day._watch_lost,
    f.AgentSeated: Day._seated,
    f.AgentUnseated: Day._unseated,
    f.CallerJoined: Day._joined,
    f.CallerLeft: Day._left,
    f.CallerAbandoned: Day._abandoned,
    f.AgentRung: Day._rung,
    f.RingMissed: Day._missed,
    f.AgentConnected: Day._connected,
    f.TalkEnded: Day._talk_ended,
}
