"""Starts the daemon, again when it has died, and passes signals on: what systemd does with `acd.service`, without it.

A daemon that says its configuration or its place will not do (exit code 2) is not started again, and one told to end is
let go. Callers notice none of the rest: they are in the PBX.
"""

import asyncio
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from acd.log_format import log_to_stderr
from acd.supervise.backoff import FIRST_S, Backoff
from acd.supervise.life import Life, Patience

log = logging.getLogger(__name__)
CANNOT_START = 2


def supervise(argv: Sequence[str], patience: Patience | None = None, first_s: float = FIRST_S) -> int:
    """Runs `argv` until told to stop (SIGTERM, SIGINT) or until it makes no sense; SIGHUP is passed on. The exit code:
    the daemon's, 128 + the signal that killed it, 0 where it was told to stop between two lives."""
    log_to_stderr("info", numbers=True)  # a process id is all there is
    try:
        with tempfile.TemporaryDirectory(prefix="acd-supervise-") as folder:
            return asyncio.run(Supervisor(argv, Path(folder), patience or Patience(), Backoff(first_s)).run())
    except OSError as error:
        print(f"acd: cannot supervise: {error}", file=sys.stderr)
        return CANNOT_START


class Supervisor:
    """`folder`: where the lives' sockets are made; nobody else may enter it."""

    def __init__(self, argv: Sequence[str], folder: Path, patience: Patience, backoff: Backoff) -> None:
        self._argv = argv
        self._folder = folder
        self._patience = patience
        self._backoff = backoff
        self._lives = 0
        self._life: Life | None = None
        self._told: signal.Signals | None = None
        self._is_told = asyncio.Event()

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop, number)
        loop.add_signal_handler(signal.SIGHUP, self._hang_up)
        watched, held = os.pipe()  # we hold it open; the kernel closes it with us
        try:
            return await self._keep(watched)
        finally:
            os.close(watched)
            os.close(held)

    async def _keep(self, pipe: int) -> int:
        while True:
            fate, ready_s = await self._one_life(pipe)
            if self._told is not None:
                log.info("the daemon %s, as told by %s", _words(fate), self._told.name)
                return 0 if fate == -self._told else _exit_code(fate)
            if fate == CANNOT_START:
                log.error("the daemon says it cannot start, the reason stands above: it is not started again")
                return fate
            wait_s = self._backoff.after(ready_s)
            log.error("the daemon %s; it is started again in %g s", _words(fate), wait_s)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._is_told.wait()
                return 0

    async def _one_life(self, pipe: int) -> tuple[int | str, float]:
        """How it ended, and how long it was ready."""
        self._lives += 1
        address = self._folder / f"notify-{self._lives}"
        try:
            self._life = life = Life(self._argv, address, pipe, self._patience)
        except OSError as error:
            return f"cannot be started: {error}", 0.0
        try:
            return await life.last(), life.ready_s
        finally:
            self._life = None
            life.kill()
            address.unlink(missing_ok=True)

    def _stop(self, number: signal.Signals) -> None:
        self._told = number
        self._is_told.set()
        if self._life is not None:
            self._life.stop(number)

    def _hang_up(self) -> None:
        if self._life is not None:
            self._life.hang_up()


def _words(fate: int | str) -> str:
    if isinstance(fate, str):
        return fate
    return f"ended with code {fate}" if fate >= 0 else f"was killed by {signal.Signals(-fate).name}"


def _exit_code(fate: int | str) -> int:
    if isinstance(fate, str):
        return CANNOT_START
    return fate if fate >= 0 else 128 - fate
