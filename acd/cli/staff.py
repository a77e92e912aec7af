"""`acd staff`: how many agents each interval needs. Asks no daemon."""

from collections.abc import Sequence
from typing import Any, Final

import click

from acd.cli.exits import USAGE, AcdError
from acd.cli.options import json_option
from acd.cli.shares import ChangeType, ServiceLevel, Share
from acd.cli.staff_page import Report, figures, show
from acd.cli.staff_sources import Source, demands, takes_source
from acd.cli.text import print_json
from acd.core.erlang import Target
from acd.staffing.demand import MOST_ERLANGS, MOST_SECONDS, Change, Demand
from acd.staffing.plan import Model, Wish, plan, plan_together
from acd.staffing.what_if import what_if

MOST_AGENTS: Final = 50_000
USUAL_LEVEL: Final = (0.8, 20.0)


@click.command()
@takes_source
@click.option("--sl", type=ServiceLevel(), help="Served, of all offered / within seconds.  [default: 80/20]")
@click.option("--max-abandon", type=Share(0.001, 100, is_below=True), help="At most this share hangs up: 5%.")
@click.option("--asa", type=click.FloatRange(0.001, MOST_SECONDS), help="At most this mean wait of the served, in s.")
@click.option("--max-occupancy", type=Share(1, 100), help="Agents busy for at most this share: 88%.")
@click.option("--agents", type=click.IntRange(0, MOST_AGENTS), help="Say what this many give, instead.")
@click.option("--model", type=click.Choice(["a", "c"]), help="Erlang A or C.  [default: A where patience is known]")
@click.option("--shrinkage", type=Share(0, 95), default="0%", help="Share of paid time away from the phones: 30%.")
@click.option("--calls-change", type=ChangeType(), default="+0%", help="What if there were +10%, -5%.")
@click.option("--aht-change", type=ChangeType(), default="+0%", help="The same of the handle time.")
@click.option("--patience-change", type=ChangeType(), default="+0%", help="The same of the patience.")
@click.option("--grid", "with_grid", is_flag=True, help="What if each number were 10 and 20 % less or more.")
@json_option
def staff(
    sl: tuple[float, float] | None,
    max_abandon: float | None,
    asa: float | None,
    max_occupancy: float | None,
    agents: int | None,
    model: Model | None,
    shrinkage: float,
    calls_change: float,
    aht_change: float,
    patience_change: float,
    with_grid: bool,
    as_json: bool,
    **source: Any,
) -> None:
    """How many agents each interval needs, on the phones and on the roster, and what they would give.

    From a forecast (--forecast), a usual week of the store (--since 4w), or plain numbers
    (--calls-per-hour 600 --aht 300 --patience 120). Every target given must be met.

    Queues are planned one by one. Where agents serve several queues fewer are enough: the rows "(all)" say how
    many if everybody could serve everything.
    """
    if sl is None and max_abandon is None and asa is None and max_occupancy is None:
        sl = USUAL_LEVEL
    level, within_s = sl or (None, USUAL_LEVEL[1])
    wish = Wish(Target(level, within_s, max_abandon, asa, max_occupancy), shrinkage, model or "a", agents)
    change = Change(calls_change, aht_change, patience_change)
    wanted = [change.of(demand) for demand in demands(Source(**source))]
    _check(wanted, wish, is_a=model == "a")
    try:
        report = Report(
            wish,
            plan(wanted, wish),
            plan_together(wanted, wish),
            what_if(wanted, wish) if with_grid else [],
        )
    except ValueError as error:
        raise AcdError(str(error), USAGE) from None
    if as_json:
        print_json(figures(report))
    else:
        show(report)


def _check(wanted: Sequence[Demand], wish: Wish, *, is_a: bool) -> None:
    wants_abandons = wish.target.max_abandon is not None
    if wish.model == "c" and wants_abandons:
        raise AcdError("--max-abandon: in Erlang C nobody abandons, so it needs --model a", USAGE)
    unknown = sorted({demand.queue for demand in wanted if demand.patience_s is None})
    if unknown and (is_a or wants_abandons):
        of = f" of {', '.join(unknown)}" if any(unknown) else ""
        option, else_ = ("--model a", ", or --model c") if is_a else ("--max-abandon", "")
        raise AcdError(f"{option}: the patience{of} is not known; give --patience{else_}", USAGE)
    if (most := max((demand.erlangs for demand in wanted), default=0.0)) > MOST_ERLANGS:
        raise AcdError(f"calls x handle time: got {most:.0f} erlangs, allowed at most {MOST_ERLANGS:.0f}", USAGE)
