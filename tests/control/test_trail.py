"""What is written of a request: enough to know who did what to whom, and nothing that must not be kept."""

import pytest

from acd.config.roles import Role
from acd.control.desk_requests import AnnouncementPiece, DeleteMessage
from acd.control.peer import Peer
from acd.control.requests import (
    CallBack,
    ChangeSkills,
    Drop,
    History,
    Move,
    Pause,
    Reload,
    Request,
    UnlockPin,
)
from acd.control.trail import DENIED, DONE, REFUSED, acted

ANNA = Peer(1000, "anna", frozenset())


def written(request: Request) -> tuple[str, str, str]:
    row = acted(ANNA, Role.OPERATOR, request, 5.0, DONE)
    assert (row.at, row.uid, row.who, row.role, row.result, row.why) == (5.0, 1000, "anna", "operator", "done", "")
    return row.act, row.whom, row.what


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (Pause("100123", "lunch"), ("agent-pause", "100123", "reason lunch")),
        (Drop("main-1763769287.12"), ("call-drop", "main-1763769287.12", "")),
        (Move("main-1.2", "sales", 2), ("call-move", "main-1.2", "queue sales, position 2")),
        (ChangeSkills("1001", {"fr": 3, "de": 0}), ("agent-skills", "1001", "skills fr=3 de=0")),
        (Reload(), ("reload", "", "")),
        (DeleteMessage(12), ("message-delete", "12", "")),
        (AnnouncementPiece("abcdefgh", b"xyz"), ("announcement-piece", "abcdefgh", "data 3 bytes")),
    ],
)
def test_who_what_of_whom(request_: Request, told: tuple[str, str, str]) -> None:
    assert written(request_) == told


@pytest.mark.parametrize(
    "request_",
    [
        CallBack("+4930901820", "sales"),
        UnlockPin("+4930901820"),
        History(number="4930901820"),
        Pause("1001", "he called +4930901820 himself"),
    ],
)
def test_a_callers_number_is_never_in_it(request_: Request) -> None:
    row = acted(ANNA, Role.ADMIN, request_, 5.0, REFUSED, "nobody calls +4930901820\nhere")
    assert "0901820" not in repr(row)
    assert "***20" in f"{row.whom} {row.what}"
    assert row.why == "nobody calls ***20 here"


def test_a_short_account_is_hidden_whole() -> None:
    assert acted(ANNA, Role.VIEWER, UnlockPin("4711"), 5.0, DENIED).whom == "***"
