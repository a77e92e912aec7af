"""Progress for people: one line that changes in a terminal, a plain line per step in a log."""

import sys
import time
from typing import TextIO


class Progress:
    """`step` begins a line, `update` changes it (terminal only), `done` closes it with the time it took."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._is_terminal = self._out.isatty()
        self._text = ""
        self._began = 0.0

    def step(self, text: str) -> None:
        self._text, self._began = text, time.monotonic()
        self._write(f"\r\033[K{text} ..." if self._is_terminal else f"{text} ...\n")

    def update(self, detail: str) -> None:
        if self._is_terminal:
            self._write(f"\r\033[K{self._text} ... {detail}")

    def done(self, detail: str = "") -> None:
        took = f"{self._text}: {detail or 'done'} ({time.monotonic() - self._began:.1f} s)\n"
        self._write(f"\r\033[K{took}" if self._is_terminal else took)

    def broken(self) -> None:
        """Leave the line so that an error message begins on a fresh one."""
        if self._is_terminal and self._text:
            self._write("\n")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
