import pytest

from acd.store.wanted import Wanted

BERLIN = "+4930901820"


@pytest.mark.parametrize("typed", ["+4930901820", "004930901820", "030901820", "+49 30 90 18 20", "030/901820"])
@pytest.mark.parametrize("kept", ["+4930901820", "004930901820", "4930901820", "030901820", "30901820", "(030) 901820"])
def test_all_spellings_are_one_number(typed: str, kept: str) -> None:
    wanted = Wanted(typed, "DE")
    assert wanted.is_same(kept)
    assert wanted.is_in(f'{{"number":"{kept}","name":"x"}}')
    assert wanted.without(f"call {kept} back") == "call  back" or kept.startswith("(")
    assert not wanted.is_in(wanted.without(f"call {kept} back"))


@pytest.mark.parametrize("other", ["+49309018201", "+4830901820", "130901820", "0309018200", "+493090182", ""])
def test_a_number_that_only_looks_like_it_is_another(other: str) -> None:
    wanted = Wanted(BERLIN, "DE")
    assert not wanted.is_same(other)
    assert not wanted.is_in(f'"{other}"')
    assert wanted.without(f"x {other} y") == f"x {other} y"


def test_without_a_country_only_what_says_its_own_is_the_same() -> None:
    wanted = Wanted(BERLIN)
    assert wanted.is_same("4930901820")
    assert wanted.is_same("004930901820")
    assert not wanted.is_same("030901820")
    assert Wanted("030901820").spellings == {"030901820"}


def test_a_foreign_number_is_not_a_national_one() -> None:
    polish = Wanted("+48600123456", "DE")
    assert polish.is_same("0048600123456")
    assert not polish.is_same("600123456")
    assert not polish.is_same("0600123456")


def test_a_short_number_is_looked_for_as_a_number_only() -> None:
    wanted = Wanted("1001", "DE")
    assert wanted.is_same("1001")
    assert not wanted.is_in('{"agent":"1001"}')
    assert wanted.is_in('{"number":"1001"}')
    assert wanted.without("1001") == ""
    assert wanted.without("agent 1001") == "agent 1001"
    assert not wanted.is_in_bytes(b"1001")


@pytest.mark.parametrize("name", ["anna", "", "+", "0" * 60, "sip:x@y", "'; DROP TABLE"])
def test_what_is_no_number_is_only_like_itself(name: str) -> None:
    assert Wanted(name, "DE").is_same(name)
    assert not Wanted(name, "DE").is_same(BERLIN)


@pytest.mark.parametrize(
    ("data", "is_there"),
    [
        (b"\x00sales030901820Anna", True),
        (b"sales1030901820", True),  # a queue that ends in a digit, with nothing between
        (b"+4930901820030901820", True),  # a name that is the number
        (b"+493090182030901820", True),  # number and national part
        (b"+49309018201", False),
        (b"4830901820", False),
        (b"30901820", True),
        (b"1763769287.12", False),
    ],
)
def test_bytes_of_a_page(data: bytes, is_there: bool) -> None:
    assert Wanted(BERLIN, "DE").is_in_bytes(data) is is_there
