"""The routing goals, measured: every goal with its ratio, its 95 % interval, and whether it is met.

    python bench/goals.py [--quick] [--seeds N] [--first-seed K] [--jobs 2] [--only NAME] [--keep FILE] [--json]

Policies run in the same traffic, seed by seed, and ratios are paired over the seeds. Limits on ratios are held against
the interval's bound on the wrong side. app_queue and mod_callcenter are models (``acd.simulate.app_queue``,
``.callcenter``); app_queue's strategies are all run, with and without penalties, tuned (autofill=yes, retry=1,
autopause=yes), and ours is set against the best of them. Exit code 0: every "must" is met; 1: one is missed. `--quick`
is a look at whether all works: few and short runs, whose intervals are wide and whose verdicts mean little.

The default seeds were not looked at before the presets' weights were frozen.
"""

import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from acd.cli.paper import cell, console, folded, table
from acd.cli.text import print_json
from bench.proof.away import away
from bench.proof.exact import erlang, published
from bench.proof.field import Field, Size
from bench.proof.hetero import bound, elsewhere, known, learned
from bench.proof.lab import KeptError, Lab
from bench.proof.rare import rare
from bench.proof.rows import Row, shown

Goal = Callable[[Lab, Size], tuple[list[Row], list[Field]]]
GOALS: dict[str, Goal] = {
    "s1": known,
    "learned": learned,
    "elsewhere": elsewhere,
    "bound": bound,
    "away": away,
    "rare": rare,
    "erlang": erlang,
    "published": published,
}
FIRST_SEED, SEEDS, QUICK_SEEDS = 20261122, 12, 3
QUICK = {"seconds": 6000.0, "large_seconds": 3000.0, "warm_s": 6000.0, "replications": 40, "on_floor": 3}
FIGURES = {"SL": "sl", "ASA": "asa", "abandoned": "abandonment", "AHT/bound": "aht_to_bound", "occupancy": "occupancy"}
FOOTER = """Interval: 95 %, paired over seeds. SL: answered within the scenario's service level / offered.
Measured elsewhere: bench/core.py (one decision, a freed agent's event), bench/match.py (joint assignment),
bench/simulate_speed.py (calls a second); that a journal repeats every decision: tests/replay/test_verify.py."""


@click.command()
@click.option("--quick", is_flag=True, help="Few and short runs.")
@click.option("--seeds", type=click.IntRange(2, 1000), help=f"How many; {SEEDS}, with --quick {QUICK_SEEDS}.")
@click.option("--first-seed", type=click.IntRange(0), default=FIRST_SEED, show_default=True)
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
@click.option("--only", multiple=True, type=click.Choice(list(GOALS)), help="This goal; may be repeated.")
@click.option("--keep", type=click.Path(dir_okay=False, path_type=Path), help="Keep runs here and go on from it.")
@click.option("--json", "as_json", is_flag=True)
def main(
    quick: bool, seeds: int | None, first_seed: int, jobs: int, only: tuple[str, ...], keep: Path | None, as_json: bool
) -> None:
    count = seeds or (QUICK_SEEDS if quick else SEEDS)
    size = Size(range(first_seed, first_seed + count))
    if quick:
        size = replace(size, **QUICK)  # type: ignore[arg-type]
    began = time.monotonic()
    try:
        rows, fields = measured(only or tuple(GOALS), size, jobs, keep)
    except (KeptError, OSError) as error:
        raise click.UsageError(str(error)) from None
    minutes = (time.monotonic() - began) / 60.0
    if as_json:
        print_json(_document(rows, fields, size))
    else:
        show(rows, fields)
        print(f"seeds {size.seeds.start} to {size.seeds.stop - 1}, {size.seconds:g} s each; {minutes:.1f} minutes")
    sys.exit(any(row.is_met is False for row in rows))


def measured(names: tuple[str, ...], size: Size, jobs: int, keep: Path | None) -> tuple[list[Row], list[Field]]:
    """Raises KeptError, OSError."""
    rows: list[Row] = []
    fields: list[Field] = []
    error = Console(stderr=True)
    with Progress(console=error, transient=True, disable=not error.is_terminal) as progress:
        bar = progress.add_task("")
        with Lab(jobs, keep, lambda done, of: progress.update(bar, completed=done, total=of)) as lab:
            for name in names:
                progress.update(bar, description=name, completed=0)
                made, own = GOALS[name](lab, size)
                rows += made
                fields += own
    return rows, fields


def show(rows: list[Row], fields: list[Field]) -> None:
    made = table(("goal", "whole"), ("", "fold"), ("measured", "right"), "must", "aim", ("", "whole"), ("", "fold"))
    for row in rows:
        made.add_row(
            *map(cell, (row.goal,)),
            folded(row.what),
            *map(cell, (row.found, row.must, row.aim)),
            cell(row.verdict),
            folded(row.note),
        )
    console().print(made)
    named = {word for row in rows for word in re.split("[ ,]+", row.what)}
    for field in fields:
        show_field(field, [policy for policy in field.policies if policy in named])
    print(FOOTER)
    missed = sum(row.is_met is False for row in rows)
    asked = sum(row.is_met is not None for row in rows)
    print(f"{asked - missed} of {asked} musts are met")


def show_field(field: Field, policies: list[str]) -> None:
    made = table((field.title, "whole"), *((name, "right") for name in (*FIGURES, "its spread")))
    for policy in policies:
        found = [shown(field.mean(policy, name)) for name in (*FIGURES.values(), "spread")]
        made.add_row(*map(cell, (policy, *found)))
    console().print(made)
    print()


def _document(rows: list[Row], fields: list[Field], size: Size) -> dict[str, object]:
    return {
        "seeds": [size.seeds.start, size.seeds.stop - 1],
        "seconds": size.seconds,
        "rows": [{**asdict(row), "verdict": row.verdict} for row in rows],
        "fields": [
            {
                "title": field.title,
                "policies": {
                    policy: {name: asdict(field.mean(policy, name)) for name in field.names()}
                    for policy in field.policies
                },
            }
            for field in fields
        ],
    }


if __name__ == "__main__":
    main()
