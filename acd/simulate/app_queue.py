"""A model of Asterisk's app_queue. A model is a model: it is written from the source's mechanics, not measured; the
same comparison on a real Asterisk is a bench of its own.

One queue a kind of call; an agent is a member of the queue of every kind he can serve. What is modelled:

- Each waiting caller has a thread that looks every second (``RECHECK``), at a phase of its own given by the instant he
  came. Nothing else moves the queue: an agent who becomes free idles until some caller's next look.
- At a look it is a caller's turn when fewer callers not yet being served stand before him than members are available;
  without `autofill`, and with ringall, one available member counts as the only one, and without `autofill` only the
  first caller in line has a turn at all.
- Then the best member by the strategy's metric is rung; with penalties the lowest penalty comes first (strict: the
  metric gets a million for each). ringall rings all available members of the lowest penalty at once.
- Nobody answers within `timeout`: the caller waits `retry` seconds before he looks again. The metrics forget a miss
  (so leastrecent and fewestcalls ring the same silent phone again); with `autopause` the member is paused for good.
- Metrics: rrmemory and rrordered go round from behind the member rung last (their orders differ: rrmemory's is that of
  a hash table, a fixed shuffle here), linear begins at the first member, or behind the one this caller rang last,
  random is random, wrandom multiplies its chance by penalty + 1, fewestcalls counts answered calls,
  leastrecent the whole seconds since the last call's end. Calls and last calls are kept per queue, as shipped.
- Not modelled: announcements, weights between queues, wrapuptime (handling includes it), joinempty and the like.
"""

import random
from dataclasses import dataclass

from acd.simulate.engine import Engine

RECHECK_S = 1.0
_NO_CALL = -1.0
STRATEGIES = ("ringall", "random", "rrmemory", "rrordered", "linear", "leastrecent", "fewestcalls", "wrandom")


@dataclass(frozen=True, slots=True)
class Settings:
    """queues.conf. The defaults are as shipped."""

    strategy: str = "ringall"
    penalties: bool = False
    autofill: bool = False
    retry_s: float = 5.0
    autopause: bool = False


class _Member:
    __slots__ = ("agent", "calls", "last_call", "penalty", "place")

    def __init__(self, agent: int, penalty: int, place: int) -> None:
        self.agent, self.penalty, self.place = agent, penalty, place
        self.calls, self.last_call = 0, _NO_CALL


class _Queue:
    __slots__ = ("line", "members", "next")

    def __init__(self, members: list[_Member]) -> None:
        self.members = members
        self.line: list[int] = []
        self.next = 0  # the place rrmemory begins at


class AppQueue:
    def __init__(self, settings: Settings, seed: int) -> None:
        self._set = settings
        self._lot = random.Random(seed)  # noqa: S311

    def begin(self, engine: Engine) -> None:
        world = engine.world
        self._engine = engine
        self._available = [False] * len(world.agents)
        self._paused = [False] * len(world.agents)
        self._pending: set[int] = set()  # callers whose calls ring
        self._rung: dict[int, list[_Member]] = {}
        self._linear: dict[int, int] = {}
        self._member: dict[tuple[int, int], _Member] = {}
        self._queues = [self._queue(kind) for kind in range(len(world.kinds))]

    def _queue(self, kind: int) -> _Queue:
        world = self._engine.world
        agents = list(world.able[kind])
        if self._set.strategy == "rrmemory":
            self._lot.shuffle(agents)
        ranks = world.rank[kind] if self._set.penalties else [0] * len(world.agents)
        members = [_Member(agent, ranks[agent], place) for place, agent in enumerate(agents)]
        self._member.update({(kind, each.agent): each for each in members})
        return _Queue(members)

    def wrap_s(self, call: int, agent: int) -> float:  # noqa: ARG002
        return 0.0

    # --- happenings ---

    def arrived(self, call: int) -> None:
        self._queues[self._engine.tape.kind[call]].line.append(call)
        self._look(call)

    def left(self, call: int, agent: int) -> None:  # noqa: ARG002
        self._queues[self._engine.tape.kind[call]].line.remove(call)
        self._pending.discard(call)
        self._linear.pop(call, None)
        for member in self._rung.pop(call, ()):
            self._free(member.agent)

    def connected(self, call: int, agent: int) -> None:
        kind = self._engine.tape.kind[call]
        self._queues[kind].line.remove(call)
        self._pending.discard(call)
        self._linear.pop(call, None)
        self._member[kind, agent].calls += 1
        for member in self._rung.pop(call, ()):
            if member.agent != agent:
                self._free(member.agent)

    def done(self, call: int, agent: int, goes: bool) -> None:
        self._member[self._engine.tape.kind[call], agent].last_call = float(int(self._engine.now))
        if not goes:
            self._free(agent)

    def missed(self, call: int, agent: int) -> None:  # noqa: ARG002
        self._pending.discard(call)
        for member in self._rung.pop(call, ()):
            if self._set.autopause:
                self._paused[member.agent] = True
            self._free(member.agent)
        self._engine.wake(self._engine.now + self._set.retry_s, call)

    def came(self, agent: int) -> None:
        self._free(agent)

    def went(self, agent: int) -> None:
        self._available[agent] = False

    def woken(self, token: object) -> None:
        if isinstance(token, int) and self._engine.is_waiting(token) and token not in self._pending:
            self._look(token)

    def _free(self, agent: int) -> None:
        self._available[agent] = not self._paused[agent] and self._engine.presence.is_in(agent)

    # --- one caller's look ---

    def _look(self, call: int) -> None:
        queue = self._queues[self._engine.tape.kind[call]]
        available = self._available
        free = [member for member in queue.members if available[member.agent]]
        if free and self._is_turn(queue, call, len(free)):
            self._ring(queue, call, free)
        else:
            self._engine.wake(self._engine.now + RECHECK_S, call)

    def _is_turn(self, queue: _Queue, call: int, free: int) -> bool:
        if not self._set.autofill:
            return queue.line[0] == call
        if self._set.strategy == "ringall":
            free = 1
        before = 0
        for other in queue.line:
            if other == call:
                return True
            if other not in self._pending:
                before += 1
                if before >= free:
                    return False
        return False

    def _ring(self, queue: _Queue, call: int, free: list[_Member]) -> None:
        away = self._engine.world.away
        if self._set.strategy == "ringall":
            lowest = min(member.penalty for member in free)
            rung = [member for member in free if member.penalty == lowest]
            at_hand = [member for member in rung if member.agent not in away]
            chosen = self._lot.choice(at_hand or rung)
        else:
            chosen = self._best(queue, call, free)
            rung = [chosen]
            queue.next = (chosen.place + 1) % len(queue.members)
            self._linear[call] = chosen.place + 1
        for member in rung:
            self._available[member.agent] = False
        self._pending.add(call)
        self._rung[call] = rung
        self._engine.offer(call, chosen.agent, self._engine.world.ring_s)

    def _best(self, queue: _Queue, call: int, free: list[_Member]) -> _Member:
        strategy, count = self._set.strategy, len(queue.members)
        if strategy == "wrandom":
            return min(free, key=lambda m: self._lot.random() * (1 + m.penalty))
        if strategy in ("rrmemory", "rrordered"):
            return min(free, key=lambda m: (m.penalty, (m.place - queue.next) % count))
        if strategy == "linear":
            begin = self._linear.get(call, 0)
            return min(free, key=lambda m: (m.penalty, (m.place - begin) % count))
        if strategy == "fewestcalls":
            return min(free, key=lambda m: (m.penalty, m.calls))
        if strategy == "leastrecent":
            return min(free, key=lambda m: (m.penalty, m.last_call))
        return min(free, key=lambda m: (m.penalty, self._lot.random()))
