"""`acd announce`, as somebody types it at three in the morning."""

import io
import json
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_wav import written
from tests.messages.desk import DeskRoom


@pytest.fixture
def room(tmp_path: Path, house: Any, stop_daemon: object) -> Iterator[DeskRoom]:
    room = DeskRoom(tmp_path)
    house.message_desk = room.desk.ask
    status = house.status

    async def with_announcements() -> Any:
        from dataclasses import replace

        return replace(await status(), announcements=room.desk.announced())

    house.status = with_announcements
    yield room
    room.store.close()


def test_a_sound_on_listed_and_off(run: Any, room: DeskRoom) -> None:
    result = run("announce", "on", "custom/fire")
    assert result.exit_code == 0
    assert "ON   all callers hear custom/fire" in result.output
    assert "not known here: call in and listen" in result.output
    assert "acd announce off" in result.output
    assert "custom/fire" in run("announce", "list").output
    assert "ANNOUNCEMENT custom/fire is on for all callers" in run("status").output
    assert "OFF  all callers hear custom/fire" in run("announce", "off").output
    assert run("announce", "list").output == "no announcement is on\n"
    assert run("announce", "off").output == "none was on\n"


def test_a_file_is_brought_in_pieces_and_fit_for_the_telephone(run: Any, room: DeskRoom, tmp_path: Path) -> None:
    path = written(tmp_path / "fire.WAV", seconds=20)
    result = run("announce", "on", str(path))
    assert result.exit_code == 0, result.output
    [kept] = room.told.glob("*.wav")
    with wave.open(io.BytesIO(kept.read_bytes())) as file:
        assert (file.getframerate(), file.getnframes()) == (8000, 160_000)
    assert kept.stat().st_mode & 0o777 == 0o644
    assert not list(room.told.glob("*.part"))


def test_one_for_a_queue_until_a_time(run: Any, room: DeskRoom) -> None:
    result = run("announce", "on", "custom/snow", "--queue", "sales", "--until", "1d")
    assert "callers of queue sales hear custom/snow" in result.output
    assert "until" in result.output
    run("announce", "on", "custom/fire")
    assert len(json.loads(run("announce", "list", "--json").output)) == 2
    result = run("announce", "off", "--queue", "sales")
    assert "OFF  callers of queue sales" in result.output
    assert "ON   all callers" in result.output
    assert run("announce", "off", "--queue", "sales").output.endswith("none of these was on\n")
    assert "OFF" in run("announce", "off", "--queue", "all").output


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("on", "nowhere.wav"), 2, "cannot be read: No such file"),
        (("on", "../../nowhere/fire"), 1, "is no sound's name"),
        (("on", "custom/fire", "--queue", "sale"), 1, "there is no queue sale; there are: help, sales"),
        (("on", "custom/fire", "--until", "yesterday"), 2, "must be to come"),
        (("off", "--queue", "sale"), 1, "there is no queue sale"),
        (("on",), 2, "Missing argument"),
    ],
)
def test_mistakes_are_told_and_change_nothing(run: Any, room: DeskRoom, words: Any, code: int, told: str) -> None:
    result = run("announce", *words)
    assert result.exit_code == code
    assert told in " ".join(result.output.split())
    assert run("announce", "list").output == "no announcement is on\n"


def test_a_sound_the_pbx_has_not_is_refused(run: Any, room: DeskRoom, tmp_path: Path) -> None:
    (tmp_path / "sounds" / "en").mkdir(parents=True)
    (tmp_path / "sounds" / "en" / "fire.gsm").touch()
    room.settings.pbxes["main"].sounds = tmp_path / "sounds"
    assert "PBX main has no sound smoke" in " ".join(run("announce", "on", "smoke").output.split())
    result = run("announce", "on", "fire")
    assert result.exit_code == 0
    assert "note:" not in result.output


def test_a_folder_that_cannot_be_written_is_told(run: Any, room: DeskRoom) -> None:
    room.told.write_text("a file in the folder's place")
    result = run("announce", "on", "custom/fire")
    assert result.exit_code == 1
    assert "cannot write in" in result.output
    assert "nothing was changed" in " ".join(result.output.split())
