"""Everybody who wants to know what happens: each event and command worth it, told as it passes the pump."""

import logging
from collections.abc import Callable

from acd.control.happenings import Happening, happening
from acd.control.house import Watcher
from acd.core.commands import Command
from acd.core.events import Event

log = logging.getLogger(__name__)


class Watchers:
    """`tell` is called in the pump's turn or in a caller's visit: a watcher returns at once. One that raises is told
    nothing more; nobody else feels it."""

    def __init__(self) -> None:
        self._watchers: dict[int, Watcher] = {}
        self._last = 0

    def add(self, watcher: Watcher) -> Callable[[], None]:
        """The returned function takes it away again."""
        self._last = number = self._last + 1
        self._watchers[number] = watcher

        def remove() -> None:
            self._watchers.pop(number, None)

        return remove

    def notice(self, of: Event | Command, at: float) -> None:
        if self._watchers and (what := happening(of)) is not None:
            self.tell(what, at)

    def tell(self, what: Happening, at: float) -> None:
        for number, watcher in tuple(self._watchers.items()):
            try:
                watcher(at, what)
            except Exception:
                self._watchers.pop(number, None)
                log.exception("a watcher failed at %s and is told nothing more", type(what).__name__)
