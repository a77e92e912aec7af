"""Lots: what one leaves is what the other is made of."""

from dataclasses import replace

import numpy as np
import pytest

from acd.lab.progress import Progress
from bench.speech import measure
from bench.speech.corpus import Item
from bench.speech.report import FAMILIES, family
from bench.speech.texts import DIGITS, GRAMMARS, LATER

ITEMS = [Item("digits", "v", word, word, 30, False, np.zeros(1), 8000) for word in DIGITS]


def test_the_rest_is_all_that_the_lot_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "spoken", lambda *_, fits: [item for item in ITEMS if item.fits == fits])
    monkeypatch.setattr(measure, "recorded", list)
    lot, rest = (
        [item.said for item, _ in measure.sounds(Progress(), 3, fits=False, rest=rest)] for rest in (False, True)
    )
    assert len(lot) == len(DIGITS) // 3
    assert sorted(lot + rest) == sorted(DIGITS)


def test_the_texts_that_were_chosen_last_are_held_against_all_kinds_of_grammars(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    items = [replace(ITEMS[0], group="outside", said=said, meaning=None) for said in LATER.outside]
    items += [replace(ITEMS[0], group="menu 4", said=said, meaning=said) for said in LATER.menus[1]]
    monkeypatch.setattr(measure, "spoken_later", lambda _: items)
    found = list(measure.later_sounds(Progress(), 1))
    assert {family(grammar) for item, grammar in found if item.meaning is None} == set(FAMILIES)
    assert {grammar for item, grammar in found if item.meaning == "meter"} == {"menu 4", "only meter"}
    assert {grammar for _, grammar in found} <= set(GRAMMARS)
