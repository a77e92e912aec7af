"""`acd voicemail` against a desk with a real store and real files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.messages.desk import DeskRoom


@pytest.fixture
def room(tmp_path: Path, house: Any, stop_daemon: object) -> Iterator[DeskRoom]:
    room = DeskRoom(tmp_path)
    house.message_desk = room.desk.ask
    yield room
    room.store.close()


def test_no_messages(run: Any, room: DeskRoom) -> None:
    assert run("voicemail", "list").output == "no messages\n"


def test_the_list_tells_what_there_is_and_obeys_no_callers_name(run: Any, room: DeskRoom) -> None:
    room.leave(1)
    room.leave(2, "1001", "agent")
    result = run("voicemail", "list", COLUMNS="160")
    assert "\x1b" not in result.output
    lines = result.output.splitlines()[2:]
    assert "agent 1001" in lines[0]
    assert "sales" in lines[1]
    assert "+4812345" in lines[1]
    assert "unread" in lines[1]
    shown = json.loads(run("voicemail", "list", "--queue", "sales", "--json").output)
    assert [(each["number"], each["box"], each["state"]) for each in shown] == [(1, "sales", "unread")]
    assert len(json.loads(run("voicemail", "list", "--agent", "1001", "--json").output)) == 1
    assert run("voicemail", "list", "--agent", "1001", "--queue", "sales").exit_code == 2


def test_play_copies_the_sound_and_marks_it_read(run: Any, room: DeskRoom, tmp_path: Path) -> None:
    tape = room.leave()
    out = tmp_path / "out.wav"
    assert run("voicemail", "play", "1", "--keep-unread", "-o", str(out)).exit_code == 0
    assert out.read_bytes() == room.tapes.path(tape).read_bytes()
    assert out.stat().st_mode & 0o777 == 0o600
    assert "unread" in run("voicemail", "list").output
    assert run("voicemail", "play", "1", "--player", "true").exit_code == 0
    assert "unread" not in run("voicemail", "list").output
    assert run("voicemail", "list", "--unread").output == "no messages\n"
    assert run("voicemail", "play", "1").output.strip() == str(room.tapes.path(tape))
    assert "ended with code 1" in run("voicemail", "play", "1", "--player", "false").output
    assert "cannot be run" in run("voicemail", "play", "1", "--player", "/no/such").output


def test_mark(run: Any, room: DeskRoom) -> None:
    room.leave()
    assert run("voicemail", "mark", "1", "read").output == "message 1 is marked as read\n"
    assert run("voicemail", "mark", "1", "unread").exit_code == 0
    assert "unread" in run("voicemail", "list").output


def test_delete_removes_the_sound_and_says_so(run: Any, room: DeskRoom) -> None:
    path = room.tapes.path(room.leave())
    assert run("voicemail", "delete", "1").exit_code == 1  # nobody said yes
    assert path.exists()
    result = run("voicemail", "delete", "1", "--yes")
    assert result.output == f"message 1 is deleted: {path} is gone\n"
    assert not path.exists()
    assert run("voicemail", "list").output == "no messages\n"
    assert "deleted" in run("voicemail", "list", "--all").output
    assert "message 1 was deleted" in run("voicemail", "play", "1", "--player", "true").output


def test_what_cannot_be_deleted_stays(run: Any, room: DeskRoom) -> None:
    tape = room.leave()
    room.tapes.path(tape).unlink()
    room.tapes.path(tape).mkdir()
    result = run("voicemail", "delete", "1", "--yes")
    assert result.exit_code == 1
    assert "nothing was changed" in result.output
    assert "unread" in run("voicemail", "list").output


def test_a_folder_on_another_machine_is_told(run: Any, room: DeskRoom) -> None:
    room.tapes.path(room.leave()).unlink()
    room.root.rmdir()
    assert "not to be seen from this machine" in run("voicemail", "delete", "1", "--yes").output
    assert "cannot be read here" in run("voicemail", "play", "1", "--player", "true").output


@pytest.mark.parametrize(
    "words", [("play", "7", "--player", "true"), ("play", "7"), ("mark", "7", "read"), ("delete", "7", "--yes")]
)
def test_a_number_nobody_has(run: Any, room: DeskRoom, words: tuple[str, ...]) -> None:
    result = run("voicemail", *words)
    assert result.exit_code == 1
    assert "there is no message 7" in result.output
