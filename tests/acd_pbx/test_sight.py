"""What one look at a PBX says of who is there."""

from acd.pbx.sight import sight
from tests.acd_pbx.said import CALLER, CONTACT, LEG, TRUNK, WAITING, Row, channel, holding, leg, status

NOW = 1795306600.0


def present(headers: Row, **variables: str) -> frozenset[str]:
    return sight("main", [status(headers, **variables)], [], lambda _: None, NOW, ()).present


def test_a_caller_is_there_wherever_he_stands() -> None:
    for context in ("acd-hold", "acd-agent", "elsewhere"):
        assert present(holding(context), **WAITING) == {CONTACT}


def test_an_agents_leg_is_not_its_caller() -> None:
    assert present(leg(), **(WAITING | {"ACD_HELD": ""})) == frozenset()


def test_a_customer_who_was_called_first_is_there_once_he_is_on_hold() -> None:
    assert present(channel(LEG, TRUNK, "acd-hold"), **WAITING) == {CONTACT}


def test_who_has_no_name_of_ours_is_nobody() -> None:
    assert present(channel(CALLER, TRUNK, "elsewhere")) == frozenset()
    assert present(channel(CALLER, TRUNK, "elsewhere"), ACD_CALL_ID="other-1.2") == frozenset()
