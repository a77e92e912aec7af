"""A shop that runs app_queue, as a model: one queue, callers in order, looked at once a second as app_queue does, told
as facts. What it does is known exactly, so what is reported of it can be checked."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from acd.shadow import facts as f

START = 1_700_000_000.0
QUEUE = "support"


@dataclass
class Model:
    """`speeds`: each agent's mean handle time (s). Those in `deaf` never pick up; a phone rings `ring_s` in vain."""

    speeds: dict[str, float]
    per_hour: float
    hours: float
    seed: int
    patience_s: float = 120.0
    deaf: frozenset[str] = frozenset()
    ring_s: float = 15.0
    found: list[f.Fact] = field(default_factory=list)

    def facts(self) -> list[f.Fact]:
        lot = random.Random(self.seed)
        self.found.append(f.QueueSeen(START, QUEUE, "rrmemory", (), tuple(self.speeds)))
        self.found += [f.AgentSeated(START, QUEUE, agent, agent, 0, False, True, False) for agent in self.speeds]
        arrivals = list(self._arrivals(lot))
        waiting: list[tuple[float, str, float]] = []
        free, ends = list(self.speeds), dict.fromkeys(self.speeds, 0.0)
        now = START
        while arrivals or waiting or len(free) < len(self.speeds):
            now += 1.0
            free += sorted((a for a in self.speeds if a not in free and ends[a] <= now), key=ends.__getitem__)
            while arrivals and arrivals[0][0] <= now:
                waiting.append(arrivals.pop(0))
            waiting = [each for each in waiting if not self._gives_up(each, now)]
            while waiting and free:
                self._bring(waiting, free, ends, now, lot)
        self.found.sort(key=lambda fact: fact.at)
        return self.found

    def _arrivals(self, lot: random.Random) -> Iterator[tuple[float, str, float]]:
        at, number = START, 0
        while (at := at + lot.expovariate(self.per_hour / 3600)) < START + 3600 * self.hours:
            number += 1
            self.found.append(f.CallerJoined(at, QUEUE, f"{START:.0f}.{number}", 1))
            yield at, f"{START:.0f}.{number}", lot.expovariate(1 / self.patience_s)

    def _gives_up(self, caller: tuple[float, str, float], now: float) -> bool:
        joined, name, patience_s = caller
        if joined + patience_s > now:
            return False
        self.found.append(f.CallerAbandoned(joined + patience_s, QUEUE, name))
        return True

    def _bring(
        self,
        waiting: list[tuple[float, str, float]],
        free: list[str],
        ends: dict[str, float],
        now: float,
        lot: random.Random,
    ) -> None:
        agent, (joined, name, patience_s) = free.pop(0), waiting.pop(0)
        self.found.append(f.AgentRung(now, QUEUE, name, agent))
        if agent in self.deaf:
            missed = now + self.ring_s
            ends[agent] = missed
            if joined + patience_s < missed:
                self.found.append(f.CallerAbandoned(joined + patience_s, QUEUE, name))
                return
            self.found.append(f.RingMissed(missed, QUEUE, name, agent, self.ring_s))
            waiting.insert(0, (joined, name, patience_s))
            return
        ends[agent] = now + lot.expovariate(1 / self.speeds[agent])
        self.found.append(f.AgentConnected(now, QUEUE, name, agent, 0))
        self.found.append(f.TalkEnded(ends[agent], QUEUE, name, agent, 0))
