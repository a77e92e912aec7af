"""`acd simulate`: policies compared in the same simulated traffic, the real Floor among them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from acd.cli.exits import USAGE, AcdError
from acd.cli.options import json_option
from acd.cli.paper import cell, console, folded, table
from acd.cli.text import clean, print_json

if TYPE_CHECKING:
    from acd.simulate.comparison import Comparison
    from acd.simulate.own import Traffic
    from acd.simulate.report import Report
    from acd.simulate.scenarios import Options

MOST_SEEDS = 10_000
_file = click.Path(dir_okay=False, path_type=Path)


@click.command("simulate")
@click.argument("scenario", required=False)
@click.option("--list", "is_list", is_flag=True, help="List the scenarios and the policies.")
@click.option(
    "--policy", "policies", multiple=True, metavar="NAME", help="Compare these; without it the scenario's own."
)
@click.option("--baseline", metavar="NAME", help="Ratios are to this policy.")
@click.option("--seeds", type=click.IntRange(1, MOST_SEEDS), default=5, show_default=True, help="How many seeds.")
@click.option("--first-seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--hours", type=click.FloatRange(0, min_open=True), help="Measured time.")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), help="Measured time, in seconds.")
@click.option("--warm", "warm_s", type=click.FloatRange(0), help="Seconds before measuring begins.")
@click.option("--load", type=click.FloatRange(0, min_open=True), help="Load; with --config a factor on the traffic.")
@click.option("--agents", type=click.IntRange(1, 5000), help="How many agents.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option(
    "--config",
    "config_dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Simulate the house of this configuration directory instead of a scenario.",
)
@click.option("--calls-per-hour", "rates", multiple=True, metavar="QUEUE=N", help="Its traffic; may be repeated.")
@click.option("--traffic", "traffic_file", type=_file, help="Its traffic as a TOML file; see the documentation.")
@click.option("--html", "html_file", type=_file, help="Write a page that needs nothing else.")
@click.option("--chart", "chart_file", type=_file, help="Write a chart, .png or .svg.")
@json_option
def simulate(
    scenario: str | None,
    is_list: bool,
    policies: tuple[str, ...],
    baseline: str | None,
    seeds: int,
    first_seed: int,
    hours: float | None,
    seconds: float | None,
    warm_s: float | None,
    load: float | None,
    agents: int | None,
    jobs: int,
    config_dir: Path | None,
    rates: tuple[str, ...],
    traffic_file: Path | None,
    html_file: Path | None,
    chart_file: Path | None,
    as_json: bool,
) -> None:
    """Compare policies in the same simulated traffic: our own routing, models of app_queue and mod_callcenter, and
    textbook rules.

    SCENARIO is one of --list; or give --config and its traffic.
    """
    from acd.simulate.scenarios import Options

    if is_list:
        _list(as_json)
        return
    if hours is not None and seconds is not None:
        _refuse("give --hours or --seconds, not both")
    if chart_file is not None and chart_file.suffix not in (".png", ".svg"):
        _refuse(f'--chart: got "{chart_file}", it must end in .png or .svg')
    options = Options(load, agents, hours * 3600.0 if hours is not None else seconds, warm_s)
    asked = _asked(
        scenario,
        config_dir,
        _traffic(config_dir, rates, traffic_file),
        options,
        policies,
        baseline,
        range(first_seed, first_seed + seeds),
    )
    made = _compare(asked, jobs)
    _write(made, html_file, chart_file)
    if as_json:
        print_json(made)
    else:
        _print(made)


def _refuse(text: str) -> NoReturn:
    raise AcdError(text, USAGE)


def _traffic(config_dir: Path | None, rates: Sequence[str], path: Path | None) -> "Traffic | None":
    from acd.simulate.own import QueueTraffic, Traffic, TrafficError, calls_per_hour, read_traffic

    if config_dir is None:
        if rates or path is not None:
            _refuse("--calls-per-hour and --traffic belong to --config")
        return None
    if bool(rates) == (path is not None):
        _refuse("--config needs its traffic: either --calls-per-hour QUEUE=N or --traffic FILE")
    queues = {}
    try:
        if path is not None:
            return read_traffic(path)
        for text in rates:
            queue, _, rate = text.partition("=")
            try:
                queues[queue] = QueueTraffic((calls_per_hour("--calls-per-hour", float(rate)),))
            except ValueError:
                raise TrafficError(f'--calls-per-hour: got "{text}", it must be QUEUE=N') from None
    except TrafficError as error:
        _refuse(str(error))
    return Traffic(queues)


def _asked(
    scenario: str | None,
    config_dir: Path | None,
    traffic: "Traffic | None",
    options: "Options",
    policies: Sequence[str],
    baseline: str | None,
    seeds: range,
) -> "Comparison":
    """Everything that can be wrong with what was asked is told here."""
    from acd.config.errors import ConfigErrors
    from acd.simulate.comparison import of_house, of_scenario

    if (scenario is None) == (config_dir is None):
        _refuse("give a SCENARIO (see --list) or --config DIR, one of them")
    try:
        if config_dir is not None and traffic is not None:
            return of_house(config_dir, traffic, options, policies, baseline, seeds)
        return of_scenario(scenario or "", options, policies, baseline, seeds)
    except (ValueError, ConfigErrors) as error:
        _refuse(str(error))


def _compare(asked: "Comparison", jobs: int) -> "Report":
    from rich.console import Console
    from rich.progress import Progress

    from acd.simulate.comparison import compare

    error = Console(stderr=True)
    with Progress(console=error, transient=True, disable=not error.is_terminal) as progress:
        bar = progress.add_task("runs", total=len(asked.tasks))
        return compare(asked, jobs, lambda _: progress.advance(bar))


def _write(made: "Report", html_file: Path | None, chart_file: Path | None) -> None:
    from acd.simulate import charts
    from acd.simulate.page import page

    try:
        if html_file is not None:
            html_file.write_text(page(made), encoding="utf-8")
        if chart_file is not None:
            charts.save(made, chart_file)
    except OSError as error:
        _refuse(f"{error.filename}: cannot be written: {error.strerror}")


def _print(made: "Report") -> None:
    from acd.simulate import cells

    first = (
        f"seeds {made.seeds[0]}..{made.seeds[-1]}, service level {made.service_level_s:g} s, baseline {made.baseline}"
    )
    click.echo(clean(f"{made.scenario}: {made.title}; {first}"))
    for rows in cells.tables(made):
        _table(rows)
    for line in made.definitions:
        click.echo(line)


def _table(rows: Sequence[Sequence[str]]) -> None:
    made = table(*[(each, "whole" if each in ("policy", "kind") else "right") for each in rows[0]])
    for row in rows[1:]:
        made.add_row(*map(cell, row))
    console().print(made)
    click.echo()


def _list(as_json: bool) -> None:
    from acd.simulate import policies
    from acd.simulate.scenarios import SCENARIOS

    if as_json:
        scenarios = [
            {"name": each.name, "title": each.title, "policies": each.policies, "baseline": each.baseline}
            for each in SCENARIOS.values()
        ]
        print_json({"scenarios": scenarios, "policies": policies.names()})
        return
    made = table(("Scenario", "whole"), ("", "fold"))
    for each in SCENARIOS.values():
        made.add_row(cell(each.name), folded(each.title))
    console().print(made)
    click.echo("\nPolicies:")
    for name in policies.names():
        click.echo(f"  {name}")
