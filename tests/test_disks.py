"""The alarm of a disk that fills up: once, and until there is room again."""

import logging
from pathlib import Path

import pytest

from acd.disks import Disks, Usage

HERE = Path("/var/spool/x")
MB = 1_000_000


@pytest.mark.parametrize(
    ("free", "total", "is_short"),
    [
        (499 * MB, 1_000_000 * MB, True),
        (501 * MB, 1_000_000 * MB, False),
        (19 * MB, 1000 * MB, True),
        (21 * MB, 1000 * MB, False),
        (0, 1000 * MB, True),
    ],
)
def test_when_a_disk_is_short(free: int, total: int, is_short: bool, caplog: pytest.LogCaptureFixture) -> None:
    Disks(lambda _: Usage(total, total - free, free)).round([HERE])
    assert [each.levelno for each in caplog.records] == [logging.ERROR] * is_short


def test_it_is_said_once_and_taken_back(caplog: pytest.LogCaptureFixture) -> None:
    free = [0, 0, 900 * MB, 900 * MB, 0]
    disks = Disks(lambda _: Usage(1000 * MB, 0, free.pop(0)))
    for _ in range(5):
        disks.round([HERE])
    assert [each.levelname for each in caplog.records] == ["ERROR", "WARNING", "ERROR"]
    assert f"{HERE}: the disk fills up, only 0 MB are free" in caplog.text


def test_a_folder_that_is_not_here_is_none_of_our_business(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    Disks().round([tmp_path / "nowhere"])
    assert not caplog.records


def test_it_looks_at_real_disks(tmp_path: Path) -> None:
    Disks().round([tmp_path])
