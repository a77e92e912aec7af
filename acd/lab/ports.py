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


def free_rtp(host: str = "127.0.0.1") -> int:
    """An even port that nobody listens on now, nor on the next, which is RTCP's."""
    while True:
        port = free_udp(host) & ~1
        with ExitStack() as trials:
            try:
                for each in (port, port + 1):
                    trials.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)).bind((host, each))
            except OSError:
                continue
            return port


def rtp_range(count: int) -> tuple[int, int]:
    """First and last of `count` ports; Asterisk passes over single ones that are taken."""
    first = random.randrange(_LOWEST, _HIGHEST - count, 2)
    return first, first + count - 1
