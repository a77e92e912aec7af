"""`acd drain`, and what others show of it."""

from typing import Any

import pytest

from acd.cli.drain import told
from acd.control.duty import Draining, DrainWay

pytestmark = pytest.mark.usefixtures("stop_daemon")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ([], (None, None)),
        (["--for", "30"], (DrainWay.SERVE, 30.0)),
        (["--how", "fallback", "--for", "5"], (DrainWay.FALLBACK, 5.0)),
    ],
)
def test_it_says_what_becomes_of_those_who_wait(run: Any, house: Any, words: list[str], asked: object) -> None:
    said = run("drain", *words).output
    assert said.startswith("DRAINING: no new work; 3 waiting, they are served first; the end is in 1 min")
    assert house.drains == [asked]


def test_bad_words_are_refused(run: Any, house: Any) -> None:
    assert run("drain", "--for", "-1").exit_code == 2
    assert run("drain", "--how", "never").exit_code == 2
    assert house.drains == []


def test_it_stands_over_status_and_agents(run: Any, house: Any) -> None:
    assert "DRAINING" not in run("status").output + run("agents").output
    run("drain")
    for command in ("status", "agents"):
        assert "DRAINING: no new work; 3 waiting" in run(command).output


def test_who_is_left_is_not_said_to_have_an_end() -> None:
    left = told(Draining(DrainWay.LEAVE, 5.0, 5.0, 2), 5.0)
    assert left == "DRAINING: no new work; 2 waiting, they stay on hold for the next daemon"
