"""Whether those who waited are found in the places they had."""

from dataclasses import replace

import pytest

from acd.core.view import ContactView
from acd.lab.second_act import _moved

WANDA = ContactView("m-1.1c1", "m", "returns", "waiting", "+49", "Wanda", "", "", 0, 100.0, 1, None, None, 0)
OSKAR = ContactView("m-1.2", "m", "returns", "waiting", "030", "Oskar", "", "", 0, 107.0, 2, None, None, 0)
BEFORE = {"m-1.1c1": WANDA, "m-1.2": OSKAR}


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        (BEFORE, []),
        (BEFORE | {"m-1.2": replace(OSKAR, entered=107.004)}, []),  # the PBX keeps milliseconds
        ({"m-1.2": OSKAR}, ["m-1.1c1"]),
        (BEFORE | {"m-1.2": replace(OSKAR, entered=112.0)}, ["m-1.2"]),
        ({"m-1.1c1": replace(WANDA, position=2), "m-1.2": replace(OSKAR, position=1)}, ["m-1.1c1", "m-1.2"]),
        (BEFORE | {"m-9.9": OSKAR}, ["m-9.9"]),
    ],
)
def test_a_place_is_position_and_time_of_entry(after: dict[str, ContactView], moved: list[str]) -> None:
    assert _moved(BEFORE, after) == moved
