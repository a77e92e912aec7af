"""One life of the daemon, from its start to its death.

It must say it is ready, then feed the watchdog, and end when it is told to, each in its time. One that does not is
ended: SIGABRT first, by which it writes down where it was stuck, then SIGKILL. The words are systemd's
(``acd.notify``), on a socket of this life only, in a folder nobody else can enter.
"""

import asyncio
import logging
import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from acd.notify import ALIVE, EXTEND, READY, STOPPING
from acd.supervise import tether

log = logging.getLogger(__name__)
_MOST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds the daemon has: to be ready, between two words, to end when told to, to die of SIGABRT."""

    start_s: float = 90.0
    watchdog_s: float = 10.0
    stop_s: float = 20.0
    abort_s: float = 3.0


class Life:
    """Begins with its making, which raises OSError; `last` is how it ends. In a running loop only."""

    def __init__(self, argv: Sequence[str], address: Path, pipe: int, patience: Patience) -> None:
        """`pipe`: the end of the tether that the daemon watches."""
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._born = self._loop.time()
        self._ready: float | None = None
        self._is_ending = False
        self._hang_up_is_owed = False
        self.status = ""  # its own last words about itself
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            self._socket.bind(str(address))
            self._process = self._start(argv, address, pipe)
        except OSError:
            self._socket.close()
            raise
        self._loop.add_reader(self._socket, self._listen)
        self._timer = self._fuse("was not ready", patience.start_s)
        log.info("the daemon is started (pid %d)", self._process.pid)

    def _start(self, argv: Sequence[str], address: Path, pipe: int) -> subprocess.Popen[bytes]:
        """In a process group of its own: a Ctrl-C comes from us, once."""
        environ = os.environ | {
            "NOTIFY_SOCKET": str(address),
            "WATCHDOG_USEC": str(int(self._patience.watchdog_s * 1e6)),
            tether.VARIABLE: str(pipe),
        }
        environ.pop("WATCHDOG_PID", None)
        return subprocess.Popen(argv, stdin=subprocess.DEVNULL, env=environ, pass_fds=(pipe,), process_group=0)  # noqa: S603

    async def last(self) -> int:
        """Waits for the end; the exit code, or minus the signal that killed it."""
        try:
            return await asyncio.to_thread(self._process.wait)
        finally:
            self._timer.cancel()
            self._loop.remove_reader(self._socket)
            self._listen()  # what it said at the very end
            self._timer.cancel()
            self._socket.close()

    @property
    def ready_s(self) -> float:
        """How long it has been ready."""
        return 0.0 if self._ready is None else self._loop.time() - self._ready

    def stop(self, number: signal.Signals) -> None:
        """Passes on the signal that is to end it."""
        self._process.send_signal(number)
        self._end_soon()

    def hang_up(self) -> None:
        """Has it reload; one that is not ready yet knows nothing of that signal and is told later."""
        if self._ready is None:
            self._hang_up_is_owed = True
        else:
            self._process.send_signal(signal.SIGHUP)

    def _listen(self) -> None:
        try:
            while True:
                for word in self._socket.recv(_MOST_BYTES).decode(errors="replace").splitlines():
                    self._hear(word)
        except BlockingIOError:
            pass

    def _hear(self, word: str) -> None:
        if word.startswith("STATUS="):
            self.status = word.removeprefix("STATUS=")
        elif word.startswith(EXTEND):
            self._end_later(word.removeprefix(EXTEND))
        elif self._is_ending:
            pass
        elif word == READY:
            self._begin()
        elif word == ALIVE and self._ready is not None:
            self._expect("was silent", self._patience.watchdog_s)
        elif word == STOPPING:
            self._end_soon()

    def _begin(self) -> None:
        self._ready = self._loop.time()
        log.info("the daemon is ready after %.1f s", self._ready - self._born)
        self._expect("was silent", self._patience.watchdog_s)
        if self._hang_up_is_owed:
            self._process.send_signal(signal.SIGHUP)

    def _end_soon(self) -> None:
        if not self._is_ending:
            self._is_ending = True
            self._expect("did not end", self._patience.stop_s)

    def _end_later(self, microseconds: str) -> None:
        """It says how long it takes to end."""
        if microseconds.isdecimal():
            self._is_ending = True
            self._expect("did not end", int(microseconds) / 1e6)

    def _expect(self, otherwise: str, within_s: float) -> None:
        self._timer.cancel()
        self._timer = self._fuse(otherwise, within_s)

    def _fuse(self, otherwise: str, within_s: float) -> asyncio.TimerHandle:
        return self._loop.call_later(within_s, self._abort, f"{otherwise} for {within_s:g} s")

    def _abort(self, why: str) -> None:
        log.error("the daemon (pid %d) %s: it is ended (SIGABRT)%s", self._process.pid, why, self.last_words)
        self._is_ending = True
        self._process.send_signal(signal.SIGABRT)
        self._timer = self._loop.call_later(self._patience.abort_s, self.kill)

    @property
    def last_words(self) -> str:
        return f"; its last words: {self.status}" if self.status else ""

    def kill(self) -> None:
        if self._process.poll() is None:
            log.error("the daemon (pid %d) does not end: killed (SIGKILL)", self._process.pid)
            self._process.kill()
