"""A model of FreeSWITCH's mod_callcenter. A model is a model: written from the source's mechanics, not measured.

One thread wakes every 100 ms, takes all waiting callers of all queues by score (how long they wait), and for each asks
for the agents of his queue in the strategy's order, tier level first; the first available one is rung. So callers of
all queues are served longest wait first, on the clock's tick. An agent who misses `MAX_NO_ANSWER` calls in a row is set
on break. Tier levels are the ranks: 0 for an agent's own business, 1 where he helps out (with ``levels``). Skills
beyond membership in a queue, and handle times, play no part there. The SQL's own cost, which stretches a tick on a
large floor, is not modelled.
"""

import random
from collections.abc import Callable

from acd.simulate.engine import Engine

TICK_S = 0.1
MAX_NO_ANSWER = 3
STRATEGIES = (
    "longest-idle-agent",
    "agent-with-least-talk-time",
    "agent-with-fewest-calls",
    "round-robin",
    "top-down",
    "random",
)


class CallCenter:
    def __init__(self, strategy: str, levels: bool, seed: int) -> None:
        self._strategy, self._levels = strategy, levels
        self._lot = random.Random(seed)  # noqa: S311

    def begin(self, engine: Engine) -> None:
        count = len(engine.world.agents)
        self._engine, self._tape, self._kinds_of = engine, engine.tape, engine.world.kinds_of
        self._rank = engine.world.rank if self._levels else [(0,) * count for _ in engine.world.kinds]
        self._free: list[dict[int, None]] = [{} for _ in engine.world.kinds]
        self._line: dict[int, None] = {}  # in order of arrival, so the longest wait is first
        self._last_end = [0.0] * count
        self._talked = [0.0] * count
        self._calls = [0] * count
        self._missed = [0] * count
        self._after = [-1] * len(engine.world.kinds)
        self._ticking, self._tick = False, 0
        self._order: dict[str, Callable[[int, int], float]] = {
            "longest-idle-agent": lambda _, agent: self._last_end[agent],
            "agent-with-least-talk-time": lambda _, agent: self._talked[agent],
            "agent-with-fewest-calls": lambda _, agent: self._calls[agent],
            "round-robin": lambda kind, agent: (agent - self._after[kind] - 1) % count,
            "top-down": lambda _, agent: agent,
            "random": lambda _, __: self._lot.random(),
        }

    def wrap_s(self, call: int, agent: int) -> float:  # noqa: ARG002
        return 0.0

    # --- happenings ---

    def arrived(self, call: int) -> None:
        self._line[call] = None
        self._next_tick()

    def left(self, call: int, agent: int) -> None:
        self._line.pop(call, None)
        if agent >= 0:
            self._take(agent)

    def connected(self, call: int, agent: int) -> None:
        self._calls[agent] += 1
        self._missed[agent] = 0
        self._talked[agent] += max(0.0, self._tape.ended[call] - self._tape.answered[call])

    def done(self, call: int, agent: int, goes: bool) -> None:  # noqa: ARG002
        self._last_end[agent] = self._engine.now
        if not goes:
            self._take(agent)

    def missed(self, call: int, agent: int) -> None:
        self._missed[agent] += 1
        if self._missed[agent] < MAX_NO_ANSWER:
            self._take(agent)
        self._line = dict.fromkeys(sorted((*self._line, call), key=self._tape.at.__getitem__))
        self._next_tick()

    def came(self, agent: int) -> None:
        self._take(agent)

    def went(self, agent: int) -> None:
        self._drop(agent)

    def woken(self, token: object) -> None:  # noqa: ARG002
        self._ticking = False
        for call in list(self._line):
            kind = self._tape.kind[call]
            if self._free[kind]:
                self._ring(call, kind)
        self._next_tick()

    # --- the thread ---

    def _next_tick(self) -> None:
        """Ticks when nobody waits change nothing and are left out."""
        if self._line and not self._ticking:
            self._ticking = True
            self._tick = max(self._tick, int(self._engine.now / TICK_S)) + 1
            self._engine.wake(self._tick * TICK_S, None)

    def _ring(self, call: int, kind: int) -> None:
        order, rank = self._order[self._strategy], self._rank[kind]
        agent = min(self._free[kind], key=lambda agent: (rank[agent], order(kind, agent)))
        self._after[kind] = agent
        del self._line[call]
        self._drop(agent)
        self._engine.offer(call, agent, self._engine.world.ring_s)

    def _take(self, agent: int) -> None:
        if self._engine.presence.is_in(agent):
            for kind in self._kinds_of[agent]:
                self._free[kind][agent] = None

    def _drop(self, agent: int) -> None:
        for kind in self._kinds_of[agent]:
            self._free[kind].pop(agent, None)
