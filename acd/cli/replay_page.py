"""What `acd replay` prints for people."""

from datetime import datetime

import click
import msgspec

from acd.cli.text import clean, clean_lines
from acd.core.records import Decided, OfferEnded
from acd.replay.ledger import Difference, Tally
from acd.replay.runs import Gap
from acd.replay.verify import Verified
from acd.store.codec import to_json

MOST_LINES = 20


def show_verified(found: Verified) -> None:
    click.echo(f"journal: {found.events} events, {found.runs} runs of the daemon")
    for what, tally in (("decisions", found.decisions), ("offers", found.offers)):
        click.echo(clean(f"{what}: {tally.rows}, identical: {tally.identical}{_rest(tally)}"))
    for gap in found.gaps:
        click.echo(f"hole: {_gap(gap)}")
    for what, tally in (("decision", found.decisions), ("offer", found.offers)):
        if tally.first is not None:
            _difference(what, tally.first)
    said = "yes" if found.is_identical else "no"
    click.echo(f"journal replay reproduces every decision bit for bit: {said}")


def _rest(tally: Tally) -> str:
    parts = (
        (tally.different, "different"),
        (tally.unchecked, "not checked, for the journal has lost their time"),
        (tally.unwritten, "replayed beyond what a killed daemon had stored"),
    )
    return "".join(f", {count} {words}" for count, words in parts if count)


def _gap(gap: Gap) -> str:
    lost = "the beginning of a run is missing" if gap.lost is None else f"{gap.lost} events are missing"
    until = "the end" if gap.until == float("inf") else moment(gap.until)
    return f"{lost} at {moment(gap.since)}; nothing can be replayed from there to {until}"


def _difference(what: str, found: Difference) -> None:
    click.echo(clean(f"first {what} that differs: {found.contact}, offer {found.offer}, {moment(found.at)}"))
    stored, replayed = _lines(found.stored), _lines(found.replayed)
    for mark, own, other in (("stored", stored, replayed), ("replayed", replayed, stored)):
        lines = [line for line in own if line not in other]
        for line in lines[:MOST_LINES]:
            click.echo(clean_lines(f"  {mark}: {line.strip()}"))
        if len(lines) > MOST_LINES:
            click.echo(f"  {mark}: ... and {len(lines) - MOST_LINES} lines more (--json has them)")


def _lines(row: Decided | OfferEnded | None) -> list[str]:
    return ["nothing"] if row is None else msgspec.json.format(to_json(row), indent=1).split("\n")


def moment(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
