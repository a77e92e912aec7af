"""Lots: what one leaves is what the other is made of."""

import numpy as np
import pytest

from acd.lab.progress import Progress
from bench.speech import measure
from bench.speech.corpus import Item
from bench.speech.texts import DIGITS

ITEMS = [Item("digits", "v", word, word, 30, False, np.zeros(1), 8000) for word in DIGITS]


def test_the_rest_is_all_that_the_lot_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "spoken", lambda *_, fits: [item for item in ITEMS if item.fits == fits])
    monkeypatch.setattr(measure, "recorded", list)
    lot, rest = (
        [item.said for item, _ in measure.sounds(Progress(), 3, fits=False, rest=rest)] for rest in (False, True)
    )
    assert len(lot) == len(DIGITS) // 3
    assert sorted(lot + rest) == sorted(DIGITS)
