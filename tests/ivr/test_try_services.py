"""What a person types in place of a service, when he tries a flow."""

from collections.abc import Iterator

import pytest

from ivr.inputs import HungUp, Input
from ivr.outputs import CheckPin, LookUp
from ivr.services import Found, LookupFailed, NotFound, PinChecked, Trouble, Verdict
from ivr.try_services import served

LOOKUP = LookUp("orders", {"number": "4711"})
PIN = CheckPin("customers", "1001", "2580")


def answered(output: LookUp | CheckPin, *lines: str) -> tuple[Input, list[str]]:
    told: list[str] = []
    typed: Iterator[str] = iter(lines)
    return served(output, "find", told.append, lambda _: next(typed, None)), told


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["status=sent total=12"], Found({"status": "sent", "total": "12"})),
        ([""], NotFound()),
        (["f"], LookupFailed(Trouble.AWAY)),
        (["h"], HungUp()),
        ([], HungUp()),
        (["sent", "=x", "status=sent"], Found({"status": "sent"})),
    ],
)
def test_a_lookup(lines: list[str], answer: Input) -> None:
    happened, told = answered(LOOKUP, *lines)
    assert happened == answer
    assert told[0] == "[find] looked up: orders number=4711"
    assert len(told) == max(1, len(lines))


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        ([""], PinChecked(Verdict.RIGHT)),
        (["locked"], PinChecked(Verdict.LOCKED)),
        (["perhaps", "wrong"], PinChecked(Verdict.WRONG)),
        ([], HungUp()),
    ],
)
def test_a_pin_which_is_not_shown(lines: list[str], answer: Input) -> None:
    happened, told = answered(PIN, *lines)
    assert happened == answer
    assert told[0] == "[find] a PIN is checked: customers"
    assert "2580" not in "".join(told)
