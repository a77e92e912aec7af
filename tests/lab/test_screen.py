"""What the show looks like: it fits 80 columns, and no caller's name can act on the terminal."""

import io

import pytest
from rich.console import Console

from acd.control.protocol import Telling
from acd.core.records import AgentState, ContactEntered, Decided, FlowWalked
from acd.core.routing.why import Decision, Gated, Scored
from acd.core.view import AgentView, ContactView, FloorView, QueueView
from acd.lab.board import board, one_line
from acd.lab.telling import Teller

HOSTILE = "Eve\x1b[2J [red]\u202e" + "x" * 60


def agent(number, state, contact=None, until=None):
    return AgentView(
        str(number),
        "Anna Alvarez",
        "main",
        f"PJSIP/{number}",
        state,
        "",
        90.0,
        until,
        {"sales": 8},
        contact,
        0,
        "ok",
        3,
    )


def view():
    agents = (agent(1001, AgentState.TALKING, "main-1.1"), agent(1002, AgentState.READY, until=120.0))
    contact = ContactView(
        "main-1.1", "main", "sales", "connected", "551", HOSTILE, "", "en", 0, 80.0, None, None, "1001", 1
    )
    queue = QueueView("sales", 2, 12.0, 4.0, 2, 0, 5, 3, 1, 0, 0.75, 4.0)
    return FloorView(100.0, agents, (contact,), (queue,), ())


def printed(what, width):
    out = io.StringIO()
    Console(file=out, width=width, markup=False, highlight=False).print(what)
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_the_board_fits(width):
    text = printed(board(view(), "0:10  2 of 3", width), width)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "cooling" in text
    assert "Eve\\x1b[2J [red" in text
    assert ("75 %" in text) == (width == 120)


def test_one_line_of_it_for_a_log():
    assert one_line(view()) == "waiting: sales 2; ready 1002; talking 1001"


def decided():
    scored = tuple(Scored(str(1000 + n), 10.0 * n, ()) for n in range(1, 4))
    gated = (Gated("1004", "talking"), Gated("1005", "skill sales 0 < 1"), Gated("1006", "talking"))
    return Telling(100.0, Decided("main-1.1", 1, 100.0, Decision("main-1.1", "sales", "1001", 3, scored, gated, 10.0)))


def test_a_decision_names_who_was_passed_over_and_why():
    text = printed(Teller({"1001": "Anna"}, is_terminal=False).tell(decided()), 200)
    first, second = text.splitlines()
    assert "main-…1   rings 1001 Anna (10 s better than 1002; 3 not eligible)" in first
    assert second.strip() == "then 1003 +20 s; not 1004 1006 (talking), 1005 (skill sales 0 < 1)"


def test_in_a_terminal_long_lines_go_on_in_their_column():
    lines = printed(Teller({}, is_terminal=True).tell(decided()), 60).splitlines()
    assert len(lines) > 2
    assert all(line.startswith(" " * 19) for line in lines[1:])
    assert max(map(len, lines)) <= 60


def test_a_walk_tells_only_what_the_caller_did():
    path = (("opening", "choice 1"), ("greeting", "said"), ("main", "1"), ("sales", "to queue sales"))
    walk = FlowWalked("main-1.1", "main", "main", "551", HOSTILE, 90.0, 95.0, path, "hand_off", "sales", "buy")
    text = printed(Teller({}, is_terminal=False).tell(Telling(95.0, walk)), 200)
    assert "went through main (main 1) to queue sales" in text
    assert "\x1b" not in text


def test_what_is_not_worth_a_line_gives_none():
    row = ContactEntered("main-1.1", "main", "sales", "551", "Ann", "", 0, 90.0, 90.0)
    assert Teller({}, is_terminal=False).tell(Telling(90.0, row)) is not None
    from acd.core.events import OfferRang

    assert Teller({}, is_terminal=False).tell(Telling(90.0, OfferRang("main-1.1", 1))) is None
