"""Where the show is seen: a live board under a scrolling story in a terminal, plain lines anywhere else."""

import os
import sys
import time
from types import TracebackType
from typing import Final, Self

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from acd.cli.text import clock
from acd.control.client import Client, ControlError
from acd.control.protocol import Telling
from acd.control.requests import View
from acd.core.view import FloorView
from acd.lab.board import board, one_line
from acd.lab.telling import Teller

_BOARD_EVERY_S: Final = 0.25
_LINE_EVERY_S: Final = 10.0


def paper() -> Console:
    """The terminal as it is; plain text of any length in a log."""
    console = Console(markup=False, highlight=False, emoji=False)
    if console.is_terminal and not console.is_dumb_terminal:
        return console
    width = None if "COLUMNS" in os.environ else 1000
    return Console(markup=False, highlight=False, emoji=False, force_terminal=False, width=width)


class Screen:
    """A context manager. `tell` prints what happened, `draw` the board as it is now, as often as makes sense."""

    def __init__(self, client: Client, *, console: Console | None = None) -> None:
        self.console = console or paper()
        self._client = client
        self._is_live = self.console.is_terminal
        self._began = time.monotonic()
        self._next = 0.0
        self._teller: Teller | None = None
        self._live = Live(console=self.console, auto_refresh=False, transient=True, redirect_stderr=False)

    def __enter__(self) -> Self:
        if self._is_live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_live:
            self._live.stop()

    def tell(self, telling: Telling) -> None:
        if self._teller is None:
            view = self._view()
            names = {agent.agent: agent.name for agent in view.agents} if view else {}
            self._teller = Teller(names, is_terminal=self._is_live)
        if (told := self._teller.tell(telling)) is not None:
            self._print(told)

    def say(self, sentence: str) -> None:
        """A line of the show's own."""
        self._print(Text(sentence, style="bold yellow"))

    def draw(self, note: str) -> None:
        """`note` goes into the board's heading beside the time that has passed."""
        passed = time.monotonic() - self._began
        if passed < self._next:
            return
        self._next = passed + (_BOARD_EVERY_S if self._is_live else _LINE_EVERY_S)
        heading = f"{clock(passed)}  {note}"
        view = self._view()
        if self._is_live:
            self._live.update(board(view, heading, self.console.width), refresh=True)
        elif view is not None:
            self._print(Text(f"-- {heading}: {one_line(view)}"))

    def _view(self) -> FloorView | None:
        try:
            return self._client.ask(View(), FloorView)
        except ControlError:
            return None

    def _print(self, what: RenderableType) -> None:
        self.console.print(what, soft_wrap=not self._is_live)
        if not self._is_live:
            sys.stdout.flush()
