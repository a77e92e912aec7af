"""`acd report survey`: counts and means, by queue and agent."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from acd.cli.survey import ratings
from acd.core.left import SurveyAnswered
from acd.store import Store
from acd.store.messages import Answers
from tests.house_files import HouseFiles


def test_ratings_add_up() -> None:
    given = [Answers("sales", "1001", "friendly", 5, 3), Answers("sales", "1002", "friendly", 1, 1)]
    given.append(Answers("help", "1001", "friendly", 3, 4))
    found = {(each.queue, each.agent): (each.answers, each.mean) for each in ratings(given)}
    assert found[("", "")] == (8, 3.5)
    assert found[("sales", "")] == (4, 4.0)
    assert found[("sales", "1001")] == (3, 5.0)
    assert found[("help", "")] == found[("help", "1001")] == (4, 3.0)
    assert ratings([]) == []


@pytest.fixture
def config(tmp_path: Path) -> str:
    files = HouseFiles(tmp_path, 5038, 4573)
    files.write()
    store = Store.open(f"sqlite:///{files.store_file}")
    now = time.time()
    for number, (agent, answer, at) in enumerate(
        [("1001", 5, now - 60), ("1002", 2, now - 60), ("1001", 1, now - 1e7)]
    ):
        store.put(SurveyAnswered(f"main-1.{number}", agent, "sales", "survey", "friendly", answer, at), at)
    store.close()
    return str(files.config)


def test_the_report(run: Any, config: str) -> None:
    result = run("report", "survey", "--config", config)
    rows = [line.split() for line in result.output.splitlines()[2:]]
    assert rows[0][:5] == ["friendly", "(all)", "(all)", "2", "3.50"]
    assert ["friendly", "sales", "1001", "1", "5.00"] in [row[:5] for row in rows]
    only = json.loads(run("report", "survey", "--config", config, "--agent", "1002", "--json").output)
    assert [(each["answers"], each["mean"], each["spread"]) for each in only] == [(1, 2.0, {"2": 1})] * 3
    assert "no answers" in run("report", "survey", "--config", config, "--since", "10s").output
    assert run("report", "survey", "--config", config, "--since", "today", "--until", "7d").exit_code == 2
