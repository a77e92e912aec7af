"""`acd staff`: what it prints and how it refuses."""

import json
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from acd.core.records import ContactEntered, OfferEnded
from acd.store import Store
from tests.house_files import HouseFiles

PLAIN = ["staff", "--calls-per-hour", "600", "--aht", "300", "--patience", "120"]
FORECAST = """start,queue,calls,aht_s,patience_s
2026-11-23 09:00,sales,42,310,120
2026-11-23 09:00,support,60,400,200
2026-11-23 09:30,sales,55,310,120
2026-11-24 09:30,support,70,400,200
"""


@pytest.fixture
def forecast(tmp_path: Path) -> str:
    (tmp_path / "forecast.csv").write_text(FORECAST)
    return str(tmp_path / "forecast.csv")


def test_plain_numbers_as_a_table(run: Any) -> None:
    result = run(*PLAIN, "--shrinkage", "30%")
    assert result.exit_code == 0
    assert "80 % of all calls served within 20 s" in result.output
    (row,) = (line.split() for line in result.output.splitlines() if line.split()[:1] == ["600"])
    assert row == ["600", "50.0", "51", "73", "81.5", "6.5", "5.9", "92.3", "78.4", "84.4"]


@pytest.mark.parametrize(
    ("words", "agents"),
    [
        (["--sl", "80/20"], 51),
        (["--model", "c"], 57),
        (["--max-abandon", "5%"], 53),
        (["--max-occupancy", "88"], 56),
        (["--asa", "10"], 49),
        (["--asa", "10", "--max-occupancy", "88%"], 56),
        (["--aht-change", "+10%"], 56),
        (["--calls-change", "-10%"], 46),
        (["--patience-change", "+100%"], 53),
    ],
)
def test_targets_and_changes_in_json(run: Any, words: list[str], agents: int) -> None:
    result = run(*PLAIN, *words, "--json")
    (interval,) = json.loads(result.output)["intervals"]
    assert interval["agents"] == agents
    assert interval["is_met"]


def test_an_endless_wait_is_never_in_the_table_and_null_in_json(run: Any) -> None:
    words = ["staff", "--calls-per-hour", "600", "--aht", "300", "--agents", "49"]
    assert "never" in run(*words).output
    (interval,) = json.loads(run(*words, "--json").output)["intervals"]
    assert (interval["gives"]["asa_s"], interval["gives"]["service_level"], interval["is_met"]) == (None, 0.0, False)


def test_a_forecast_by_interval_with_the_pool(run: Any, forecast: str) -> None:
    told = json.loads(run("staff", "--forecast", forecast, "--grid", "--json").output)
    assert [(row["start"], row["queue"]) for row in told["intervals"]] == [
        ("2026-11-23 09:00", "sales"),
        ("2026-11-23 09:00", "support"),
        ("2026-11-23 09:30", "sales"),
        ("2026-11-24 09:30", "support"),
    ]
    (pool,) = told["together"]
    assert pool["agents"] < told["intervals"][0]["agents"] + told["intervals"][1]["agents"]
    assert [line["factor"] for line in told["what_if"]][:3] == ["calls", "AHT", "patience"]


@pytest.mark.parametrize("more", [[], ["--agents", "12"], ["--queue", "sales"]])
def test_the_tables_fit_eighty_columns(run: Any, forecast: str, more: list[str]) -> None:
    result = run("staff", "--forecast", forecast, "--shrinkage", "30", "--grid", *more)
    assert result.exit_code == 0
    rows = [
        line
        for line in result.output.splitlines()
        if line[:1].isspace() or line[2:3] == ":" or line[:5] in ("Start", "What ", "calls")
    ]
    assert len(rows) > 5
    assert max(map(len, rows)) <= 80
    assert ("(all)" in result.output) == ("--queue" not in more)


def test_the_store_tells_a_usual_week(run: Any, tmp_path: Path) -> None:
    files = HouseFiles(tmp_path, 5038, 4573)
    files.write()
    store = Store.open(f"sqlite:///{files.store_file}")
    at = time.time() - 86400
    for n in range(6):
        store.put(ContactEntered(str(n), "main", "sales", "", "", "", 0, at, at), at)
    store.put(OfferEnded("0", 1, "ann", "sales", at, at, at, at, at + 240, "connected"), at)
    store.close()
    result = run("staff", "--since", "2d", "--config", str(files.config), "--json")
    assert result.exit_code == 0, result.output
    (interval,) = json.loads(result.output)["intervals"]
    assert (interval["queue"], interval["calls"], interval["aht_s"], interval["model"]) == ("sales", 6.0, 240.0, "c")
    nothing = run("staff", "--since", "1h", "--config", str(files.config))
    assert (nothing.exit_code, nothing.output) == (2, "acd: the store knows of no calls in this period\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "give exactly one of"),
        (["--calls-per-hour", "600"], "needs --aht"),
        ([*PLAIN[1:], "--since", "2d"], "give exactly one of"),
        ([*PLAIN[1:], "--to", "2d"], "--to is of the store"),
        ([*PLAIN[1:], "--interval", "30"], "not of --calls-per-hour"),
        ([*PLAIN[1:], "--sl", "100/20"], "got '100/20', must be percent/seconds"),
        ([*PLAIN[1:], "--sl", "80"], "got '80', must be percent/seconds"),
        ([*PLAIN[1:], "--shrinkage", "96%"], "must be a percentage from 0 % to 95 %"),
        ([*PLAIN[1:], "--max-abandon", "100%"], "to less than 100 %"),
        ([*PLAIN[1:], "--aht-change", "10%"], "got '10%', must be a change such as +10%"),
        ([*PLAIN[1:], "--aht-change", "-100%"], "must be a change"),
        ([*PLAIN[1:], "--model", "c", "--max-abandon", "5%"], "in Erlang C nobody abandons"),
        ([*PLAIN[1:5], "--model", "a"], "the patience is not known"),
        ([*PLAIN[1:5], "--max-abandon", "5%"], "the patience is not known"),
        (["--calls-per-hour", "1000000", "--aht", "300"], "got 83333 erlangs, allowed at most 20000"),
        (["--calls-per-hour", "200000", "--aht", "300", "--max-occupancy", "1%"], "agents needed: got more than"),
        (["--since", "2d", "--config", "/nowhere"], "/nowhere: no such directory"),
        (["--since", "2d", "--to", "3d"], "--from must be before --to"),
    ],
)
def test_bad_usage_is_told_and_exits_two(run: Any, words: list[str], says: str) -> None:
    result = run("staff", *words)
    assert result.exit_code == 2
    assert says in " ".join(result.output.split())


def test_mistakes_of_a_forecast_are_told_at_once_and_cannot_act_on_the_terminal(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("start,queue,calls\n2026-11-23 09:00,\x1b[2Ja,x\n9:00,b,-1\n")
    result = run("staff", "--forecast", str(file), "--aht", "300")
    assert result.exit_code == 2
    lines = [line.removeprefix("acd: ").removeprefix(f"{file}:") for line in result.output.splitlines()]
    assert [line.split(": ")[:2] for line in lines] == [["2", "queue"], ["2", "calls"], ["3", "start"], ["3", "calls"]]
    assert not [c for c in result.output if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"]


def test_a_queue_the_forecast_does_not_have_is_refused(run: Any, forecast: str) -> None:
    result = run("staff", "--forecast", forecast, "--queue", "fax")
    assert result.exit_code == 2
    assert "got fax, the forecast has sales, support" in result.output
