import json
import stat

import pytest
from click.testing import CliRunner

from acd.cli.config import check_command, config_group

ACD = '[agi]\nsecret_file = "s"\n[pbx.main]\nsecret_file = "s"\n'


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "acd.toml").write_text(ACD)
    (tmp_path / "queues.toml").write_text("[queue.sales]\n")
    (tmp_path / "agents.toml").write_text("[agent.1001]\nskills = { fr = 1 }\n")
    (tmp_path / "s").write_text("hunter2-hunter2-hunter2\n")
    (tmp_path / "s").chmod(stat.S_IRUSR)
    return tmp_path


def test_ok_with_warnings_and_a_summary(directory):
    result = CliRunner().invoke(check_command, ["--config", str(directory)])
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "warning: skill fr: no queue or flow needs it; held by 1001",
        "warning: no flow is configured: write flows/main.yaml",
        "ok: 1 PBX, 1 queue, 1 agent, 1 skill, 0 flows, 0 calendars, 1 destination",
    ]


def test_the_directory_may_come_from_the_environment(directory):
    result = CliRunner().invoke(check_command, ["--json"], env={"ACD_CONFIG": str(directory)})
    told = json.loads(result.output)
    assert (told["ok"], told["errors"], len(told["warnings"])) == (True, [], 2)
    assert told["summary"]["queues"] == 1
    assert "hunter2" not in result.output


def test_every_mistake_one_a_line(directory):
    (directory / "queues.toml").write_text("[queue.sales]\nring_s = 0\nwhen_full = { queue = 'x' }\n")
    (directory / "agents.toml").write_text("[agent.1001]\nname = '\u202e'\n")
    result = CliRunner().invoke(check_command, ["--config", str(directory)])
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 3
    assert "\u202e" not in result.output
    told = json.loads(CliRunner().invoke(check_command, ["--config", str(directory), "--json"]).output)
    assert told["ok"] is False
    assert [error["key"] for error in told["errors"]] == [
        "agent.1001.name",
        "queue.sales.ring_s",
        "queue.sales.when_full",
    ]


def test_no_directory(tmp_path):
    result = CliRunner().invoke(check_command, ["--config", str(tmp_path / "no")])
    assert (result.exit_code, result.output) == (2, f"{tmp_path}/no: no such directory\n")


def test_import(tmp_path):
    (tmp_path / "queues.conf").write_text("[sales]\nretry = 1\nmember => PJSIP/1001\n")
    arguments = ["import", str(tmp_path / "queues.conf"), "--out", str(tmp_path / "new")]
    result = CliRunner().invoke(config_group, arguments)
    assert result.exit_code == 0
    assert f"{tmp_path}/new/queues.toml: queues: 1" in result.output
    assert "  queues.conf:2: [sales] retry = 1: the next agent is rung at once" in result.output
    again = CliRunner().invoke(config_group, arguments)
    assert again.exit_code == 2
    assert "already there: nothing is written over" in again.output


def test_import_for_programs(tmp_path):
    (tmp_path / "queues.conf").write_text("[sales]\n")
    result = CliRunner().invoke(
        config_group, ["import", str(tmp_path / "queues.conf"), "--out", str(tmp_path), "--json"]
    )
    told = json.loads(result.output)
    assert told["written"] == [f"{tmp_path}/queues.toml", f"{tmp_path}/agents.toml"]
    assert told["notes"][-1]["what"] == "Queue() in the dialplan"
