"""`acd drain`."""

import click

from acd.cli.daemon import Daemon
from acd.cli.options import asks_daemon
from acd.cli.text import print_json, spoken
from acd.control.duty import Draining, DrainWay
from acd.control.requests import Stop

_MOST_S = 86_400.0
WAYS = {
    DrainWay.LEAVE: "they stay on hold for the next daemon",
    DrainWay.SERVE: "they are served first",
    DrainWay.FALLBACK: "they are sent to the fallback",
}


@click.command()
@click.option("--for", "for_s", type=click.FloatRange(0, _MOST_S), metavar="SECONDS", help="At most so long.")
@click.option("--how", type=click.Choice([way.value for way in DrainWay]), help="What becomes of those who wait.")
@asks_daemon
def drain(daemon: Daemon, *, for_s: float | None, how: str | None) -> None:
    """Have the daemon take no new work, see to those who wait, and end. SIGTERM does the same; a second one ends it.

    leave: they stay on hold for the next daemon; serve: they are served first; fallback: they are sent to the
    fallback. Without options: drain and drain_s of acd.toml; with --for alone: serve. Talks go on in the PBX whatever
    is chosen. Where something keeps the daemon running (systemd, --supervise), another is started.
    """
    way = DrainWay(how) if how else DrainWay.SERVE if for_s is not None else None
    found = daemon.ask(Stop(way, for_s), Draining)
    if daemon.as_json:
        print_json(found)
    else:
        click.echo(told(found, found.since))


def told(found: Draining, now: float) -> str:
    """In one line."""
    if found.way is DrainWay.LEAVE or not found.waiting:
        return f"DRAINING: no new work; {found.waiting} waiting, {WAYS[found.way]}"
    left = spoken(max(0.0, found.until - now))
    return f"DRAINING: no new work; {found.waiting} waiting, {WAYS[found.way]}; the end is in {left} at most"
