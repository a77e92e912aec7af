"""Values: made like dataclasses, equal and hashed by what they hold, kept as they are by mypy."""

from collections.abc import Mapping
from dataclasses import field, fields, replace

import pytest

from acd.core.frozen import frozen


@frozen
class Ring:
    contact: str
    offer: int = 1
    data: Mapping[str, str] = field(default_factory=dict, hash=False)


def test_it_is_a_dataclass_with_slots_and_a_hash():
    ring = Ring("main-1")
    assert ring == Ring("main-1", 1, {}) != Ring("main-1", 2)
    assert hash(ring) == hash(Ring("main-1"))
    assert replace(ring, offer=2) == Ring("main-1", 2)
    assert [each.name for each in fields(ring)] == ["contact", "offer", "data"]
    with pytest.raises(AttributeError):
        ring.colour = "red"
