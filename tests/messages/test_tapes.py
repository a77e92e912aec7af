"""Recordings as files: no name leads out of the folder."""

from pathlib import Path

import pytest

from acd.messages.tapes import Found, Tapes

TAPE = "main-1763820000.9.1+4-2+agent-1001"


@pytest.fixture
def tapes(tmp_path: Path) -> Tapes:
    return Tapes(tmp_path)


def test_a_name_tells_whose_it_is(tapes: Tapes) -> None:
    path = tapes.path(TAPE)
    path.write_bytes(bytes(44 + 32_000))
    [found] = tapes.found()
    assert found == Found(TAPE, "main-1763820000.9.1", 4, 2, "agent", "1001", 2.0, path.stat().st_mtime)
    assert tapes.read(TAPE) == bytes(44 + 32_000)
    assert tapes.remove(TAPE)
    assert not tapes.remove(TAPE)


@pytest.mark.parametrize(
    "tape",
    ["", "../x", "a/b+1-1+queue-sales", "..+1-1+queue-sales", "main-1.2+1-1+room-sales", f"{TAPE}\n", f"{TAPE}/.."],
)
def test_no_other_name_is_touched(tapes: Tapes, tape: str) -> None:
    for deed in (tapes.path, tapes.read, tapes.remove, tapes.close_to_others):
        with pytest.raises(ValueError, match="not the name of a tape"):
            deed(tape)


def test_links_are_not_followed(tapes: Tapes, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    tapes.path(TAPE).symlink_to(secret)
    with pytest.raises(OSError, match="symbolic"):
        tapes.read(TAPE)
    assert list(tapes.found()) == []
    assert tapes.remove(TAPE)
    assert secret.exists()


def test_a_folder_that_is_not_here(tmp_path: Path) -> None:
    tapes = Tapes(tmp_path / "none")
    assert not tapes.is_here
    assert list(tapes.found()) == []
