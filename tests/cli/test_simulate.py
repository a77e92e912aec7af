"""`acd simulate`: what it prints and writes, and how it says no."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acd.cli.root import acd

pytestmark = pytest.mark.slow

QUICK = ("--seconds", "600", "--warm", "60", "--seeds", "2", "--agents", "12", "--load", "1.2")


def simulate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(acd, ["simulate", *map(str, arguments)])


def test_list() -> None:
    shown = simulate("--list").output
    assert "s1-surge" in shown
    assert "  acd-fair-learned\n" in shown
    told = json.loads(simulate("--list", "--json").output)
    assert "queue-rrmemory-penalty" in told["policies"]
    assert {"s1", "s2", "s3-2", "short", "rare", "mmc", "bilingual"} <= {each["name"] for each in told["scenarios"]}


def test_a_comparison_as_tables() -> None:
    result = simulate("s1", *QUICK, "--policy", "longest-idle", "--policy", "acd-fair", "--baseline", "queue-rrmemory")
    assert result.exit_code == 0, result.output
    assert "baseline queue-rrmemory" in result.output
    assert result.output.count("acd-fair") == 5  # service, effort, three kinds
    assert "1.00 ±0.00" in result.output
    assert "app_queue and mod_callcenter are models" in result.output


def test_a_comparison_for_programs() -> None:
    result = simulate("s1", *QUICK, "--policy", "acd-fair", "--policy", "random", "--first-seed", "7", "--json")
    told = json.loads(result.output)
    assert told["seeds"] == [7, 8]
    assert [row["policy"] for row in told["rows"]] == ["acd-fair", "random"]
    assert told["baseline"] == "acd-fair"
    fair = told["rows"][0]
    assert 0.0 <= fair["figures"]["sl"]["mean"] <= 1.0
    assert fair["figures"]["offered"]["mean"] == sum(kind["offered"]["mean"] for kind in fair["kinds"].values())
    assert fair["ratios"]["asa"]["mean"] == 1.0


def test_two_processes_tell_the_same_as_one() -> None:
    arguments = ("s1", *QUICK, "--policy", "longest-idle", "--policy", "acd-fair", "--json")
    rows = [json.loads(simulate(*arguments, "--jobs", jobs).output)["rows"] for jobs in ("1", "2")]
    assert [row["figures"] for row in rows[0]] == [row["figures"] for row in rows[1]]


def test_a_page_and_charts(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    for name in ("chart.png", "chart.svg"):
        result = simulate("s1", *QUICK, "--policy", "random", "--html", page, "--chart", tmp_path / name)
        assert result.exit_code == 0, result.output
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "chart.svg").read_text()
    text = page.read_text()
    assert text.startswith("<!doctype html>")
    assert "<svg" in text
    assert "By kind of call" in text
    assert "http-equiv" not in text
    assert "src=" not in text


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "acd.toml").write_text('[agi]\nsecret_file = "s"\n[pbx.main]\nsecret_file = "s"\n')
    (tmp_path / "queues.toml").write_text("[queue.sales]\nhandle_s = 60\n")
    (tmp_path / "agents.toml").write_text("[agent.1001]\n[agent.1002]\n")
    (tmp_path / "s").write_text("hunter2-hunter2-hunter2\n")
    (tmp_path / "s").chmod(stat.S_IRUSR)
    return tmp_path


def test_ones_own_house(house: Path) -> None:
    result = simulate("--config", house, "--calls-per-hour", "sales=60", "--hours", "0.5", "--seeds", "1")
    assert result.exit_code == 0, result.output
    assert "acd-own-learned" in result.output
    (house / "t.toml").write_text("[traffic.queue.sales]\ncalls_per_hour = 30\n")
    again = simulate("--config", house, "--traffic", house / "t.toml", "--seconds", "900", "--seeds", "1", "--json")
    assert json.loads(again.output)["scenario"] == "own house"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "give a SCENARIO (see --list) or --config DIR"),
        (("nope",), 'no scenario "nope"; there are: s1,'),
        (("s1", "--policy", "acdfair"), 'no policy "acdfair"; like it: acd-fair,'),
        (("s1", "--baseline", "x"), 'no policy "x"'),
        (("mmc", "--load", "2"), 'scenario "mmc" is fixed: its load cannot be changed'),
        (("s1", "--hours", "1", "--seconds", "1"), "give --hours or --seconds, not both"),
        (("s1", "--chart", "x.gif"), '--chart: got "x.gif", it must end in .png or .svg'),
        (("s1", "--traffic", "x"), "--calls-per-hour and --traffic belong to --config"),
        (("--config", "/"), "--config needs its traffic"),
        (("--config", "/", "--calls-per-hour", "sales"), '--calls-per-hour: got "sales", it must be QUEUE=N'),
        (("--config", "/nowhere", "--calls-per-hour", "sales=1"), "/nowhere: no such directory"),
        (("s1", *QUICK, "--policy", "random", "--html", "/nowhere/x"), "/nowhere/x: cannot be written"),
    ],
)
def test_what_cannot_be_is_told_with_exit_code_2(arguments: tuple[str, ...], told: str) -> None:
    result = simulate(*arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert "Traceback" not in result.output
