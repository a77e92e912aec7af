"""Records in files: in order, bounded, whole or passed over, and left to a daemon that lives."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.store.spool import PARTS, Spool, SpoolError

MB = 1_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


def taken(spool: Spool) -> Iterator[bytes]:
    while (body := spool.first()) is not None:
        yield body
        spool.drop_first()


def filled(folder: Path, bodies: list[bytes], limit: int = MB) -> None:
    spool = Spool(folder, limit)
    for number, body in enumerate(bodies):
        spool.append(body, 1, float(number))
    spool.close()


def test_first_in_first_out_also_after_a_restart(folder: Path) -> None:
    bodies = [b"%d" % number * 50 for number in range(100)]
    filled(folder, bodies[:60], limit=16_000)
    spool = Spool(folder, 16_000)
    for body in bodies[60:]:
        spool.append(body, 2, 500.0)
    assert (spool.state.rows, spool.state.oldest) == (60 + 80, 0.0)
    assert len(list(folder.iterdir())) > 3
    assert list(taken(spool)) == bodies
    assert list(folder.iterdir()) == []
    assert (spool.state.rows, spool.state.size, spool.state.oldest) == (0, 0, None)
    spool.close()


def test_nothing_is_made_before_it_is_needed_and_then_only_for_us(folder: Path) -> None:
    spool = Spool(folder, MB)
    assert not folder.exists()
    spool.append(b"x", 1, 1.0)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]
    spool.close()


def test_the_bound_holds_and_is_free_again(folder: Path) -> None:
    spool = Spool(folder, 10_000)
    while spool.state.size < 9_880:
        spool.append(b"x" * 100, 1, 1.0)
    with pytest.raises(SpoolError, match="is full"):
        spool.append(b"x" * 100, 1, 1.0)
    assert 9_000 < sum(path.stat().st_size for path in folder.iterdir()) <= 10_000
    for _ in range(1 + 10_000 // PARTS // 100):
        spool.drop_first()
    spool.append(b"x" * 100, 1, 1.0)
    spool.close()


def test_a_full_disk_is_said_and_leaves_no_half_record(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(folder, MB)
    spool.append(b"before", 1, 1.0)
    real = os.pwrite
    left = [5]

    def pwrite(file: int, data: bytes, offset: int) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = real(file, bytes(data)[: left[0]], offset)
        left[0] -= written
        return written

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", pwrite)
        with pytest.raises(SpoolError, match="No space left"):
            spool.append(b"lost", 1, 2.0)
    spool.append(b"after", 1, 3.0)
    spool.close()
    again = Spool(folder, MB)
    assert list(taken(again)) == [b"before", b"after"]
    again.close()


def test_a_living_daemons_segments_are_left_to_it(folder: Path) -> None:
    one = Spool(folder, MB)
    one.append(b"of one", 1, 1.0)
    other = Spool(folder, MB)
    assert other.first() is None
    other.append(b"of the other", 1, 2.0)
    assert list(taken(one)) == [b"of one"]
    assert list(taken(other)) == [b"of the other"]
    one.close()
    other.close()


BODIES = st.lists(st.binary(max_size=20).map(lambda body: body.replace(b"\n", b" ")), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(BODIES, st.integers(0, 10**6))
def test_a_torn_tail_costs_only_what_was_torn(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[bytes], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("torn") / "spool"
    filled(folder, bodies)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    cut %= len(whole) + 1
    path.write_bytes(whole[:cut])
    spool = Spool(folder, MB)
    kept = list(taken(spool))
    assert kept == bodies[: whole[:cut].count(b"\n")]
    spool.append(b"next", 1, 1.0)
    assert list(taken(spool)) == [b"next"]
    spool.close()


@settings(max_examples=60, deadline=None)
@given(BODIES, st.integers(0, 10**6), st.integers(1, 255))
def test_a_damaged_byte_costs_at_most_two_records(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[bytes], where: int, change: int
) -> None:
    folder = tmp_path_factory.mktemp("damaged") / "spool"
    filled(folder, bodies)
    (path,) = folder.iterdir()
    data = bytearray(path.read_bytes())
    data[where % len(data)] ^= change
    path.write_bytes(data)
    spool = Spool(folder, MB)
    kept = list(taken(spool))
    spool.close()
    left = iter(bodies)
    assert all(body in left for body in kept)  # in order, none made up
    assert len(kept) >= len(bodies) - 2
