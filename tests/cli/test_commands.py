"""Every command against a daemon of cardboard: what it prints, both ways, and how it exits."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from acd.control.house import Compared
from acd.core.commands import Reply
from acd.core.events import (
    AgentPaused,
    AgentReady,
    AgentSignedIn,
    AgentSignedOut,
    AgentSkillsChanged,
    ContactDropped,
    ContactMoved,
    ContactPrioritised,
)
from acd.core.records import Outcome
from acd.core.view import FloorView

ALL = [
    ["status"],
    ["queues"],
    ["calls"],
    ["agents"],
    ["agent", "ready", "1001"],
    ["call", "drop", "main-1763820001.12"],
    ["why", "main-1763820001.12"],
    ["history"],
    ["reload"],
    ["heal"],
    ["watch"],
]
CALL = "main-1763820001.12"

pytestmark = pytest.mark.usefixtures("stop_daemon")


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


@pytest.mark.parametrize("words", [["queues"], ["calls"], ["agents"], ["why", CALL], ["history"]])
def test_a_table_fits_eighty_columns_whatever_is_in_it(run: Any, words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 0
    assert max(columns(line) for line in result.output.splitlines()) <= 80


@pytest.mark.parametrize("words", [[*words, "--json"] for words in ALL] + ALL)
def test_nothing_printed_can_act_on_the_terminal(run: Any, words: list[str]) -> None:
    output = run(*words).output
    assert output
    assert not [c for c in output if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\n"]


@pytest.mark.parametrize("words", [words for words in ALL if words != ["watch"]])
def test_json_is_json(run: Any, words: list[str]) -> None:
    result = run(*words, "--json")
    assert result.exit_code == 0
    json.loads(result.output)


# --- looking ---


def test_queues(run: Any) -> None:
    lines = run("queues").output.splitlines()
    assert lines[0].split() == ["Queue", "Wait", "Longest", "Expect", "Free", "In", "Ans", "Abd", "Other", "SL", "ASA"]
    assert lines[2].split() == "sales 2 8:00 2:05 1/5 120 101 12 5 87 % 0:14".split()  # noqa: SIM905
    assert lines[4].split() == "support 0 - 0:00 2/3 0 0 0 0 - -".split()  # noqa: SIM905
    assert json.loads(run("queues", "--json").output)[0]["service_level"] == 0.873


def test_calls(run: Any) -> None:
    output = run("calls").output
    for said in (CALL, "with 1001", "rings 1005", "waiting #1", "unknown caller"):
        assert said in output
    assert json.loads(run("calls", "--json").output)[2]["position"] == 1


def test_agents(run: Any) -> None:
    output = run("agents").output
    for said in ("signed out", "phone lost", "lunch, missed", "0:07 left", "call main-…12", "王小明", "fr=3 sales=7"):
        assert said in output
    assert json.loads(run("agents", "--json").output)[1]["reason"] == "lunch"


def test_nothing_to_show_is_said(run: Any, house: Any) -> None:
    house.floor = FloorView(1.0, (), (), (), ())
    house.decided = ()
    assert run("queues").output == "no queues\n"
    assert run("calls").output == "no calls\n"
    assert run("agents").output == "no agents\n"
    assert "no agent has been chosen for x" in run("why", "x").output
    assert json.loads(run("calls", "--json").output) == []


def test_a_pipe_gets_nothing_cut(run: Any) -> None:
    assert "a-rather-long-queue-name" in run("calls", COLUMNS=None).output


def test_status(run: Any) -> None:
    output = run("status").output
    for said in (
        "up 1 d 1 h",
        "TROUBLE: disk full, 7 rows waiting (5 in the spool, 1.2 MB, the oldest for",
        "; LOST 2: journal 2",
        "Asterisk 22.6.0",
        "connection refused",
    ):
        assert said in output
    assert json.loads(run("status", "--json").output)["links"][1]["state"] == "lost"


def test_why_shows_scores_terms_margin_and_gates(run: Any) -> None:
    output = run("why", CALL).output
    for said in (
        "queue sales, after 12 s",
        "1001 Anna Kowalska, 12.0 s better than 1004 D",
        "it would have been 1004 D with weight handle at 0.2 instead of 1",
        "8.3",
        "0.5*30",
        "skill fr 2 < 3",
        "needed: fr >= 2 (relaxed from 3)",
        "wrapping",
    ):
        assert said in output
    assert json.loads(run("why", CALL, "--json").output)[0]["decision"]["margin"] == 12.0


def test_history_asks_for_what_was_wanted(run: Any, house: Any) -> None:
    result = run(
        "history",
        *("--since", "2025-11-22T00:00:00+00:00", "--agent", "1001", "--queue", "sales", "--number", "+48"),
        *("--outcome", "abandoned", "--limit", "7"),
    )
    (wanted,) = house.filters
    assert (wanted.since, wanted.agent, wanted.queue, wanted.number) == (1763769600.0, "1001", "sales", "+48")
    assert (wanted.outcome, wanted.limit) == (Outcome.ABANDONED, 7)
    for said in ("by 1001", "abandoned", "turned away", "3:06"):
        assert said in result.output


def test_watch_tells_the_story_until_the_daemon_goes(run: Any) -> None:
    result = run("watch")
    assert result.exit_code == 3
    assert "the daemon closed the watch" in result.output
    assert "main-…12 rings 1001 Anna Kowalska (12 s better than 1004; 2 not eligible)" in result.output
    assert "talks to 1001 Anna Kowalska after waiting 16 s" in result.output


def test_watch_in_json_is_a_line_each(run: Any) -> None:
    lines = [json.loads(line) for line in run("watch", "--json").output.splitlines() if line.startswith("{")]
    assert [line["kind"] for line in lines] == ["ContactEntered", "Decided", "OfferConnected"]


# --- doing ---


@pytest.mark.parametrize(
    ("words", "event"),
    [
        (["agent", "sign-in", "1001"], AgentSignedIn("1001", "t")),
        (["agent", "sign-out", "1001"], AgentSignedOut("1001", "t")),
        (["agent", "pause", "1001"], AgentPaused("1001", "pause", "t")),
        (["agent", "pause", "1001", "lunch"], AgentPaused("1001", "lunch", "t")),
        (["agent", "ready", "1001"], AgentReady("1001", "t")),
        (["agent", "skills", "1001", "fr=9"], AgentSkillsChanged("1001", {"sales": 7, "fr": 9}, "t")),
        (["agent", "skills", "1001", "sales=0"], AgentSkillsChanged("1001", {"sales": 0, "fr": 3}, "t")),
        (["agent", "skills", "99", "fr=3"], AgentSkillsChanged("99", {"fr": 3}, "t")),
        (["call", "move", CALL, "support"], ContactMoved(CALL, "support", "t", None)),
        (["call", "move", CALL, "--position", "1"], ContactMoved(CALL, "sales", "t", 1)),
        (["call", "priority", CALL, "9"], ContactPrioritised(CALL, 9, "t")),
        (["call", "drop", CALL], ContactDropped(CALL, "t")),
    ],
)
def test_a_deed_is_asked_for_and_said(run: Any, house: Any, words: list[str], event: object) -> None:
    result = run(*words)
    assert result.exit_code == 0
    assert house.events == [event]
    assert words[2] in result.output


def test_heal_prints_what_differs(run: Any, house: Any) -> None:
    [line] = house.compared.differences
    assert run("heal").output == f"{line}\n1 healed\n"
    assert run("heal", "--dry-run").output == f"{line}\n"
    assert json.loads(run("heal", "--json").output) == {"differences": [line], "unseen": []}
    house.compared = Compared((), ("berlin",))
    assert run("heal").output == "PBX berlin is not connected: it is compared when it is back\nno difference\n"
    assert house.heals == [False, True, False, False]


def test_reload_prints_the_difference(run: Any, house: Any) -> None:
    assert run("reload").output == "queue sales: ring_s 15 -> 20\n"
    house.changes = ()
    assert run("reload").output == "nothing changed\n"


def test_the_doctor_exits_1_when_something_is_wrong(run: Any, house: Any) -> None:
    result = run("pbx", "doctor")
    assert result.exit_code == 1
    assert "-> include acd.conf in extensions.conf" in result.output
    house.checks = house.checks[:1]
    assert run("pbx", "doctor", "--json").exit_code == 0


# --- errors ---


def test_a_refused_deed_exits_1_with_the_sentence(run: Any, house: Any) -> None:
    house.reply = Reply("", ok=False, error="there is no agent 9\x1b[2J")
    result = run("agent", "ready", "9")
    assert result.exit_code == 1
    assert result.output == "acd: there is no agent 9\\x1b[2J\n"


def test_a_refused_reload_prints_every_error(run: Any, house: Any) -> None:
    house.refusal = "queues.toml: sales.ring_s: got -1\nagents.toml: 1001.pbx: got 'x'"
    result = run("reload")
    assert result.exit_code == 1
    assert result.output == f"acd: {house.refusal}\n"


@pytest.mark.parametrize(
    "words",
    [
        ["agent", "skills", "1001", "fr"],
        ["agent", "skills", "1001", "fr=11"],
        ["agent", "skills", "1001", "fr=-1"],
        ["agent", "skills", "1001", "=3"],
        ["agent", "skills", "1001", "fr=²"],
        ["agent", "skills", "1001"],
        ["call", "move", CALL],
        ["call", "priority", CALL, "11"],
        ["history", "--since", "someday"],
        ["history", "--limit", "0"],
        ["history", "--outcome", "lost"],
        ["nonsense"],
    ],
)
def test_bad_usage_exits_2_and_asks_nothing(run: Any, house: Any, words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert not house.events


def test_moving_a_call_that_is_not_there_says_so(run: Any) -> None:
    result = run("call", "move", "main-9.9", "--position", "1")
    assert result.exit_code == 1
    assert "there is no call main-9.9" in result.output


def test_text_the_daemon_cannot_take_is_refused(run: Any) -> None:
    assert run("agent", "ready", "a\nb").exit_code == 1
    assert run("agent", "ready", "x" * 100_000).exit_code == 1
    assert run("agent", "ready", "").exit_code == 1


@pytest.mark.parametrize("words", [*ALL, ["pbx", "doctor"], ["agent", "sign-in", "1"], ["call", "move", "a", "b"]])
def test_no_daemon_is_one_line_and_exit_3(run: Any, stop_daemon: Any, socket: Path, words: list[str]) -> None:
    stop_daemon()
    result = run(*words)
    assert result.exit_code == 3
    assert result.output == f"acd: the daemon is not running (nothing answers at {socket}); start it with 'acd run'\n"
