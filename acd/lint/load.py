"""Queues that cannot meet their objective in some hours of the week, by Erlang A, with the agents usually at work.

A bound, not a forecast: each queue is given all agents who may ever serve it, its needs fully relaxed, as if they
served nobody else, and queues that share agents are also looked at as one, everybody able to serve every call. The real
house does worse, so what is told here holds. Arrivals are the mean of an hour of the week over the weeks seen, agents
likewise, to the nearest whole one. Where nobody ever gave up nothing is known of patience, and callers wait
for ever.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from acd.config.settings import Settings
from acd.core.erlang import Target, agents_needed, load, predict
from acd.core.roster import QueueRules
from acd.core.routing.needs import at_entry
from acd.lint import week
from acd.lint.demands import holders, relaxed
from acd.lint.finding import Finding, of_queue
from acd.lint.history import History

SHARE: Final = 0.8
"""Of all calls, to be answered within the queue's service_level_s: the usual objective."""
SURE_SD: Final = 1.64
"""Standard deviations below the calls seen (Poisson's, their root) of which one can be sure, nineteen times in twenty:
by those an hour is judged, so that a few busy weeks are not told as a rule."""


@dataclass(frozen=True, slots=True)
class _Hour:
    """One hour of the week of one queue, or of several as one. `patience_s` None: unknown."""

    slot: int
    agents: int
    per_hour: float
    surely_per_hour: float
    handle_s: float
    patience_s: float | None
    within_s: float

    @property
    def service_level(self) -> float:
        return self._at(self.per_hour)

    @property
    def is_late(self) -> bool:
        return self._at(self.surely_per_hour) < SHARE

    def _at(self, per_hour: float) -> float:
        return predict(self.agents, per_hour, self.handle_s, self.patience_s, self.within_s).service_level


def overloaded(settings: Settings, history: History) -> Iterator[Finding]:
    """A finding for each queue, then one for each group of queues, for the hours in which none of its queues was told
    of."""
    office = _Office(settings, history)
    told: dict[str, set[int]] = {}
    for name in settings.roster.queues:
        late = _late(office.hours([name]))
        told[name] = {hour.slot for hour in late}
        if late:
            yield _finding(settings, [name], late)
    for group in office.groups():
        known = set().union(*(told[name] for name in group))
        late = [hour for hour in _late(office.hours(group)) if hour.slot not in known]
        if late:
            yield _finding(settings, group, late)


def _late(hours: Sequence[_Hour]) -> list[_Hour]:
    return [hour for hour in hours if hour.is_late]


def _finding(settings: Settings, queues: list[str], late: list[_Hour]) -> Finding:
    worst = min(late, key=lambda hour: (hour.service_level, -hour.per_hour))
    needed = agents_needed(Target(SHARE, worst.within_s), worst.per_hour, worst.handle_s, worst.patience_s)
    who = f"queue {queues[0]}" if len(queues) == 1 else f"queues {', '.join(queues)} together"
    agents = f"{worst.agents} agent{'' if worst.agents == 1 else 's'} usually at work"
    return of_queue(
        settings,
        queues[0],
        "service_level_s",
        f"{who} cannot answer {SHARE:.0%} of calls within {worst.within_s:g} s {week.named(h.slot for h in late)}",
        f"at worst, {week.named([worst.slot])}, {worst.per_hour:.1f} calls an hour of {worst.handle_s:.0f} s each "
        f"({load(worst.per_hour, worst.handle_s):.1f} erlangs) meet {agents}: {worst.service_level:.0%} in time, even "
        "if these agents serve nobody else",
        f"{needed} agents would do then; or lower what the queue needs, or set a longer service_level_s",
    )


class _Office:
    """The history by hours of the week."""

    def __init__(self, settings: Settings, history: History) -> None:
        self._queues, self._history = settings.roster.queues, history
        agents = settings.roster.agents.values()
        self._able = {
            name: frozenset(agent.id for agent in holders(agents, relaxed(rules, at_entry(rules.needs))))
            for name, rules in self._queues.items()
        }
        self._at_work_s: defaultdict[tuple[str, int], float] = defaultdict(float)
        for shift in history.shifts:
            for slot, seconds in week.overlaps(shift.since, shift.until, history.zone).items():
                self._at_work_s[shift.agent, slot] += seconds
        self._calls: dict[str, Counter[int]] = {name: Counter() for name in self._queues}
        for call in history.calls:
            if call.queue in self._calls:
                self._calls[call.queue][week.slot(call.at, history.zone)] += 1

    def groups(self) -> list[list[str]]:
        """Queues that share agents, directly or by others between, where there are several."""
        groups: list[tuple[set[str], set[str]]] = []
        for name, able in self._able.items():
            names, agents = {name}, set(able)
            apart = []
            for other in groups:
                if agents & other[1]:
                    names, agents = names | other[0], agents | other[1]
                else:
                    apart.append(other)
            groups = [*apart, (names, agents)]
        return [sorted(names) for names, _ in groups if len(names) > 1]

    def hours(self, queues: Sequence[str]) -> list[_Hour]:
        """In order; hours with so few calls that nothing is sure, or with nobody at work at all (see ``coverage``), are
        left out."""
        calls = Counter[int]()
        for queue in queues:
            calls.update(self._calls[queue])
        able = frozenset[str]().union(*(self._able[queue] for queue in queues))
        found = (self._hour(slot, queues, able) for slot in sorted(calls))
        return [hour for hour in found if hour is not None]

    def _hour(self, slot: int, queues: Sequence[str], able: frozenset[str]) -> _Hour | None:
        seen_s = self._history.seen_s.get(slot, 0.0)
        at_work_s = sum(self._at_work_s.get((agent, slot), 0.0) for agent in able)
        agents = round(at_work_s / seen_s) if seen_s else 0
        shares = {queue: float(self._calls[queue][slot]) for queue in queues}
        calls = sum(shares.values())
        surely = calls - SURE_SD * calls**0.5
        if not agents or surely <= 0:
            return None
        patience = {queue: self._patience_s(queue) for queue in queues if shares[queue]}
        known = {queue: seconds for queue, seconds in patience.items() if seconds is not None}
        return _Hour(
            slot,
            agents,
            per_hour=calls * week.HOUR_S / seen_s,
            surely_per_hour=surely * week.HOUR_S / seen_s,
            handle_s=_mean({queue: self._handle_s(self._queues[queue]) for queue in queues}, shares),
            patience_s=_mean(known, shares) if len(known) == len(patience) else None,
            within_s=max(self._queues[queue].service_level_s for queue in queues),
        )

    def _handle_s(self, rules: QueueRules) -> float:
        work = self._history.work.get(rules.name)
        return rules.handle_s if work is None or not work.handle_s else work.handle_s

    def _patience_s(self, queue: str) -> float | None:
        work = self._history.work.get(queue)
        return None if work is None or not work.patience_s else work.patience_s


def _mean(values: Mapping[str, float], shares: Mapping[str, float]) -> float:
    total = sum(shares[name] for name in values)
    return sum(value * shares[name] for name, value in values.items()) / total
