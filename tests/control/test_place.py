"""The socket's file: who may use it, and whose it is."""

import os
import socket
import stat
from pathlib import Path

import pytest

from acd.control.place import Place, PlaceError


def test_the_socket_is_for_owner_and_group_before_anyone_can_connect(path: Path) -> None:
    place = Place(path)
    with place.take():
        assert stat.S_IMODE(path.stat().st_mode) == 0o660
        with socket.socket(socket.AF_UNIX) as early, pytest.raises(ConnectionRefusedError):
            early.connect(str(path))
    place.leave()
    assert not path.exists()


def test_the_folder_is_made(tmp_path: Path) -> None:
    place = Place(tmp_path / "run" / "acd.sock")
    place.take().close()
    assert place.path.exists()
    place.leave()


def test_a_dead_daemons_socket_is_replaced(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    place = Place(path)
    with place.take() as taken:
        taken.listen()
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(path))
    place.leave()


def test_a_living_daemons_socket_is_refused_even_while_it_starts(path: Path) -> None:
    first, second = Place(path), Place(path)
    with first.take():
        with pytest.raises(PlaceError, match="another daemon is running"):
            second.take()
        second.leave()
        assert path.exists()
    first.leave()
    second.take().close()
    second.leave()


def test_another_programs_living_socket_is_refused(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(path))
        other.listen()
        place = Place(path)
        with pytest.raises(PlaceError, match="another daemon is running"):
            place.take()
        place.leave()
        assert path.exists()


def test_a_file_that_is_no_socket_is_left_alone(path: Path) -> None:
    path.write_text("precious")
    place = Place(path)
    with pytest.raises(PlaceError, match="no socket is in its place"):
        place.take()
    place.leave()
    assert path.read_text() == "precious"


def test_an_unknown_group_leaves_nothing_behind(path: Path) -> None:
    place = Place(path, group="no-such-group-here")
    with pytest.raises(PlaceError, match="no such group"):
        place.take()
    with Place(path).take():
        pass


def test_a_path_too_long_says_so(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="at most 107 bytes"):
        Place(tmp_path / ("x" * 120)).take()


def test_a_place_under_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PlaceError, match="cannot make the control socket"):
        Place(tmp_path / "file" / "acd.sock").take()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_another_users_lock_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "acd.sock.lock"
    lock.touch(mode=0o000)
    with pytest.raises(PlaceError, match=f"cannot lock {lock}: it is another user's"):
        Place(tmp_path / "acd.sock").take()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_not_writable_says_so() -> None:
    with pytest.raises(PlaceError, match="must be writable"):
        Place(Path("/acd-here/acd.sock")).take()
