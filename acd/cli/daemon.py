"""Asking the daemon from a command: its errors become exit codes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click

from acd.cli.exits import NOT_RUNNING, REFUSED, AcdError
from acd.cli.text import clean, print_json
from acd.control.client import ANSWER_S, Client, ControlError, NotRunningError, RequestRefusedError
from acd.control.protocol import Telling
from acd.control.requests import ChangeSkills, Deed, Request

T = TypeVar("T")


class Daemon:
    """The running daemon at `socket`; `as_json` says how its answers are to be printed."""

    def __init__(self, socket: Path, *, as_json: bool = False, answer_s: float = ANSWER_S) -> None:
        self._client = Client(socket, answer_s=answer_s)
        self.as_json = as_json

    def ask(self, request: Request, into: type[T]) -> T:
        with _errors():
            return self._client.ask(request, into)

    def ask_if_running(self, request: Request, into: type[T]) -> T | None:
        """None where no daemon runs."""
        with _errors():
            try:
                return self._client.ask(request, into)
            except NotRunningError:
                return None

    def do(self, deed: Deed | ChangeSkills, done: str) -> None:
        """Have `deed` done, then say so in the words of `done`."""
        self.ask(deed, type(None))
        if self.as_json:
            print_json({"done": True})
        else:
            click.echo(clean(done))

    def watch(self) -> Iterator[Telling]:
        with _errors():
            yield from self._client.watch()


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except RequestRefusedError as refused:
        raise AcdError(str(refused), REFUSED) from None
    except ControlError as error:
        raise AcdError(str(error), NOT_RUNNING) from None
