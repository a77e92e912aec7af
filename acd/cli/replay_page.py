"""What `acd replay` prints for people."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import click
import msgspec
from rich.table import Table

from acd.cli.paper import cell, console, table
from acd.cli.text import clean, clean_lines, spoken
from acd.core.records import Decided, OfferEnded
from acd.replay.compare import Comparison, Part
from acd.replay.figures import Estimate
from acd.replay.ledger import Difference, Tally
from acd.replay.runs import Gap
from acd.replay.verify import Verified
from acd.store.codec import to_json

MOST_LINES = 20
_TITLES = {
    "sl": ("SL %", 100.0, 1),
    "asa_s": ("ASA s", 1.0, 1),
    "abandonment": ("abandoned %", 100.0, 1),
    "aht_s": ("AHT s", 1.0, 1),
    "occupancy": ("occupancy %", 100.0, 1),
}


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


def show_comparison(found: Comparison, what: str, *, with_changes: bool) -> None:
    click.echo(clean(f"{moment(found.from_)} to {moment(found.to)}: {found.calls} calls, under {what}"))
    click.echo()
    _show_changes(found, with_changes=with_changes)
    for part in found.parts:
        click.echo(clean(f"{f'queue {part.queue}' if part.queue else 'all queues'}, {part.calls} calls"))
        console().print(_table(part))
        click.echo()
    click.echo(
        f"means of {found.pairs} pairs of re-simulations; intervals (95 %) over these and over blocks of "
        f"{spoken(found.block_s)}"
    )
    click.echo(_calibration(found))
    click.echo("\nWhat cannot be known, and is taken for granted:")
    for line in found.unknown:
        click.echo(clean(f"  - {line}"))


def _show_changes(found: Comparison, *, with_changes: bool) -> None:
    others = len(found.changes)
    click.echo(
        f"decisions: {found.decisions}, with a choice of agents: {found.judged}, another choice at the recorded "
        f"instant: {others}"
    )
    if others:
        reasons = Counter(change.why for change in found.changes)
        click.echo(clean("  because of: " + ", ".join(f"{why} {count}" for why, count in reasons.most_common())))
    if others and with_changes:
        made = table(("Call", "whole"), "Time", "Queue", "Was", "Would be", ("Because", "fold"))
        for each in found.changes:
            because = f"{each.why}: {each.by_s:.1f} s" if each.by_s else each.why
            made.add_row(
                *map(cell, (each.contact, moment(each.at), each.queue, each.was, each.would_be or "nobody", because))
            )
        console().print(made)
    elif others:
        click.echo("  --changes lists them")
    click.echo()


def _table(part: Part) -> Table:
    made = table("", *((title, "right") for title in ("recorded", "as is, re-simulated", "proposed", "difference")))
    for line in part.lines:
        name, factor, digits = _TITLES[line.name]

        def value(number: float | None, sign: str = "", factor: float = factor, digits: int = digits) -> str:
            return "-" if number is None else f"{number * factor:{sign}.{digits}f}"

        def with_interval(each: Estimate, sign: str = "", value: Callable[..., str] = value) -> str:
            if each.value is None:
                return "-"
            return f"{value(each.value, sign)} [{value(each.low, sign)}, {value(each.high, sign)}]"

        made.add_row(
            cell(name),
            cell(value(line.recorded)),
            cell(with_interval(line.as_is)),
            cell(with_interval(line.proposed)),
            cell(with_interval(line.difference, "+")),
        )
    return made


def _calibration(found: Comparison) -> str:
    """How well the re-simulation of what was in force gives what was recorded."""
    by_name = {line.name: line for line in found.parts[0].lines}
    parts = []
    for name in ("sl", "asa_s", "abandonment"):
        title, factor, digits = _TITLES[name]
        line = by_name[name]
        if line.recorded is not None and line.as_is.value is not None:
            was, again = line.recorded * factor, line.as_is.value * factor
            parts.append(f"{title} {was:.{digits}f} recorded, {again:.{digits}f} re-simulated")
    verdict = "the model fits" if found.is_trusted else "THE MODEL DOES NOT FIT: do not trust the differences"
    return f"calibration: {'; '.join(parts)}: {verdict}"


def moment(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
