"""A show (`demo`, `run`) as a process of its own, with what it prints; its files go into one folder."""

import os
import subprocess
import sys
import time
from pathlib import Path

from acd.lab.paths import CHECKOUT


class Showing:
    def __init__(self, folder: Path, *argv: str) -> None:
        self.folder = folder / "tmp"
        self.folder.mkdir()
        self._out = folder / "out"
        with self._out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *argv],
                cwd=CHECKOUT,
                env={**os.environ, "TMPDIR": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(15)

    @property
    def said(self) -> str:
        return self._out.read_text()

    def wait_for(self, text: str, within_s: float = 30.0) -> str:
        """All that was said, once `text` is in it."""
        deadline = time.monotonic() + within_s
        while text not in self.said:
            assert time.monotonic() < deadline, f"{text!r} was not said: {self.said}"
            assert self.process.poll() is None, self.said
            time.sleep(0.05)
        return self.said

    def ended(self, within_s: float) -> int:
        return self.process.wait(within_s)

    def left(self) -> list[str]:
        """Files and processes that are still there."""
        commands = []
        for each in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                commands.append(each.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
            except OSError:
                continue
        return [*map(str, self.folder.iterdir()), *(line for line in commands if str(self.folder) in line)]
