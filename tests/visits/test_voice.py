from pathlib import Path

import pytest

from acd.visits.voice import open_mouth
from ivr.outputs import Sound, Words
from ivr.voice.names import LIVE, recording_name
from tests.config.conftest import make_house
from tests.ivr.voice.programs import program

FIXED = Words("Good morning.", "en", is_fixed=True)


async def test_each_pbx_has_its_own_sounds(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    house = make_house(tmp_path / "etc")
    for pbx in ("main", "branch"):
        (tmp_path / pbx / LIVE).mkdir(parents=True)
    main = (house.path / "acd.toml").read_text().replace("[pbx.main]", f'[pbx.main]\nsounds = "{tmp_path / "main"}"')
    branch = f'[pbx.branch]\nport = 5039\nsecret_file = "pbx.secret"\nsounds = "{tmp_path / "branch"}"\n'
    house.write("acd.toml", f"{main}\n{branch}[voice]\ncommand = {list(program(tmp_path))}\n")
    house.write("agents.toml", '[agent.1001]\npbx = "main"\nskills = { sales = 5 }\n')
    name = recording_name("en", FIXED.text)
    (tmp_path / "branch" / name).parent.mkdir(parents=True)
    (tmp_path / "branch" / f"{name}.wav").touch()
    mouth = open_mouth(house.read())
    try:
        async with mouth.voiced((FIXED,), "en", "branch-1.1") as parts:
            assert parts == (Sound(name),)
        async with mouth.voiced((FIXED,), "en", "main-1.1") as (spoken,):
            assert isinstance(spoken, Sound)
            assert (tmp_path / "main" / f"{spoken.name}.wav").exists()
        async with mouth.voiced((FIXED,), "en", "elsewhere-1.1") as parts:
            assert parts == (Sound(name),)
    finally:
        mouth.close()


def test_a_program_that_is_not_there_is_told_at_the_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    house = make_house(tmp_path / "etc")
    house.add("acd.toml", '[voice]\ncommand = ["no-such-engine"]\n')
    with caplog.at_level("INFO"):
        open_mouth(house.read()).close()
    assert "no synthetic voice: no-such-engine is not there" in caplog.text


def test_texts_that_nobody_can_speak_are_told_at_the_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    house = make_house(tmp_path / "etc")
    open_mouth(house.read()).close()
    assert "flows have texts" not in caplog.text
    house.write("flows/main.yaml", "start: a\nnodes:\n  a: {hangup: [{text: Good-bye.}]}\n")
    open_mouth(house.read()).close()
    assert "flows have texts, but no PBX in acd.toml says where its sounds are" in caplog.text
