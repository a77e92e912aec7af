"""`acd run`."""

import sys
from pathlib import Path

import click

from acd.cli.options import config_option
from acd.cli.socket_path import DEFAULT_CONFIG


@click.command()
@click.option("--supervise", is_flag=True, help="Start it again whenever it dies or hangs; for places without systemd.")
@click.option("--log-numbers", is_flag=True, help="Show numbers in the log; else only their last two digits.")
@config_option
def run(config_dir: Path | None, supervise: bool, log_numbers: bool) -> None:
    """Run the daemon in the foreground until it is told to stop (Ctrl-C, SIGTERM).

    Exits with 2 and the reason when it cannot start.
    """
    if supervise:
        from acd.supervise.supervisor import supervise as keep_running

        raise click.exceptions.Exit(keep_running(_unsupervised()))
    from acd.daemon import run as run_daemon

    raise click.exceptions.Exit(run_daemon(config_dir or DEFAULT_CONFIG, log_numbers=log_numbers))


def _unsupervised() -> list[str]:
    """The command that runs us, without the supervision; ended by SIGABRT it writes down where it was stuck."""
    words = (word for word in sys.orig_argv[1:] if word != "--supervise")
    return [sys.executable, "-X", "faulthandler", *words]
