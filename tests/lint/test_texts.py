from collections.abc import Callable
from pathlib import Path

import pytest

from tests.config.conftest import House
from tests.ivr.voice.programs import program

FLOW = """\
start: a
nodes:
  a: {play: [{text: "Good morning."}, {text: "We are open."}], next: b}
  b: {handoff: sales}
"""


@pytest.fixture
def sounds(house: House, tmp_path: Path) -> Path:
    sounds = tmp_path / "sounds"
    (sounds / "en").mkdir(parents=True)
    acd = (house.path / "acd.toml").read_text().replace("[pbx.main]", f'[pbx.main]\nsounds = "{sounds}"')
    house.write("acd.toml", f"{acd}\n[voice]\ncommand = {list(program(tmp_path))}\n")
    house.write("flows/main.yaml", FLOW)
    return sounds


def test_texts_without_a_recording_are_told_by_flow(
    house: House, sounds: Path, warned: Callable[[], list[str]]
) -> None:
    (line,) = [each for each in warned() if "recording" in each]
    assert line == (
        'flows/main.yaml: texts without a recording: 2 in en, the first "Good morning."; '
        "they are spoken anew in every call"
    )


def test_without_an_engine_it_says_so(house: House, sounds: Path, warned: Callable[[], list[str]]) -> None:
    house.write("acd.toml", (house.path / "acd.toml").read_text() + '[voice.language.en]\ncommand = ["no-such"]\n')
    (line,) = [each for each in warned() if "recording" in each]
    assert line.endswith("and no-such is not here to speak them")


def test_nothing_is_said_of_a_pbx_whose_sounds_are_not_seen(house: House, warned: Callable[[], list[str]]) -> None:
    house.write("flows/main.yaml", FLOW)
    assert not [each for each in warned() if "recording" in each]
