import json
import stat

import pytest
from click.testing import CliRunner

from acd.cli.check import check
from acd.core.records import ContactEntered
from acd.store import Store

DAY_S = 86_400.0


@pytest.fixture
def directory(tmp_path):
    acd = f'[agi]\nsecret_file = "s"\n[pbx.main]\nsecret_file = "s"\n[store]\nurl = "sqlite:///{tmp_path}/acd.sqlite"\n'
    (tmp_path / "acd.toml").write_text(acd)
    (tmp_path / "queues.toml").write_text("[queue.sales]\nmax_wait_s = 60\n")
    (tmp_path / "agents.toml").write_text("[agent.1001]\nskills = { fr = 1 }\n[agent.1002]\n")
    (tmp_path / "s").write_text("hunter2-hunter2-hunter2\n")
    (tmp_path / "s").chmod(stat.S_IRUSR)
    return tmp_path


@pytest.fixture
def history(directory):
    """Two weeks in which a caller came each day and nobody was ever at work."""
    store = Store.open(f"sqlite:///{directory}/acd.sqlite")
    for day in range(15):
        at = 1_772_409_600.0 + day * DAY_S
        store.put(ContactEntered(str(day), "main", "sales", "", "", "", 0, at, at), at)
    assert store.close() == 0


def run(directory, *words):
    return CliRunner().invoke(check, ["--config", str(directory), *words])


def test_ok_with_warnings_and_a_summary(directory):
    result = run(directory)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "warning: agents.toml: agent.1001.skills.fr: skill fr brings no calls: no queue or flow needs it; held by 1001",
        "    -> correct its name, here or in the needs of a queue, or take it away",
        "warning: flows/main.yaml: callers are not answered: no flow is configured",
        "    -> write flows/main.yaml",
        "ok: 1 PBX, 1 queue, 2 agents, 1 skill, 0 flows, 0 calendars, 1 destination",
    ]


def test_strict_makes_warnings_count(directory):
    assert run(directory, "--strict").exit_code == 1
    assert run(directory, "--strict", "--json").exit_code == 1
    (directory / "agents.toml").write_text("[agent.1001]\n[agent.1002]\n")
    (directory / "flows").mkdir()
    (directory / "flows" / "main.yaml").write_text("start: a\nlanguage: en\nnodes:\n  a: {handoff: sales}\n")
    result = run(directory, "--strict")
    assert (result.exit_code, result.output[:3]) == (0, "ok:")


def test_the_directory_may_come_from_the_environment(directory):
    result = CliRunner().invoke(check, ["--json"], env={"ACD_CONFIG": str(directory)})
    told = json.loads(result.output)
    assert (told["ok"], told["errors"], told["notes"], len(told["warnings"])) == (True, [], [], 2)
    assert told["warnings"][1] == {
        "file": "flows/main.yaml",
        "key": "",
        "what": "callers are not answered",
        "why": "no flow is configured",
        "advice": "write flows/main.yaml",
    }
    assert told["summary"]["queues"] == 1
    assert "hunter2" not in result.output


@pytest.mark.usefixtures("history")
def test_the_history_is_looked_at_where_there_is_one(directory):
    found = "warning: queues.toml: queue.sales.needs: nobody is at work "
    assert found in run(directory).output
    assert found in run(directory, "--store").output
    assert found not in run(directory, "--no-store").output


def test_a_history_that_cannot_be_read(directory):
    missing = run(directory, "--store")
    assert missing.exit_code == 2
    assert "no such file; the daemon makes it at its first start" in missing.output
    (directory / "acd.sqlite").write_text("not a database" * 100)
    unasked = run(directory)
    assert unasked.exit_code == 0
    assert "note: the history was not looked at: store sqlite:///" in unasked.output
    assert len(json.loads(run(directory, "--json").output)["notes"]) == 1
    assert run(directory, "--store").exit_code == 2


def test_a_young_history_is_told(directory):
    Store.open(f"sqlite:///{directory}/acd.sqlite").close()
    assert "note: the history was not looked at: the store tells of less than a week\n" in run(directory).output


def test_every_mistake_one_a_line(directory):
    (directory / "queues.toml").write_text("[queue.sales]\nring_s = 0\nwhen_full = { queue = 'x' }\n")
    (directory / "agents.toml").write_text("[agent.1001]\nname = '\u202e'\n")
    result = run(directory)
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 3
    assert "\u202e" not in result.output
    told = json.loads(run(directory, "--json").output)
    assert told["ok"] is False
    assert [error["key"] for error in told["errors"]] == [
        "agent.1001.name",
        "queue.sales.ring_s",
        "queue.sales.when_full",
    ]


def test_no_directory(tmp_path):
    result = run(tmp_path / "no")
    assert (result.exit_code, result.output) == (2, f"{tmp_path}/no: no such directory\n")
