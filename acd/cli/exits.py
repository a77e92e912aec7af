"""Exit codes, the same in every version, and errors as people see them."""

from typing import IO, Any

import click

OK = 0
REFUSED = 1
USAGE = 2
NOT_RUNNING = 3
FAULT = 70
INTERRUPTED = 130

HELP = """\b
Exit codes:
    0  done
    1  refused: no such agent, a bad configuration on reload, the doctor
       found something wrong, ...
    2  bad usage, or a configuration that cannot be read
    3  the daemon is not running or cannot be reached
   70  a fault of acd itself
   75  the daemon cannot start now, but may later: the store is away or
       locked, its port is taken
  130  interrupted (Ctrl-C)"""


class AcdError(click.ClickException):
    """Ends the command with one clear sentence on stderr and `exit_code`."""

    def __init__(self, message: str, exit_code: int = REFUSED) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]

    def show(self, file: IO[Any] | None = None) -> None:
        from acd.cli.text import clean_lines

        click.echo(f"acd: {clean_lines(self.message)}", file=file, err=file is None)
