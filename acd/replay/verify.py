"""Does the journal, replayed, give every decision again, bit for bit? And every offer that came of it?"""

from collections.abc import Callable
from dataclasses import dataclass

from acd.core.commands import Record
from acd.core.records import Decided, OfferEnded
from acd.replay.ledger import Ledger, Tally
from acd.replay.runs import FOR_EVER, Gap, Step, play
from acd.store.queries import Reader


@dataclass(frozen=True, slots=True)
class Verified:
    """`failed` events could not be handled (then or now, the same)."""

    events: int
    runs: int
    failed: int
    decisions: Tally
    offers: Tally
    gaps: tuple[Gap, ...]

    @property
    def is_identical(self) -> bool:
        tallies = (self.decisions, self.offers)
        return not self.gaps and not any(each.different or each.unchecked for each in tallies)


def verify(reader: Reader, from_: float, to: float, on_entry: Callable[[], None] = lambda: None) -> Verified:
    """Of what was given out at from_ <= at < to. Raises StoreError."""
    decisions = Ledger(Decided, reader.recorded(Decided, from_, to))
    offers = Ledger(OfferEnded, reader.recorded(OfferEnded, from_, to))
    events = runs = failed = 0
    last = 0.0
    gaps: list[Gap] = []
    for step in play(reader.entries(from_, to), on_entry):
        if isinstance(step, Gap):
            if step.until > from_:
                gaps.append(step)
            _end_run(decisions, offers, step.since, step.until)
            continue
        if step.begins and runs:
            _end_run(decisions, offers, last, step.at)
        runs, events, failed, last = runs + step.begins, events + 1, failed + step.failed, step.at
        if step.at >= from_:
            _take(decisions, offers, step)
    _end_run(decisions, offers, last, FOR_EVER)
    return Verified(events, runs, failed, decisions.tally(), offers.tally(), tuple(gaps))


def _take(decisions: Ledger[Decided], offers: Ledger[OfferEnded], step: Step) -> None:
    for command in step.commands:
        if isinstance(command, Record):
            if isinstance(command.row, Decided):
                decisions.take(step.at, command.row)
            elif isinstance(command.row, OfferEnded):
                offers.take(step.at, command.row)


def _end_run(decisions: Ledger[Decided], offers: Ledger[OfferEnded], last: float, until: float) -> None:
    decisions.end_run(last, until)
    offers.end_run(last, until)
