"""Ports that are free, and pairs of them."""

import random
import socket

from acd.lab import ports


def test_a_pair_is_even_and_free_on_both_sides(monkeypatch):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        used = taken.getsockname()[1]
        draws = iter([used & ~1 if used % 2 else used + 1, 24_680, 24_682, 24_684])  # its neighbour first
        monkeypatch.setattr(random, "randrange", lambda *_: next(draws))
        pair = ports.free_rtp()
    assert pair % 2 == 0
    assert pair != used & ~1
