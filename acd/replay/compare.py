"""A recorded time under another configuration: what would have been decided otherwise, and what that would have done.

The proposal is compared with a re-simulation of what was in force, in the same model and with the same draws, so that
the model's own errors cancel; how far that re-simulation is from what really happened is told beside it. Where it is
far, the differences are not to be believed either.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from acd.core.commands import Record
from acd.core.events import RosterChanged
from acd.core.records import Decided
from acd.core.roster import Roster, Weights
from acd.replay.again import again
from acd.replay.changes import Change, change
from acd.replay.draw import Lots
from acd.replay.figures import Blocks, Line, Sums, lines, recorded
from acd.replay.past import Past, Witness
from acd.replay.runs import Gap, Step, play
from acd.store.queries import Reader

WORK = 30_000  # calls simulated again, of both configurations together
FEWEST, MOST = 5, 20  # pairs of runs
FEWEST_CALLS = 30

OFF_SHARE = 0.05  # the model's SL and abandonment may be that far from what happened
OFF_S, OFF_WAIT = 3.0, 0.25  # its ASA that many seconds, or that share of it


class TooLittleError(Exception):
    """The period has too little to say anything of; the message is for people."""


@dataclass(frozen=True, slots=True)
class Part:
    """One queue, or all of them ("")."""

    queue: str
    calls: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`judged` decisions had a choice of agents. `is_trusted`: the model gives about what happened."""

    from_: float
    to: float
    calls: int
    pairs: int
    block_s: float
    decisions: int
    judged: int
    changes: tuple[Change, ...]
    parts: tuple[Part, ...]
    is_trusted: bool
    unknown: tuple[str, ...]


def with_weights(roster: Roster, weights: Weights | None) -> Roster:
    """`roster` with these weights in every queue."""
    if weights is None:
        return roster
    return Roster({name: replace(each, weights=weights) for name, each in roster.queues.items()}, roster.agents)


@dataclass(frozen=True, slots=True)
class Told:
    """Called as the work goes on."""

    entry: Callable[[], None] = lambda: None
    runs: Callable[[int], None] = lambda _: None  # how many there will be
    run: Callable[[], None] = lambda: None


def compare(
    reader: Reader, from_: float, to: float, propose: Callable[[Roster], Roster], seed: int, told: Told
) -> Comparison:
    """`propose` makes the other roster of the one in force at the period's beginning. Raises StoreError and
    TooLittleError."""
    witness, judge = Witness(from_), _Judge(from_, propose)
    for step in play(reader.entries(from_, to), told.entry):
        witness.take(step)
        judge.take(step)
    past = witness.past()
    counted = sum(call.is_counted for call in past.calls)
    if counted < FEWEST_CALLS:
        holes = "; the journal has holes" if past.gaps else ""
        raise TooLittleError(f"{counted} calls came and ended in that time; at least {FEWEST_CALLS} are needed{holes}")
    proposed = propose(past.roster)
    pairs = min(MOST, max(FEWEST, WORK // (2 * len(past.calls))))
    parts, block_s = _parts(past, proposed, pairs, seed, told)
    overall = parts[0].lines
    return Comparison(
        past.from_,
        past.to,
        counted,
        pairs,
        block_s,
        judge.decisions,
        judge.judged,
        tuple(judge.changes),
        parts,
        _is_near(overall),
        _unknown(past, proposed),
    )


def _parts(past: Past, proposed: Roster, pairs: int, seed: int, told: Told) -> tuple[tuple[Part, ...], float]:
    blocks, lots, lot = Blocks(past), Lots(past), np.random.default_rng(seed)
    ours: list[Sums] = []
    theirs: list[Sums] = []
    told.runs(2 * pairs)
    for _ in range(pairs):
        drawn = lots.draw(lot)
        for roster, sums in ((None, ours), (proposed, theirs)):
            run = again(past, lots, drawn, roster)
            sums.append(blocks.sums(past, run.fared, run.spans))
            told.run()
    was = blocks.sums(past, recorded(past), past.spans)
    parts = tuple(
        Part(queue, int(was[queue][:, 0].sum()), lines(was, ours, theirs, np.random.default_rng(seed), queue))
        for queue in was
    )
    return parts, blocks.length_s


class _Judge:
    """Looks at each decision as it comes by."""

    def __init__(self, from_: float, propose: Callable[[Roster], Roster]) -> None:
        self._from, self._propose = from_, propose
        self._roster = self._proposed = Roster({}, {})
        self.decisions = self.judged = 0
        self.changes: list[Change] = []

    def take(self, step: Step | Gap) -> None:
        if isinstance(step, Gap):
            return
        if isinstance(step.event, RosterChanged):
            self._roster = step.event.roster
            self._proposed = self._propose(self._roster)
        for command in step.commands if step.at >= self._from else ():
            if isinstance(command, Record) and isinstance(command.row, Decided):
                self._judge(command.row)

    def _judge(self, decided: Decided) -> None:
        self.decisions += 1
        self.judged += len(decided.decision.scored) > 1
        found = change(decided, self._roster, self._proposed)
        if found is not None:
            self.changes.append(found)


def _is_near(overall: tuple[Line, ...]) -> bool:
    by_name = {line.name: line for line in overall}
    for name in ("sl", "abandonment"):
        off = by_name[name].off.value
        if off is not None and abs(off) > OFF_SHARE:
            return False
    wait, real = by_name["asa_s"].off.value, by_name["asa_s"].recorded
    return wait is None or real is None or abs(wait) <= max(OFF_S, OFF_WAIT * real)


def _unknown(past: Past, proposed: Roster) -> tuple[str, ...]:
    """What the figures rest on without anybody being able to check it, and what is left out."""
    found = [
        "how long answered callers would have waited at most: drawn from those who gave up (exponential, by queue)",
        "how long another agent would have talked: the recorded time times the ratio of what is expected of both",
        "whether and how fast an agent would have picked up at another instant: as at his ring nearest to it",
        "callers who gave up and called again count as new callers on both sides",
    ]
    seen = {agent.agent for agent in past.at_start}
    if new := sorted(set(proposed.agents) - seen - set(past.roster.agents)):
        found.append(f"agents who are not in the record never sign in: {', '.join(new)}")
    if gone := sorted({call.arrival.queue for call in past.calls} - set(proposed.queues)):
        found.append(f"queues that the other configuration lacks send their callers away: {', '.join(gone)}")
    if past.not_over:
        found.append(f"{past.not_over} calls were not over at the end and are left out")
    if past.operators:
        found.append(f"{past.operators} moves, priorities and drops by operators are not repeated")
    if past.pbx_lost:
        found.append(f"a PBX was lost {past.pbx_lost} times; the re-simulation knows no such thing")
    if past.runs > 1:
        found.append(f"the daemon began anew {past.runs - 1} times; the re-simulation runs through")
    found += [f"the journal has a hole: calls of its time are left out ({_lost(gap)})" for gap in past.gaps]
    return tuple(found)


def _lost(gap: Gap) -> str:
    return "the beginning of a run is missing" if gap.lost is None else f"{gap.lost} events are missing"
