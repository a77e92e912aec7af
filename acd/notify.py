"""What the daemon tells whoever keeps it running: systemd, or `acd run --supervise`, which speaks the same protocol.

A datagram of `NAME=value` lines to the socket named by NOTIFY_SOCKET; see sd_notify(3). Our own few lines: `sdnotify`
has been still since 2017 and sends on a blocking socket, systemd-python needs a compiler and systemd's headers, and the
protocol is promised to stay as it is.
"""

import os
import socket
from collections.abc import MutableMapping
from contextlib import suppress

READY = "READY=1"
STOPPING = "STOPPING=1"
ALIVE = "WATCHDOG=1"
EXTEND = "EXTEND_TIMEOUT_USEC="  # and so many microseconds
BEATS = 4  # in the watchdog's time: one that is late is forgiven
UNWATCHED_S = 5.0  # between two beats where nobody minds our silence


class Notifier:
    """`watchdog_s`: how long we may be silent; None when nobody minds. Telling never waits and never fails: a word that
    cannot be delivered now is as good as silence."""

    def __init__(self, address: str = "", watchdog_s: float | None = None) -> None:
        """`address`: a path, or `@name` for an abstract socket; empty when nobody listens."""
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.watchdog_s = watchdog_s if address else None

    @classmethod
    def taken_from(cls, environ: MutableMapping[str, str]) -> "Notifier":
        """As `environ` says. The variables are taken out of it: they are meant for this process and no child of it."""
        address = environ.pop("NOTIFY_SOCKET", "")
        microseconds = environ.pop("WATCHDOG_USEC", "")
        meant_for = environ.pop("WATCHDOG_PID", "")
        is_ours = microseconds.isdecimal() and int(microseconds) > 0 and meant_for in ("", str(os.getpid()))
        return cls(address if address[:1] in ("/", "@") else "", int(microseconds) / 1e6 if is_ours else None)

    @property
    def every_s(self) -> float:
        """How often to tell that we are alive."""
        return UNWATCHED_S if self.watchdog_s is None else self.watchdog_s / BEATS

    @property
    def is_heard(self) -> bool:
        return bool(self._address)

    def tell(self, *words: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto("\n".join(words).encode(), self._address)
