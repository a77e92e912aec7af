"""Ports that are free, and pairs of them that are kept."""

import random
import socket

import pytest

from acd.lab import ports


def test_a_pair_is_even_and_free_on_both_sides(monkeypatch):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        used = taken.getsockname()[1]
        draws = iter([used & ~1 if used % 2 else used + 1, 24_680, 24_682, 24_684])  # its neighbour first
        monkeypatch.setattr(random, "randrange", lambda *_: next(draws))
        port = ports.free_rtp()
    assert port % 2 == 0
    assert port != used & ~1


def test_a_pair_is_nobody_elses_until_it_is_released():
    pair = ports.HeldRtp()
    for port in (pair.port, pair.port + 1):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
    pair.release()
    pair.release()
    for port in (pair.port, pair.port + 1):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", port))
