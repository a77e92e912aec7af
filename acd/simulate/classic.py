"""Textbook rules, event-driven: a call that comes picks an agent, an agent who frees picks a call, at once.

- longest-idle: the longest idle agent; the longest waiting call.
- fastest-first: the agent quickest at this call (fastest server first); the longest waiting call.
- generalised-c-mu: the quickest agent; the call with the highest ``wait * mu_kj``, which is the generalised c-mu rule
  under a quadratic cost of waiting (van Mieghem 1995).
- queue-idleness-ratio: queues and idle agents are held in fixed proportions (Gurvich & Whitt 2009): the agent who frees
  serves the kind whose line is longest beyond its share of all traffic, a call takes an agent of the set (agents of
  equal skills) that has most idle beyond its share of all agents, the longest idle one in it.
- random: any free agent; the longest waiting call.
- preferred-groups: own agents before helpers, longest idle first; the longest waiting call.

An agent whose phone was not answered is paused, the call goes to the next.
"""

import random
from collections import deque

from acd.simulate.engine import Engine

RULES = ("longest-idle", "fastest-first", "generalised-c-mu", "queue-idleness-ratio", "random", "preferred-groups")


class Classic:
    def __init__(self, rule: str, seed: int) -> None:
        self._rule = rule
        self._lot = random.Random(seed)  # noqa: S311

    def begin(self, engine: Engine) -> None:
        world = engine.world
        self._engine, self._tape, self._world = engine, engine.tape, world
        self._kinds_of, self._handle_s = world.kinds_of, world.handle_s
        self._lines: list[deque[int]] = [deque() for _ in world.kinds]
        self._free: list[dict[int, None]] = [{} for _ in world.kinds]  # longest idle first
        total = sum(world.rate) or 1.0
        self._share = [rate / total for rate in world.rate]
        sets = sorted(set(world.kinds_of))
        self._set_of = [sets.index(kinds) for kinds in world.kinds_of]
        self._set_share = [self._set_of.count(each) / len(self._set_of) for each in range(len(sets))]
        self._idle = [0] * len(sets)

    def wrap_s(self, call: int, agent: int) -> float:  # noqa: ARG002
        return 0.0

    # --- happenings ---

    def arrived(self, call: int) -> None:
        kind = self._tape.kind[call]
        if self._free[kind]:
            self._ring(call, self._agent_for(kind))
        else:
            self._lines[kind].append(call)

    def left(self, call: int, agent: int) -> None:
        if agent >= 0:
            self._take(agent)
        else:
            self._lines[self._tape.kind[call]].remove(call)

    def connected(self, call: int, agent: int) -> None: ...

    def done(self, call: int, agent: int, goes: bool) -> None:  # noqa: ARG002
        if not goes:
            self._take(agent)

    def missed(self, call: int, agent: int) -> None:  # noqa: ARG002
        kind = self._tape.kind[call]
        if self._free[kind]:
            self._ring(call, self._agent_for(kind))
        else:
            self._lines[kind].appendleft(call)

    def came(self, agent: int) -> None:
        self._take(agent)

    def went(self, agent: int) -> None:
        self._drop(agent)

    def woken(self, token: object) -> None: ...

    def _take(self, agent: int) -> None:
        """An agent is free: a call for him, or he is idle."""
        if not self._engine.presence.is_in(agent):
            return
        kind = self._kind_for(agent)
        if kind is not None:
            self._engine.offer(self._lines[kind].popleft(), agent, self._world.ring_s)
            return
        self._idle[self._set_of[agent]] += 1
        for each in self._kinds_of[agent]:
            self._free[each][agent] = None

    def _drop(self, agent: int) -> None:
        self._idle[self._set_of[agent]] -= 1
        for kind in self._kinds_of[agent]:
            del self._free[kind][agent]

    def _ring(self, call: int, agent: int) -> None:
        self._drop(agent)
        self._engine.offer(call, agent, self._world.ring_s)

    # --- the rules ---

    def _agent_for(self, kind: int) -> int:
        free, rule = self._free[kind], self._rule
        if rule in ("fastest-first", "generalised-c-mu"):
            return min(free, key=self._handle_s[kind].__getitem__)
        if rule == "random":
            return self._lot.choice(list(free))
        if rule == "preferred-groups":
            return min(free, key=self._world.rank[kind].__getitem__)
        if rule == "queue-idleness-ratio":
            total = sum(self._idle)
            surplus = [idle - share * total for idle, share in zip(self._idle, self._set_share, strict=True)]
            return max(free, key=lambda agent: surplus[self._set_of[agent]])
        return next(iter(free))

    def _kind_for(self, agent: int) -> int | None:
        kinds = [kind for kind in self._kinds_of[agent] if self._lines[kind]]
        if len(kinds) < 2:
            return kinds[0] if kinds else None
        at, now = self._tape.at, self._engine.now
        if self._rule == "generalised-c-mu":
            return max(kinds, key=lambda kind: (now - at[self._lines[kind][0]]) / self._handle_s[kind][agent])
        if self._rule == "queue-idleness-ratio":
            total = sum(map(len, self._lines))
            return max(kinds, key=lambda kind: len(self._lines[kind]) - self._share[kind] * total)
        return min(kinds, key=lambda kind: at[self._lines[kind][0]])
