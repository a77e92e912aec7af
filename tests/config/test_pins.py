import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.config.pins import hash_pin, is_hash, is_pin, matches


def test_a_pin_matches_its_hash_and_no_other():
    kept = hash_pin("4711")
    assert is_hash(kept)
    assert "4711" not in kept.split("$")
    assert matches("4711", kept)
    assert not matches("4712", kept)
    assert not matches("", kept)


def test_every_hash_has_its_own_salt():
    assert hash_pin("4711") != hash_pin("4711")


@pytest.mark.parametrize("pin", ["", "123", "1" * 13, "12a4", "12 34", "١٢٣٤", "1234\n"])
def test_no_pin(pin):
    assert not is_pin(pin)
    with pytest.raises(ValueError, match=r"^a PIN is 4 to 12 digits$"):
        hash_pin(pin)
    assert not matches(pin, None)


def test_an_unknown_agent_costs_a_hash_too(monkeypatch):
    import hashlib

    made = []
    scrypt = hashlib.scrypt
    monkeypatch.setattr(hashlib, "scrypt", lambda *args, **kwargs: made.append(1) or scrypt(*args, **kwargs))
    assert not matches("1234", None)
    assert not matches("1234", "garbage")
    assert not matches("12\udcff", None)
    assert len(made) == 3


def test_a_hash_of_zeros_is_no_way_in():
    assert not matches("1234", "scrypt$14$8$1$" + "A" * 22 + "$" + "A" * 43)


@settings(max_examples=15, deadline=None)
@given(st.from_regex("[0-9]{4,12}", fullmatch=True), st.from_regex("[0-9]{4,12}", fullmatch=True))
def test_only_the_same_digits_match(pin, other):
    assert matches(other, hash_pin(pin)) == (pin == other)
