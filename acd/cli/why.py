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
from acd.core.routing.why import Decision, Flip, Gated, Scored
from acd.core.view import FloorView


@click.command()
@click.argument("contact", metavar="CALL", shell_complete=complete.contacts)
@asks_daemon
def why(daemon: Daemon, contact: str) -> None:
    """Why CALL went to its agent: one table for each time it was offered.

    Every candidate is shown with its cost in seconds, the lowest first, and what made it: each term's value times its
    weight. Below are the agents who could not be considered, and what stopped each.
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
    if decision.flip is not None:
        paper.print(cell(_flip(decision.flip, names)), soft_wrap=True)
    if decision.scored:
        paper.print()
        paper.print(_scores(decision, names))
    if decision.gated:
        paper.print()
        paper.print(_gates(decision.gated, names))


def _verdict(decision: Decision, names: dict[str, str]) -> str:
    chosen = _named(decision.chosen, names)
    others = [each for each in decision.scored if each.agent != decision.chosen]
    if decision.margin is None or not others:
        return f"{chosen} was the only candidate"
    runner_up = _named(others[0].agent, names)
    if decision.is_joint:
        return f"{chosen}, best for all calls offered together; alone {runner_up} differs by {decision.margin:+.1f} s"
    if decision.margin == 0:
        return f"{chosen} tied with {runner_up} and had been idle longest"
    return f"{chosen}, {decision.margin:.1f} s better than {runner_up}"


def _flip(flip: Flip, names: dict[str, str]) -> str:
    agent = _named(flip.agent, names)
    return f"it would have been {agent} with weight {flip.weight} at {flip.becomes:.4g} instead of {flip.was:g}"


def _named(agent: str, names: dict[str, str]) -> str:
    return f"{agent} {names.get(agent, '')}".rstrip()


def _scores(decision: Decision, names: dict[str, str]) -> Table:
    terms = _terms(decision.scored)
    made = table(("Agent", "whole"), "Name", ("Cost s", "right"), *((term, "right") for term in terms))
    for row in decision.scored:
        parts = {name: f"{value:.4g}*{weight:g}" for name, value, weight in row.terms}
        style = "bold green" if row.agent == decision.chosen else ""
        made.add_row(
            cell(row.agent, style),
            cell(names.get(row.agent, "")),
            cell(f"{row.cost:.1f}", style),
            *(cell(parts.get(term, "-")) for term in terms),
        )
    return made


def _terms(scored: tuple[Scored, ...]) -> list[str]:
    """Every term that makes any difference or counts at all, in the order of first occurrence."""
    return list(dict.fromkeys(name for row in scored for name, value, weight in row.terms if value and weight))


def _gates(gated: tuple[Gated, ...], names: dict[str, str]) -> Table:
    made = table(("Agent", "whole"), "Name", ("Not considered because", "fold"))
    for row in gated:
        made.add_row(cell(row.agent), cell(names.get(row.agent, "")), folded(row.gate))
    return made
