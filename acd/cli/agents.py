"""`acd agents`."""

import click

from acd.cli.daemon import Daemon
from acd.cli.drain import told
from acd.cli.options import asks_daemon
from acd.cli.paper import cell, console, folded, table
from acd.cli.story import short
from acd.cli.text import clock, print_json
from acd.control.house import DaemonStatus
from acd.control.requests import Status, View
from acd.core.records import AgentState
from acd.core.view import AgentView, FloorView

_STYLES = {
    AgentState.SIGNED_OUT: "dim",
    AgentState.READY: "green",
    AgentState.OFFERED: "cyan",
    AgentState.TALKING: "blue",
    AgentState.WRAPPING: "magenta",
    AgentState.PAUSED: "yellow",
}


@click.command()
@asks_daemon
def agents(daemon: Daemon) -> None:
    """All agents: what each is doing and since when.

    Calls are those answered since signing in; notes give the call, the pause's reason, the time left of wrap-up or a
    cool-down, missed offers, and trouble with the phone.
    """
    view = daemon.ask(View(), FloorView)
    if daemon.as_json:
        print_json(view.agents)
        return
    made = table(
        ("Agent", "whole"),
        "Name",
        ("State", "whole"),
        ("For", "right"),
        ("Calls", "right"),
        ("Skills", "fold"),
        ("Notes", "fold"),
    )
    for agent in view.agents:
        made.add_row(
            cell(agent.agent),
            cell(agent.name),
            cell(agent.state.replace("_", " "), _STYLES[agent.state]),
            cell(clock(view.at - agent.since)),
            cell(str(agent.calls)),
            folded(" ".join(f"{skill}={level}" for skill, level in sorted(agent.skills.items()))),
            folded(_notes(agent, view.at)),
        )
    paper = console()
    draining = daemon.ask(Status(), DaemonStatus).draining
    if draining is not None:
        paper.print(told(draining, view.at), style="bold yellow", soft_wrap=True)
    paper.print(made if view.agents else "no agents")


def _notes(agent: AgentView, at: float) -> str:
    left = f"{clock(agent.until - at)} left" if agent.until is not None and agent.until > at else ""
    phone = "" if agent.phone_state == "ok" else f"phone {agent.phone_state}"
    missed = f"missed {agent.strikes}" if agent.strikes else ""
    call = f"call {short(agent.contact)}" if agent.contact else ""
    return ", ".join(note for note in (call, agent.reason, left, missed, phone) if note)
