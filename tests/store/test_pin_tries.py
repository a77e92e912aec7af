"""Tries of PINs come back in their order, the old ones left out."""

from acd.core.pin_tries import PinAct, PinTried
from acd.store import Store


def test_they_come_back_in_their_order(store: Store) -> None:
    rows = [
        PinTried("customers", "a" * 32, "b" * 32, at, act)
        for at, act in ((10.0, PinAct.TRIED), (20.0, PinAct.TRIED), (20.0, PinAct.RIGHT), (30.0, PinAct.UNLOCKED))
    ]
    for row in rows:
        store.put(row, row.at)
    assert store.flush()
    assert store.read.pin_tries(0.0) == tuple(rows)
    assert store.read.pin_tries(15.0) == tuple(rows[1:])
