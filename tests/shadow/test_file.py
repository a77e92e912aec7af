from pathlib import Path

import pytest

from acd.shadow.file import FileError, Writer, read
from tests.shadow.heard import facts


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "heard.jsonl"
    writer = Writer(path)
    for fact in facts("two_callers_one_silent"):
        writer.write(fact)
    writer.close()
    return path


def test_what_is_written_reads_back(kept: Path) -> None:
    assert list(read(kept)) == facts("two_callers_one_silent")


def test_a_last_line_cut_off_is_passed_over(kept: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:-20])
    assert list(read(kept)) == facts("two_callers_one_silent")[:-1]


@pytest.mark.parametrize("line", [b"nonsense", b'["Nothing",{}]', b'["WatchLost",{"at":"noon"}]', b"[1,2]"])
def test_a_wrong_line_is_named(kept: Path, line: bytes) -> None:
    head, _, rest = kept.read_bytes().partition(b"\n")
    kept.write_bytes(head + b"\n" + line + b"\n" + rest)
    with pytest.raises(FileError, match="line 2"):
        list(read(kept))


@pytest.mark.parametrize("content", [b"", b"{}\n", b"PK\x03\x04"])
def test_another_file_is_no_record_of_a_watch(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(FileError, match="no file that --save made"):
        list(read(path))


def test_a_file_is_not_written_over(kept: Path) -> None:
    with pytest.raises(FileExistsError):
        Writer(kept)


def test_only_its_owner_may_read_it(kept: Path) -> None:
    assert kept.stat().st_mode & 0o077 == 0
