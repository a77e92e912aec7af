"""Messages are kept as long as they are to be, and those of calls that broke off are found."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.core.left import Mark
from acd.messages.keeping import OLD_S, Keeping
from tests.messages.desk import NOW, DeskRoom

TAPE = "main-1763820000.9+4-{take}+queue-help"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[DeskRoom]:
    room = DeskRoom(tmp_path)
    yield room
    room.store.close()


def look_after(room: DeskRoom, wall: float = NOW + OLD_S) -> None:
    Keeping(lambda: room.settings, room.store, room.write, lambda: room.now, lambda: wall).round()
    room.store.flush()


def states(room: DeskRoom) -> dict[str, Mark]:
    return {kept.message.message: kept.state for kept in room.store.read.messages(deleted=True)}


def lay(room: DeskRoom, take: int, seconds: float, written: float = NOW - 1) -> Path:
    path = room.tapes.path(TAPE.format(take=take))
    path.write_bytes(bytes(44 + int(16_000 * seconds)))
    os.utime(path, (written, written))
    return path


def test_a_message_older_than_its_box_keeps_it_is_gone(room: DeskRoom) -> None:
    old, new, ever = room.leave(1, at=NOW - 86_401), room.leave(2), room.leave(3, "help", at=NOW - 9e7)
    look_after(room)
    assert states(room) == {old: Mark.DELETED, new: Mark.UNREAD, ever: Mark.UNREAD}
    assert not room.tapes.path(old).exists()
    assert room.tapes.path(new).exists()
    assert room.tapes.path(ever).exists()


def test_the_last_recording_of_a_call_that_broke_off_is_found(room: DeskRoom) -> None:
    first, second, short = lay(room, 1, 5), lay(room, 2, 4), lay(room, 3, 0.5)
    look_after(room, wall=NOW + OLD_S - 2)
    assert states(room) == {}
    look_after(room)
    assert list(states(room).values()) == [Mark.UNREAD]
    [kept] = room.store.read.messages()
    assert (kept.message.box_kind, kept.message.box, kept.message.contact) == ("queue", "help", "main-1763820000.9")
    assert (kept.message.seconds, kept.message.at) == (4.0, NOW - 1)
    assert second.exists()
    assert not first.exists()
    assert not short.exists()
    look_after(room)
    assert len(states(room)) == 1


def test_what_is_too_short_to_be_a_message_is_removed(room: DeskRoom) -> None:
    path = lay(room, 1, 0.5)
    look_after(room)
    assert states(room) == {}
    assert not path.exists()


def test_other_files_and_a_missing_folder_are_left_alone(room: DeskRoom, tmp_path: Path) -> None:
    other = room.root / "holiday.wav"
    other.write_bytes(bytes(100_000))
    os.utime(other, (1.0, 1.0))
    look_after(room)
    assert other.exists()
    kept = room.leave(1, at=NOW - 86_401)
    room.root.rename(tmp_path / "away")
    look_after(room)
    assert states(room) == {kept: Mark.UNREAD}
