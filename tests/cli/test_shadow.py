"""`acd shadow` as people use it, without a PBX."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acd.cli.root import acd
from acd.lab.ports import free_tcp
from acd.shadow.file import Writer
from tests.house_files import HouseFiles
from tests.shadow.heard import facts
from tests.shadow.shop import Model
from tests.shadow.test_queue_log import LOG


def shadow(*words: str, **env: str) -> Result:
    usual = {"ACD_SHADOW_SECRET": None, "ACD_CONFIG": None, "COLUMNS": "120"}
    return CliRunner().invoke(acd, ["shadow", *words], env=usual | env)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "heard.jsonl"
    writer = Writer(path)
    for fact in facts("two_callers_one_silent"):
        writer.write(fact)
    writer.close()
    return path


def test_a_report_says_what_is_measured(kept: Path) -> None:
    result = shadow("support", "--from-file", str(kept))
    assert result.exit_code == 0, result.output
    assert "callers waited 5 s in all, of it" in result.output
    assert "4 s (80 %) while phones rang in vain" in result.output
    assert "1 of 4 rings were not answered; 0 of these we would not have made" in result.output
    assert "overtaken by a caller who joined the same queue later: 1 of 3" in result.output
    assert "nothing: fewer than 30 calls were seen from beginning to end" in result.output
    assert "a queue's own wrapuptime is not told by AMI" in result.output


def test_a_report_of_enough_calls_estimates(tmp_path: Path) -> None:
    path = tmp_path / "heard.jsonl"
    writer = Writer(path)
    for fact in Model({"quick": 60.0, "slow": 150.0}, per_hour=50, hours=1, seed=1).facts():
        writer.write(fact)
    writer.close()
    result = shadow("support", "--from-file", str(path), "--seed", "3")
    assert result.exit_code == 0, result.output
    assert "calls under our Floor (8 runs; in brackets 95 % intervals)" in result.output
    assert "how long answered callers would have waited at most" in result.output


def test_for_programs(kept: Path) -> None:
    told = json.loads(shadow("support", "--from-file", str(kept), "--json").output)
    assert told["queues"][0]["callers"] == 3
    assert told["rings"]["missed"] == 1
    assert told["savings"] is None


def test_a_queue_log(tmp_path: Path) -> None:
    log = tmp_path / "queue_log"
    log.write_text(LOG, encoding="utf-8")
    result = shadow("support", "--queue-log", str(log))
    assert result.exit_code == 0, result.output
    assert "1 of 3 rings were not answered" in result.output
    assert "a queue_log tells neither who was free nor who was there" in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Missing argument 'QUEUE...'"),
        (("q",), "the environment variable ACD_SHADOW_SECRET is not set"),
        (("q", "--user", "shadow", "--secret-file", "/nowhere/secret"), "cannot read /nowhere/secret"),
        (("q", "--pbx", "main"), "give --config, too"),
        (("q", "--for", "soon"), "got 'soon', must be such as 90s, 5min, 1h, 2d"),
        (("q", "--for", "0s"), "must be such as"),
        (("q", "--from-file", "a", "--queue-log", "b"), "two sources"),
        (("q", "--from-file", "/nowhere/a"), "/nowhere/a: No such file or directory"),
        (("q", "--queue-log", "/nowhere/a"), "cannot read /nowhere/a"),
        (("q", "--queue-log", "/dev/null"), "nothing of queue q in it"),
        (("q", "--queue-log", "/dev/null", "--save", "x"), "are for watching a PBX"),
        (("q", "--preset", "best"), "'best' is not one of"),
        (("q", "--config", "/nowhere"), "/nowhere"),
    ],
)
def test_bad_input_exits_2(words: tuple[str, ...], said: str) -> None:
    result = shadow(*words)
    assert result.exit_code == 2, result.output
    assert said in _told(result)


def test_a_pbx_that_is_not_there_exits_3() -> None:
    result = shadow("q", "--pbx-port", str(free_tcp()), "--user", "shadow", ACD_SHADOW_SECRET="never-told")
    assert result.exit_code == 3, result.output
    assert "Connection refused" in _told(result)
    assert "never-told" not in result.output


def test_the_place_and_account_of_acd_toml(tmp_path: Path) -> None:
    port = free_tcp()
    HouseFiles(tmp_path, port, free_tcp()).write()
    result = shadow("q", "--config", str(tmp_path / "config"), "--pbx", "main")
    assert result.exit_code == 3, result.output
    assert f"127.0.0.1:{port}: Connection refused" in _told(result)
    result = shadow("q", "--config", str(tmp_path / "config"), "--pbx", "other")
    assert result.exit_code == 2
    assert "--pbx must name one of: main" in _told(result)


def test_a_secret_everybody_may_read_is_not_taken(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("never-told\n")
    secret.chmod(0o644)
    result = shadow("q", "--user", "shadow", "--secret-file", str(secret))
    assert result.exit_code == 2
    assert "chmod 600" in _told(result)
    assert "never-told" not in result.output


def test_a_file_is_not_written_over(kept: Path) -> None:
    result = shadow("q", "--user", "shadow", "--save", str(kept), ACD_SHADOW_SECRET="never-told")
    assert result.exit_code == 2
    assert "is there already, and is not written over" in _told(result)


def _told(result: Result) -> str:
    return " ".join(result.output.split())
