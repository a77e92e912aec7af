"""`acd run`."""

from pathlib import Path

import click

from acd.cli.options import config_option
from acd.cli.socket_path import DEFAULT_CONFIG


@click.command()
@click.option("--log-numbers", is_flag=True, help="Show numbers in the log; else only their last two digits.")
@config_option
def run(config_dir: Path | None, log_numbers: bool) -> None:
    """Run the daemon in the foreground until it is told to stop (Ctrl-C, SIGTERM).

    Exits with 2 and the reason when it cannot start.
    """
    from acd.daemon import run as run_daemon

    raise click.exceptions.Exit(run_daemon(config_dir or DEFAULT_CONFIG, log_numbers=log_numbers))
