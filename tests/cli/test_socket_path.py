"""The socket is found however little of the configuration can be read."""

from pathlib import Path

import pytest

from acd.cli.exits import USAGE, AcdError
from acd.cli.socket_path import DEFAULT_SOCKET, find_socket


def test_what_was_given_is_taken(tmp_path: Path) -> None:
    assert find_socket(Path("x.sock"), tmp_path / "nowhere") == Path("x.sock")


@pytest.mark.parametrize(
    ("toml", "socket"),
    [
        ("", DEFAULT_SOCKET),
        ("[daemon]\nrun_dir = '/srv/acd'", Path("/srv/acd/acd.sock")),
        ("[daemon]\nrun_dir = '/srv/acd'\nsocket = '/x/y'", Path("/x/y")),
        ("[daemon]\nsocket = '/x/y'\nnonsense = 3\n[pbx.main]\nport = 'wrong'", Path("/x/y")),
    ],
)
def test_acd_toml_says_where(tmp_path: Path, toml: str, socket: Path) -> None:
    (tmp_path / "acd.toml").write_text(toml)
    assert find_socket(None, tmp_path) == socket


@pytest.mark.parametrize(
    ("toml", "error"),
    [
        ("[daemon", "acd.toml: "),
        ("daemon = 3", "daemon: got 3, must be a table"),
        ("[daemon]\nsocket = 3", "daemon.socket: got 3, must be a path"),
    ],
)
def test_an_unreadable_acd_toml_is_bad_usage(tmp_path: Path, toml: str, error: str) -> None:
    (tmp_path / "acd.toml").write_text(toml)
    with pytest.raises(AcdError, match=error) as raised:
        find_socket(None, tmp_path)
    assert raised.value.exit_code == USAGE


def test_a_configuration_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(AcdError, match=r"cannot read .*acd\.toml"):
        find_socket(None, tmp_path)
