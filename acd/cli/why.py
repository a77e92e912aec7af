"""`acd why CALL`: each routing decision, whole."""

import click
from rich.console import Console
from rich.table import Table

from acd.cli import complete
from acd.cli.daemon import Daemon
from acd.cli.options import asks_daemon
from acd.cli.paper import cell, console, folded, table
from acd.cli.text import clean, print_json, spoken, time_of_day
from acd.control.requests import View, Why
from acd.core.records import Decided
from acd.core.routing.why import Decision, Gated, Scored
from acd.core.view import FloorView


@click.command()
@click.argument("contact", metavar="CALL", shell_complete=complete.contacts)
@asks_daemon
def why(daemon: Daemon, contact: str) -> None:
    """Why CALL went to its agent: one table for each time it was offered.

    Every candidate is shown with its score and what made it: each term's value (0 to 1) times its weight. Below are the
    agents who could not be considered, and what stopped each.
    """
    decisions = daemon.ask(Why(contact), tuple[Decided, ...])
    if daemon.as_json:
        print_json(decisions)
        return
    if not decisions:
        click.echo(f"no agent has been chosen for {clean(contact)} yet")
        return
    names = {agent.agent: agent.name for agent in daemon.ask(View(), FloorView).agents}
    paper = console()
    for number, decided in enumerate(decisions):
        if number:
            paper.print()
        show(paper, decided, names)


def show(paper: Console, decided: Decided, names: dict[str, str]) -> None:
    decision = decided.decision
    paper.print(
        f"{clean(decided.contact)}, offer {decided.offer} at {time_of_day(decided.at)}, queue {clean(decision.queue)}, "
        f"after {spoken(decision.waited_s)}:",
        soft_wrap=True,
    )
    paper.print(cell(_verdict(decision, names), "bold"), soft_wrap=True)
    if decision.needs:
        paper.print(cell(f"needed: {', '.join(decision.needs)}"), soft_wrap=True)
    if decision.scored:
        paper.print()
        paper.print(_scores(decision, names))
    if decision.gated:
        paper.print()
        paper.print(_gates(decision.gated, names))


def _verdict(decision: Decision, names: dict[str, str]) -> str:
    chosen = f"{decision.chosen} {names.get(decision.chosen, '')}".rstrip()
    if decision.margin is None or len(decision.scored) < 2:
        return f"{chosen} was the only candidate"
    second = decision.scored[1].agent
    runner_up = f"{second} {names.get(second, '')}".rstrip()
    if decision.margin == 0:
        return f"{chosen} tied with {runner_up} and had been idle longest"
    return f"{chosen}, ahead of {runner_up} by {decision.margin:.3f}"


def _scores(decision: Decision, names: dict[str, str]) -> Table:
    terms = _terms(decision.scored)
    made = table(("Agent", "whole"), "Name", ("Score", "right"), *((term, "right") for term in terms))
    for row in decision.scored:
        parts = {name: f"{value:.2f}*{weight:g}" for name, value, weight in row.terms}
        style = "bold green" if row.agent == decision.chosen else ""
        made.add_row(
            cell(row.agent, style),
            cell(names.get(row.agent, "")),
            cell(f"{row.score:.3f}", style),
            *(cell(parts.get(term, "-")) for term in terms),
        )
    return made


def _terms(scored: tuple[Scored, ...]) -> list[str]:
    """Every term that occurs, in the order of first occurrence."""
    return list(dict.fromkeys(name for row in scored for name, _, _ in row.terms))


def _gates(gated: tuple[Gated, ...], names: dict[str, str]) -> Table:
    made = table(("Agent", "whole"), "Name", ("Not considered because", "fold"))
    for row in gated:
        made.add_row(cell(row.agent), cell(names.get(row.agent, "")), folded(row.gate))
    return made
