"""What the keeper hears, on a socket of the test's own."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.notify import ALIVE, READY, Notifier


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bound:
        bound.settimeout(5)
        bound.bind(str(tmp_path / "notify"))
        yield bound


def test_words_go_in_one_datagram_a_line_each(keeper: socket.socket) -> None:
    Notifier(keeper.getsockname()).tell(READY, "STATUS=zażółć")
    assert keeper.recv(99).decode() == "READY=1\nSTATUS=zażółć"


def test_an_abstract_socket() -> None:
    name = f"acd-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bound:
        bound.settimeout(5)
        bound.bind(f"\0{name}")
        Notifier(f"@{name}").tell(ALIVE)
        assert bound.recv(99) == b"WATCHDOG=1"


@pytest.mark.parametrize(("address", "watchdog_s", "every_s"), [("@a", 2.0, 0.5), ("@a", None, 5.0), ("", 2.0, 5.0)])
def test_four_words_in_the_time_the_keeper_minds(address: str, watchdog_s: float | None, every_s: float) -> None:
    assert Notifier(address, watchdog_s).every_s == every_s


def test_the_variables_are_taken_away(keeper: socket.socket) -> None:
    environ = {"NOTIFY_SOCKET": keeper.getsockname(), "WATCHDOG_USEC": "2500000", "WATCHDOG_PID": str(os.getpid())}
    notifier = Notifier.taken_from(environ)
    assert (environ, notifier.watchdog_s, notifier.is_heard) == ({}, 2.5, True)
    notifier.tell(READY)
    assert keeper.recv(99) == b"READY=1"


@pytest.mark.parametrize(
    ("address", "usec", "pid"),
    [("", "1000000", ""), ("/none", "", ""), ("/none", "0", ""), ("/none", "soon", ""), ("/none", "1000000", "1")],
)
def test_nobody_minds_our_silence(address: str, usec: str, pid: str) -> None:
    environ = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": usec, "WATCHDOG_PID": pid}
    assert Notifier.taken_from(environ).watchdog_s is None


@pytest.mark.parametrize("address", ["", "relative", "vsock:2:1234"])
def test_an_address_that_is_none(address: str) -> None:
    assert not Notifier.taken_from({"NOTIFY_SOCKET": address}).is_heard


def test_a_keeper_who_is_gone_or_deaf_holds_up_nobody(keeper: socket.socket, tmp_path: Path) -> None:
    Notifier(str(tmp_path / "none")).tell(ALIVE)
    deaf = Notifier(keeper.getsockname())
    for _ in range(1000):  # more than a socket's queue holds
        deaf.tell(ALIVE)
