"""The daemon's stream of happenings, read beside the main thread, which must stay free to draw and to start calls."""

import contextlib
from queue import Empty, SimpleQueue
from threading import Thread

from acd.control.client import Client, ControlError
from acd.control.protocol import Telling


class Watched:
    """Everything that happens from its making on. The reading ends with the daemon."""

    def __init__(self, client: Client) -> None:
        self._told: SimpleQueue[Telling] = SimpleQueue()
        self._stream = client.watch()
        Thread(target=self._read, name="watch", daemon=True).start()

    def take(self, *, wait_s: float = 0.0) -> list[Telling]:
        """What has come since the last time; waits up to `wait_s` for the first."""
        told: list[Telling] = []
        with contextlib.suppress(Empty):
            told.append(self._told.get(timeout=wait_s) if wait_s else self._told.get_nowait())
            while True:
                told.append(self._told.get_nowait())
        return told

    def _read(self) -> None:
        with contextlib.suppress(ControlError):
            for telling in self._stream:
                self._told.put(telling)
