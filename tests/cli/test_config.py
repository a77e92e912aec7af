import json

from click.testing import CliRunner

from acd.cli.config import config_group


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
