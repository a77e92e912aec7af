"""Free ports on loopback, taken below the range the kernel hands out by itself so that nobody gets them by chance."""

import random
import socket
from contextlib import ExitStack

_LOWEST, _HIGHEST = 10_000, 32_000


def free_port(kind: socket.SocketKind, host: str = "127.0.0.1") -> int:
    """A port nobody listens on now."""
    while True:
        port = random.randrange(_LOWEST, _HIGHEST)
        with socket.socket(socket.AF_INET, kind) as trial:
            try:
                trial.bind((host, port))
            except OSError:
                continue
            return port


def free_tcp(host: str = "127.0.0.1") -> int:
    return free_port(socket.SOCK_STREAM, host)


def free_udp(host: str = "127.0.0.1") -> int:
    return free_port(socket.SOCK_DGRAM, host)


class HeldRtp:
    """An even port and the next, which is RTCP's, kept from everybody else on this machine until `release`."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._sockets = ExitStack()
        while not self._takes(host, port := free_udp(host) & ~1):
            self.release()
        self.port = port

    def release(self) -> None:
        """For whoever is to use them now; harmless when it was done before."""
        self._sockets.close()

    def _takes(self, host: str, port: int) -> bool:
        try:
            for each in (port, port + 1):
                held = self._sockets.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                held.bind((host, each))
        except OSError:
            return False
        return True


def free_rtp(host: str = "127.0.0.1") -> int:
    """The first of such a pair, for another process that takes it itself."""
    pair = HeldRtp(host)
    pair.release()
    return pair.port


def rtp_range(count: int) -> tuple[int, int]:
    """First and last of `count` ports; Asterisk passes over single ones that are taken."""
    first = random.randrange(_LOWEST, _HIGHEST - count, 2)
    return first, first + count - 1
