"""`acd report ewt`: what it prints and how it refuses."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from acd.core.records import QueueStayEnded, WaitPredicted
from acd.store import Store
from tests.house_files import HouseFiles


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A house in which 100 callers of `sales` waited an hour ago, 60 within P50 and 85 within P80; and one of `old`."""
    files = HouseFiles(tmp_path, 5038, 4573)
    files.write()
    store = Store.open(f"sqlite:///{files.store_file}")
    at = time.time() - 3600
    waits = [("sales", 5.0)] * 60 + [("sales", 15.0)] * 25 + [("sales", 90.0)] * 15 + [("old", 5.0)]
    for number, (queue, waited_s) in enumerate(waits):
        store.put(WaitPredicted(str(number), queue, at, 10.0, 20.0), at)
        store.put(QueueStayEnded(str(number), queue, at, at + waited_s, "answered"), at)
    store.close()
    return str(files.config)


def test_shares_with_intervals_and_what_is_too_few(run: Any, config: str) -> None:
    result = run("report", "ewt", "--config", config)
    assert result.exit_code == 0
    rows = {line.split()[0]: line for line in result.output.splitlines()[:6] if line.strip()}
    assert "60 % (50-70)" in rows["sales"]
    assert "85 % (78-92)" in rows["sales"]
    assert "+0:10" in rows["sales"]
    assert rows["old"].count("too few") == 2
    assert "101" in rows["(all)"]
    assert "sales: by what was said" in result.output


def test_json(run: Any, config: str) -> None:
    (found,) = json.loads(run("report", "ewt", "--config", config, "--queue", "sales", "--json").output)
    assert (found["queue"], found["forecasts"], found["served"], found["left"]) == ("sales", 100, 100, 0)
    assert found["within_p50"]["share"] == pytest.approx(0.6)
    assert found["buckets"][0]["to_s"] == 30.0
    assert json.loads(run("report", "ewt", "--config", config, "--since", "10m", "--json").output) == []


def test_nothing_to_report(run: Any, config: str) -> None:
    result = run("report", "ewt", "--config", config, "--since", "10m")
    assert (result.exit_code, result.output) == (
        0,
        "no forecasts in this period: nobody had to wait, or nobody's wait is over\n",
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--queue", "nowhere"], "--queue: got 'nowhere', the configured queues are: sales"),
        (["--since", "1h", "--until", "2h"], "--since must be before --until"),
        (["--since", "soon"], "got 'soon', must be such as"),
    ],
)
def test_what_cannot_be_asked(run: Any, config: str, words: list[str], says: str) -> None:
    result = run("report", "ewt", "--config", config, *words)
    assert result.exit_code == 2
    assert says in result.output


def test_without_a_store_there_is_no_report(run: Any, tmp_path: Path) -> None:
    result = run("report", "ewt", "--config", str(tmp_path / "none"))
    assert (result.exit_code, "no such directory" in result.output) == (2, True)
