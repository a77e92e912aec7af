from hypothesis import given
from hypothesis import strategies as st

from acd.pbx.names import LegName, channel_id, is_contact, leg_name, pbx_of, phone_of


@given(st.from_regex(r"[a-z0-9]+", fullmatch=True), st.integers(1, 10**6), st.integers(0, 99), st.integers(1, 10**6))
def test_a_channel_id_names_its_offer(pbx: str, second: int, count: int, offer: int) -> None:
    contact = f"{pbx}-{second}.{count}"
    assert is_contact(contact, pbx)
    assert pbx_of(contact) == pbx
    assert leg_name(channel_id(contact, offer)) == LegName(contact, offer)


def test_other_channels_are_not_legs() -> None:
    for uniqueid in (
        "",
        "1795306505.0",
        "acd-",
        "acd-main",
        "acd--1",
        "acd-main-1.1-x",
        "acd-main-1.1-\u0663",
        "acd-doctor-7",
    ):
        assert leg_name(uniqueid) is None, uniqueid


def test_a_channel_tells_its_phone() -> None:
    assert phone_of("PJSIP/1001-0000002a") == "PJSIP/1001"
    assert phone_of("PJSIP/front-desk-00000001") == "PJSIP/front-desk"


def test_a_contact_tells_its_pbx() -> None:
    assert pbx_of("branch-east-1763769287.12") == "branch-east"
    assert pbx_of("main-1763769287.12.1") == "main"


def test_what_is_no_contact_of_this_pbx() -> None:
    for text in ("", "main", "east-1.1", "main-1.1,x", "main-1.1\r\nX: y", "main-\u0663", "main-" + "1" * 100):
        assert not is_contact(text, "main"), text
