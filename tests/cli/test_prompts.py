import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acd.cli.root import acd
from tests.config.conftest import House, make_house
from tests.ivr.voice.programs import program, said

FLOW = """\
start: a
nodes:
  a: {play: [{text: "Good morning."}], next: b}
  b: {handoff: sales}
"""
TWO = """\
start: a
nodes:
  a: {play: [{text: {en: "Good evening.", pl: "Dobry wieczór."}}], next: b}
  b: {handoff: sales}
"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = make_house(tmp_path / "etc")
    sounds = tmp_path / "sounds"
    (sounds / "en").mkdir(parents=True)
    (sounds / "en" / "hello.wav").touch()
    acd = (house.path / "acd.toml").read_text().replace("[pbx.main]", f'[pbx.main]\nsounds = "{sounds}"')
    house.write("acd.toml", f"{acd}\n[voice]\ncommand = {list(program(tmp_path))}\n")
    house.write("flows/day.yaml", FLOW)
    house.write("flows/night.yaml", TWO)
    return house


def run(house: House, *words: str) -> Result:
    return CliRunner().invoke(acd, ["ivr", "prompts", *words, "--config", str(house.path)])


def test_build_makes_every_text_and_then_none(house: House, tmp_path: Path) -> None:
    done = run(house, "build")
    assert done.exit_code == 0
    assert "3 made, 0 as they were, 0 recorded by hand" in done.output
    assert sorted(said(tmp_path)) == ["Dobry wieczór.", "Good evening.", "Good morning."]
    assert "0 made, 3 as they were" in run(house, "build").output
    assert len(said(tmp_path)) == 3


def test_build_one_flow_or_one_language(house: House, tmp_path: Path) -> None:
    run(house, "build", "day")
    assert said(tmp_path) == ["Good morning."]
    run(house, "build", "--language", "pl")
    assert said(tmp_path) == ["Good morning.", "Dobry wieczór."]


def test_list_shows_where_a_recording_of_ones_own_goes(house: House) -> None:
    listed = json.loads(run(house, "list", "day", "--json").output)["texts"]
    (row,) = listed
    assert (row["state"], row["language"], row["text"], row["places"]) == ("missing", "en", "Good morning.", ["day.a"])
    Path(row["file"]).parent.mkdir(parents=True)
    Path(row["file"]).write_bytes(b"mine")
    assert "recorded en" in run(house, "list", "day").output
    assert "1 recorded by hand" in run(house, "build").output
    assert Path(row["file"]).read_bytes() == b"mine"


def test_prune_takes_away_what_no_flow_says(house: House) -> None:
    run(house, "build")
    house.write("flows/night.yaml", FLOW)
    done = run(house, "build", "day", "--prune", "--json")
    assert json.loads(done.stdout)["folders"][0]["kept"] == 1
    assert len(json.loads(done.stdout)["folders"][0]["removed"]) == 2
    assert [row["state"] for row in json.loads(run(house, "list", "--json").output)["texts"]] == ["made"]


def test_what_cannot_be_made_is_told_with_exit_code_1(house: House) -> None:
    house.write("acd.toml", (house.path / "acd.toml").read_text() + '[voice.language.pl]\ncommand = ["no-such"]\n')
    done = run(house, "build")
    assert done.exit_code == 1
    assert 'not made: pl: "Dobry wieczór." (night.a): no-such cannot be started' in done.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("build", "dusk"), "no such flow: dusk; there are: day, main, night"),
        (("build", "--language", "hu"), "no text in hu; there are: en, pl"),
        (("list", "dusk"), "no such flow: dusk"),
    ],
)
def test_names_that_are_not_there(house: House, words: tuple[str, ...], told: str) -> None:
    done = run(house, *words)
    assert done.exit_code == 2
    assert told in done.output


def test_without_a_sounds_folder_it_says_what_to_do(house: House) -> None:
    text = (house.path / "acd.toml").read_text()
    house.write("acd.toml", "\n".join(line for line in text.splitlines() if not line.startswith("sounds")))
    done = run(house, "build")
    assert done.exit_code == 2
    assert "no sounds folder: say sounds = ... of a PBX in acd.toml, or --sounds" in done.output


def test_a_folder_that_cannot_be_written(house: House, tmp_path: Path) -> None:
    (tmp_path / "sounds" / "acd").write_text("in the way")
    done = run(house, "build")
    assert done.exit_code == 2
    assert "cannot be written" in done.output
