"""`acd replay` on a recorded day: what it prints, what it refuses, how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from acd.cli.root import acd
from acd.replay import compare
from acd.simulate.floor_mind import EPOCH
from tests.house_files import HouseFiles
from tests.replay.day import record, two_speeds

CASE = two_speeds(5, 0.6, agents=8, load=0.8)
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("day") / "acd.sqlite"
    record(file, CASE, "longest_idle")
    return file


@pytest.fixture
def house(recorded: Path, tmp_path: Path) -> HouseFiles:
    """The recorded house's files, its store beside them."""
    files = HouseFiles(tmp_path, 5038, 4573)
    files.write()
    toml = files.config / "acd.toml"
    toml.write_text(toml.read_text().replace("[pbx.main]", "[pbx.sim]"))
    files.write_queues("[queue.sales]\nneeds = { sales = 1 }\nweights = 'longest_idle'\nwrap_s = 10\nwhisper = false\n")
    files.write_agents("".join(f"[agent.{agent}]\nskills = {{ sales = 10 }}\n" for agent in CASE.world.agents))
    files.store_file.write_bytes(recorded.read_bytes())
    return files


@pytest.fixture
def run(house: HouseFiles, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(compare, "MOST", 2)
    monkeypatch.setattr(compare, "FEWEST", 2)

    def run(*words: str) -> Result:
        return CliRunner().invoke(acd, ["replay", "--config", str(house.config), *words])

    return run


def test_a_journal_is_verified(run: Run) -> None:
    result = run("--verify")
    assert result.exit_code == 0
    assert "journal replay reproduces every decision bit for bit: yes" in result.output
    told = json.loads(run("--verify", "--json").stdout)
    assert told["is_identical"]
    assert told["verified"]["decisions"]["identical"] == told["verified"]["decisions"]["rows"] > 30


def test_a_difference_is_shown_from_both_sides(run: Run, house: HouseFiles) -> None:
    engine = create_engine(f"sqlite:///{house.store_file}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE decisions SET decision = json_set(decision, '$.chosen', 'eve') WHERE id = 9"))
    engine.dispose()
    result = run("--verify")
    assert result.exit_code == 1
    assert 'stored: "chosen": "eve"' in result.output
    assert 'replayed: "chosen": "a00' in result.output
    assert result.output.rstrip().endswith("bit for bit: no")


def test_a_hole_is_told(run: Run, house: HouseFiles) -> None:
    engine = create_engine(f"sqlite:///{house.store_file}")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM journal WHERE number BETWEEN 100 AND 104"))
    engine.dispose()
    result = run("--verify")
    assert result.exit_code == 1
    assert "hole: 5 events are missing at 1970-01-12" in result.output
    assert "not checked, for the journal has lost their time" in result.output


def test_the_recorded_configuration_changes_nothing(run: Run) -> None:
    """Read from files as it is: nobody's choice, nobody's wait."""
    told = json.loads(run("--json").stdout)
    assert told["changes"] == []
    assert told["is_trusted"]
    for line in told["parts"][0]["lines"]:
        assert line["difference"]["low"] <= 0 <= line["difference"]["high"]


def test_another_preset_is_shown_as_a_table(run: Run) -> None:
    result = run("--preset", "fastest", "--changes")
    assert result.exit_code == 0, result.output
    for words in (
        "as is, re-simulated",
        "all queues",
        "queue sales",
        "calibration: SL %",
        "handle: ",
        "the model fits",
    ):
        assert words in result.output
    assert "What cannot be known" in result.output


def test_without_a_configuration_the_store_is_enough(recorded: Path, run: Run) -> None:
    url = f"sqlite:///{recorded}"
    result = CliRunner().invoke(
        acd, ["replay", "--store", url, "--preset", "fastest", "--json"], env={"ACD_CONFIG": ""}
    )
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["changes"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "today", "--to", "yesterday"), "--from must be before --to"),
        (("--from", "yesterday"), "the store's journal holds nothing of that time"),
        (("--verify", "--preset", "fair"), "--preset and --changes are not for --verify"),
        (("--preset", "quickest"), "'quickest' is not one of"),
        (("--store", "sqlite:////nowhere/at/all.db"), "the folder /nowhere/at does not exist"),
        (("--to", "1970-01-12T13:50:00+00:00"), "at least 30 are needed"),
    ],
)
def test_what_cannot_be_replayed_is_said(run: Run, words: tuple[str, ...], says: str) -> None:
    assert EPOCH == 1_000_000.0
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.output


def test_all_mistakes_of_a_configuration_are_told(run: Run, house: HouseFiles) -> None:
    house.write_queues("[queue.sales]\nwrap = 1\nring_s = -1\n")
    result = run("--preset", "fair")
    assert result.exit_code == 2
    assert "wrap" in result.output
    assert "ring_s" in result.output
