"""`acd ivr intents`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acd.cli.ivr import ivr_group

FLOW = """
start: help
nodes:
  help:
    understand: [how]
    on_failure: desk
    intents:
      order: {say: [o], examples: [where is my order, my parcel has not come, when will it arrive], go: desk}
      bill: {say: [b], examples: [my bill is wrong, I was charged twice, I need an invoice], go: desk}
  desk: {handoff: desk}
"""
SENTENCES = "order\twhere is the parcel\nbill\tthe invoice is wrong\norder\tI need an invoice\nnone\tgood morning\n"


@pytest.fixture
def flow(tmp_path: Path) -> str:
    path = tmp_path / "f.yaml"
    path.write_text(FLOW, encoding="utf-8")
    return str(path)


@pytest.fixture
def sentences(tmp_path: Path) -> str:
    path = tmp_path / "s.tsv"
    path.write_text(SENTENCES, encoding="utf-8")
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ivr_group, ["intents", *arguments])


def test_the_ranking_of_a_sentence(flow: str) -> None:
    told = run(flow, "where is my order").output.splitlines()
    assert told[0].split()[1] == "order"
    assert told[0].split()[0].endswith("%")
    assert {line.split()[1] for line in told[:-1]} == {"order", "bill", "none"}
    assert told[-1].startswith("->")


def test_the_ranking_as_json(flow: str) -> None:
    told = json.loads(run(flow, "my bill", "--json").output)
    assert told[0]["intent"] == "bill"
    assert sum(each["probability"] for each in told) == pytest.approx(1.0)


def test_what_is_known_of_the_caller_counts(flow: str) -> None:
    def share(*options: str) -> float:
        told = json.loads(run(flow, "hello", "--json", *options).output)
        return float(next(each["probability"] for each in told if each["intent"] == "bill"))

    assert share("--last", "bill") > share("--last", "bill=14") > share() > share("--last", "order=0.5")


def test_an_evaluation(flow: str, sentences: str) -> None:
    told = run(flow, "--evaluate", sentences, "--mistakes")
    assert told.exit_code == 0
    for part in ("4 sentences, 2 intents", "right (top 1)", "among the first three", "recall", "ECE", "Brier"):
        assert part in told.output
    assert "order -> bill" in told.output
    assert "I need an invoice" in told.output
    assert "I need an invoice" not in run(flow, "--evaluate", sentences).output


def test_an_evaluation_as_json(flow: str, sentences: str) -> None:
    told = json.loads(run(flow, "--evaluate", sentences, "--json").output)
    assert told["sentences"] == 4
    assert told["top1"]["of"] == 3
    assert {"wanted": "order", "taken_for": "bill", "count": 1} in told["confused"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "give what a caller says, or --evaluate FILE"),
        (("x", "--evaluate", "s.tsv"), "give what a caller says, or --evaluate FILE"),
        (("x", "--node", "desk"), '"desk" is no node that understands, allowed: help'),
        (("x", "--last", "gone"), '"gone", allowed: INTENT or INTENT=DAYS, with INTENT one of bill, order'),
        (("x", "--last", "bill=soon"), '"bill=soon", allowed'),
        (("x", "--last", "bill=nan"), '"bill=nan", allowed'),
        (("--evaluate", "gone.tsv"), "gone.tsv: cannot be read: No such file or directory"),
    ],
)
def test_what_is_wrong_is_told(flow: str, arguments: tuple[str, ...], told: str) -> None:
    result = run(flow, *arguments)
    assert result.exit_code == 2
    assert told in result.output


def test_a_flow_that_asks_no_open_question(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text("start: a\nnodes:\n  a: {hangup: [x]}\n", encoding="utf-8")
    result = run(str(path), "x")
    assert result.exit_code == 2
    assert "has no node that understands" in result.output


def test_wrong_lines_are_all_told_and_act_on_no_terminal(flow: str, tmp_path: Path) -> None:
    path = tmp_path / "s.tsv"
    path.write_text("order\n\x1b[2Jgone\tx\n", encoding="utf-8")
    result = run(flow, "--evaluate", str(path))
    assert result.exit_code == 2
    assert ":1:" in result.output
    assert ":2:" in result.output
    assert "\x1b" not in result.output
