"""Hours of the week in which calls came and nobody who could serve them was at work.

Each call is looked at for itself, at the instant it came; the agents' skills and the queues' needs are those of the
configuration that is checked.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Final

from acd.config.settings import Settings
from acd.core.routing.needs import Needs, at_entry
from acd.lint import week
from acd.lint.demands import holders, in_words
from acd.lint.finding import Finding, of_queue
from acd.lint.history import History

LEAST_CALLS: Final = 2
"""In an hour of the week that found nobody: one may be chance."""
LEAST_SHARE: Final = 0.5
"""Of an hour's calls: less is somebody who came a little late."""


def uncovered(settings: Settings, history: History) -> Iterator[Finding]:
    """A finding for each queue, PBX and skill, or skills, that was not there."""
    presence = _Presence(settings, history)
    total: Counter[tuple[str, str, int]] = Counter()
    lost: Counter[tuple[str, str, Needs, int]] = Counter()
    for call in history.calls:
        rules = settings.roster.queues.get(call.queue)
        if rules is None:
            continue
        slot = week.slot(call.at, history.zone)
        total[call.queue, call.pbx, slot] += 1
        for needs in presence.lacking(at_entry(rules.needs), call.pbx, call.at):
            lost[call.queue, call.pbx, needs, slot] += 1
    found: dict[tuple[str, str, Needs], list[int]] = {}
    for (queue, pbx, needs, slot), count in lost.items():
        if count >= LEAST_CALLS and count >= LEAST_SHARE * total[queue, pbx, slot]:
            found.setdefault((queue, pbx, needs), []).append(slot)
    for (queue, pbx, needs), slots in sorted(found.items()):
        count = sum(lost[queue, pbx, needs, slot] for slot in slots)
        of = sum(total[queue, pbx, slot] for slot in slots)
        yield _finding(settings, history, (queue, pbx, needs), slots, f"{count} of {of} calls")


def _finding(
    settings: Settings, history: History, what: tuple[str, str, Needs], slots: list[int], calls: str
) -> Finding:
    queue, pbx, needs = what
    at = f" on PBX {pbx}" if len(settings.pbxes) > 1 else ""
    who = f"nobody who holds {in_words(needs)}" if needs else "nobody"
    return of_queue(
        settings,
        queue,
        "needs",
        f"{who} is at work{at} {week.named(slots)}",
        f"{calls} that came then in the last {history.weeks:.0f} weeks found none",
        "sign somebody in then, or close the queue: opening hours in its flow, or when_nobody",
    )


class _Presence:
    """Whether anybody of those who hold some needs was at work."""

    def __init__(self, settings: Settings, history: History) -> None:
        self._agents = list(settings.roster.agents.values())
        self._shifts: dict[str, list[tuple[float, float]]] = {}
        for shift in history.shifts:
            self._shifts.setdefault(shift.agent, []).append((shift.since, shift.until))
        self._known: dict[tuple[Needs, str], tuple[list[float], list[float]]] = {}

    def lacking(self, needs: Needs, pbx: str, at: float) -> list[Needs]:
        """Which skills were not there: each by itself, or all together where each was there, with somebody else. Empty
        when somebody could serve, and for needs that nobody holds at all: that is told already."""
        if not holders(self._agents, needs) or self._is_there(needs, pbx, at):
            return []
        return [(need,) for need in needs if not self._is_there((need,), pbx, at)] or [needs]

    def _is_there(self, needs: Needs, pbx: str, at: float) -> bool:
        starts, ends = self._times(needs, pbx)
        place = bisect_right(starts, at) - 1
        return place >= 0 and at < ends[place]

    def _times(self, needs: Needs, pbx: str) -> tuple[list[float], list[float]]:
        """When anybody was there, as stretches that do not overlap: their starts and ends."""
        known = self._known.get((needs, pbx))
        if known is None:
            able = holders((agent for agent in self._agents if agent.pbx == pbx), needs)
            stretches = sorted(stretch for agent in able for stretch in self._shifts.get(agent.id, ()))
            known = self._known[needs, pbx] = _joined(stretches)
        return known


def _joined(stretches: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    starts: list[float] = []
    ends: list[float] = []
    for since, until in stretches:
        if ends and since <= ends[-1]:
            ends[-1] = max(ends[-1], until)
        else:
            starts.append(since)
            ends.append(until)
    return starts, ends
