"""`acd audit`: what operators did."""

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from acd.cli.daemon import Daemon
from acd.cli.exits import USAGE, AcdError
from acd.cli.options import config_option, json_option, socket_option
from acd.cli.paper import cell, console, folded, table
from acd.cli.settings import settings_in
from acd.cli.since import Moment
from acd.cli.socket_path import find_socket
from acd.cli.text import print_json
from acd.control.privacy_requests import MOST_ACTS, ListActs
from acd.core.acts import OperatorActed
from acd.store import Reader, StoreError

_STYLES: Final = {"denied": "bold red", "refused": "yellow", "failed": "yellow"}
Acts = tuple[OperatorActed, ...]


@click.command("audit")
@click.option("--since", type=Moment(), help="At or after: 2h, 3d, today, 14:05, 2025-11-22, ...")
@click.option("--until", type=Moment(), help="Before.")
@click.option("--by", metavar="USER", help="Only what this user did.")
@click.option("--limit", type=click.IntRange(1, MOST_ACTS), default=100, show_default=True)
@json_option
@socket_option
@config_option
def audit(
    since: float | None,
    until: float | None,
    by: str | None,
    limit: int,
    as_json: bool,
    socket: Path | None,
    config_dir: Path | None,
) -> None:
    """What operators asked of the daemon, the latest first: who, when, what, of whom, and what came of it.

    Denied and refused requests too. Asks the daemon, or reads the store where none runs.
    """
    found = _found(ListActs(since, until, by, limit), find_socket(socket, config_dir), config_dir)
    if as_json:
        print_json(found)
        return
    made = table(("When", "whole"), ("Who", "whole"), ("Role", "whole"), ("Did", "whole"), "Of", "What", ("", "fold"))
    for each in found:
        made.add_row(
            cell(datetime.fromtimestamp(each.at).strftime("%d %b %Y %H:%M:%S")),
            cell(each.who),
            cell(each.role),
            cell(each.act),
            cell(each.whom),
            cell(each.what),
            folded(f"{each.result}: {each.why}" if each.why else each.result),
            style=_STYLES.get(each.result, ""),
        )
    console().print(made if found else "nobody did anything")


def _found(wanted: ListActs, socket: Path, config_dir: Path | None) -> Acts:
    found = Daemon(socket).ask_if_running(wanted, Acts)
    return _from_store(wanted, config_dir) if found is None else found


def _from_store(wanted: ListActs, config_dir: Path | None) -> Acts:
    try:
        reader = Reader.open(settings_in(config_dir).store_url)
        try:
            return tuple(reader.acts(wanted.since, wanted.until, wanted.by, wanted.limit))
        finally:
            reader.close()
    except StoreError as error:
        raise AcdError(str(error), USAGE) from None
