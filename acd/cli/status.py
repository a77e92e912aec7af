"""`acd status`: the daemon, its links, its store, its counters."""

import click

from acd.cli.daemon import Daemon
from acd.cli.drain import told
from acd.cli.options import asks_daemon
from acd.cli.paper import cell, console, folded, table
from acd.cli.text import clean, print_json, spoken
from acd.control.duty import Role
from acd.control.house import DaemonStatus, LinkState
from acd.control.requests import Status

_STYLES = {LinkState.UP: "green", LinkState.CONNECTING: "yellow", LinkState.LOST: "bold red"}


@click.command()
@asks_daemon
def status(daemon: Daemon) -> None:
    """The daemon, its PBXes and its store."""
    found = daemon.ask(Status(), DaemonStatus)
    if daemon.as_json:
        print_json(found)
        return
    paper = console()
    paper.print(
        f"acd {clean(found.version)}, pid {found.pid}, up {spoken(found.at - found.started)}, "
        f"configuration {clean(found.config)}",
        soft_wrap=True,
    )
    if found.duty.role is not Role.ALONE:
        paper.print(_duty(found), soft_wrap=True)
    if found.draining is not None:
        paper.print(told(found.draining, found.at), style="bold yellow", soft_wrap=True)
    if found.duty.role is Role.STANDBY:
        return
    paper.print(_store(found), soft_wrap=True)
    paper.print(_counters(found), soft_wrap=True)
    if found.healed:
        kinds = ", ".join(f"{clean(kind)} {count}" for kind, count in sorted(found.healed.items()))
        paper.print(f"differences to the PBXes healed: {kinds}", soft_wrap=True)
    for each in found.announcements:
        who = "all callers" if each.scope == "all" else f"callers of {clean(each.scope)}"
        paper.print(f"ANNOUNCEMENT {clean(each.sound)} is on for {who}", style="bold yellow", soft_wrap=True)
    links = table(("PBX", "whole"), ("Address", "fold"), ("State", "whole"), ("For", "whole"), ("Notes", "fold"))
    for link in found.links:
        notes = link.trouble or link.version
        links.add_row(
            cell(link.pbx),
            folded(link.address),
            cell(link.state, _STYLES[link.state]),
            cell(spoken(found.at - link.since)),
            folded(notes),
        )
    paper.print()
    paper.print(links if found.links else "no PBX configured")


def _duty(found: DaemonStatus) -> str:
    duty, lasts = found.duty, spoken(found.at - found.duty.since)
    if duty.role is Role.STANDBY:
        return f"STANDBY of {clean(duty.leader)} for {lasts} (epoch {duty.epoch})"
    return f"{duty.role} for {lasts} (epoch {duty.epoch})"


def _store(found: DaemonStatus) -> str:
    state = f"TROUBLE: {clean(found.store.trouble)}" if found.store.trouble else "ok"
    store = found.store
    line = f"store {clean(store.url)}: {state}, {store.pending} rows waiting"
    if store.spooled:
        waited = spoken(max(0.0, found.at - store.spool_since))
        line += f" ({store.spooled} in the spool, {store.spool_bytes / 1e6:.1f} MB, the oldest for {waited})"
    return line + (f"; LOST {store.lost}: {clean(store.gave_way)}" if store.lost else "")


def _counters(found: DaemonStatus) -> str:
    counters = found.counters
    return (
        f"{counters.events} events, {counters.refused_events} made no sense, "
        f"longest lag {counters.pump_lag_ms:.1f} ms; dropped: {counters.ami_poison} AMI messages, "
        f"{counters.agi_dropped} AGI peers, "
        f"{counters.control_dropped} control clients; {counters.calls_out_refused} calls out refused"
    )
