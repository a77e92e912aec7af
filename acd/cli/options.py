"""The options every command that asks the daemon has: --json, --socket, --config."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import click

from acd.cli.daemon import Daemon
from acd.cli.socket_path import find_socket

P = ParamSpec("P")

config_option = click.option(
    "--config",
    "config_dir",
    type=click.Path(path_type=Path),
    envvar="ACD_CONFIG",
    show_envvar=True,
    metavar="DIR",
    help="The configuration's directory.",
)
socket_option = click.option(
    "--socket",
    type=click.Path(path_type=Path),
    envvar="ACD_SOCKET",
    show_envvar=True,
    metavar="PATH",
    help="The daemon's control socket.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def asks_daemon(command: Callable[Concatenate[Daemon, P], None]) -> Callable[..., None]:
    """Gives `command` the daemon as its first argument."""

    @json_option
    @socket_option
    @config_option
    @functools.wraps(command)
    def asking(*args: Any, as_json: bool, socket: Path | None, config_dir: Path | None, **kwargs: Any) -> None:
        daemon = Daemon(find_socket(socket, config_dir), as_json=as_json)
        command(daemon, *args, **kwargs)

    return asking
