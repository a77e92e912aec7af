"""Ending in good order on Ctrl-C and SIGTERM: told once, then left to clear up in peace."""

import signal
from types import FrameType, TracebackType
from typing import Final, Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """Somebody wants us to end; `code` is the exit code a shell expects, one of `ASKED`."""

    ASKED: Final = tuple(128 + number for number in _SIGNALS)

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.code = 128 + number


class Ending:
    """A context manager: within it the first signal raises Ended in the main thread. From then on, and from `hold` on,
    more of them change nothing, so that they cannot cut short what clears up. After it all is as before."""

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._told) for number in _SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def hold(self) -> None:
        for number in _SIGNALS:
            signal.signal(number, lambda *_: None)

    def _told(self, number: int, _frame: FrameType | None) -> None:
        self.hold()
        raise Ended(number)
