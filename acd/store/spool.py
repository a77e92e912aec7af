"""A bounded first-in first-out of records in files, for what cannot be written to the store now.

A folder (mode 700) of append-only segments (mode 600, named by us: a rising number), each a sixteenth of the bound and
deleted when all its records are taken. A record is one line: CRC-32 in hex, rows, time, body (no line feed in it). A
line whose CRC does not fit, such as one cut off by a crash, is passed over and said; the ones after it are read.
A segment is locked (flock) while a process uses it, so nobody takes over those of a daemon that lives.

Durability is that of the store (SQLite with synchronous=NORMAL): each record is handed to the kernel before `append`
returns, so a killed daemon loses none; the disk is asked to hold it (fdatasync) when a segment is full and at `close`,
so a power cut may lose the last moments.
"""

import fcntl
import logging
import os
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)
SUFFIX = ".spool"
PARTS = 16


class SpoolError(Exception):
    """No record can be added now: the spool or its disk is full, or cannot be written. The text is for people."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """`rows` wait in files of `size` bytes together; `oldest` is when the first of them came, None without any."""

    rows: int = 0
    size: int = 0
    oldest: float | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    offset: int
    length: int  # with the line feed
    rows: int
    at: float


@dataclass(slots=True)
class _Segment:
    path: Path
    file: int
    size: int = 0
    entries: deque[_Entry] = field(default_factory=deque)


class Spool:
    """For one thread; only `state` may be read from others. What a dead process left in `folder` comes first."""

    def __init__(self, folder: Path, limit: int) -> None:
        """`limit`: bytes on the disk. SpoolError when the folder is there and cannot be read."""
        self.folder = folder
        self.limit = limit
        self._segments: deque[_Segment] = deque()
        self._is_sealed = True  # the last segment takes no more
        self._number = 0
        self._rows = 0
        self.state = Spooled()
        try:
            for path in sorted(folder.glob(f"*{SUFFIX}")):
                self._adopt(path)
        except OSError as error:
            self.close()
            raise SpoolError(f"{folder}: {error.strerror}") from None
        self._changed()

    def append(self, body: bytes, rows: int, at: float) -> None:
        """Keep a record of `rows` rows that came at `at` (wall clock). SpoolError: nothing was kept."""
        rest = b"%d %.3f %s" % (rows, at, body)
        line = b"%08x %s\n" % (zlib.crc32(rest), rest)
        if self.state.size + len(line) > self.limit:
            raise SpoolError(f"the spool {self.folder} is full ({self.limit / 1e6:.0f} MB)")
        try:
            segment = self._tail()
            self._write(segment, line)
        except OSError as error:
            raise SpoolError(f"the spool {self.folder}: {error.strerror}") from None
        segment.entries.append(_Entry(segment.size, len(line), rows, at))
        segment.size += len(line)
        self._rows += rows
        if segment.size >= self.limit // PARTS:
            self._seal(segment)
        self._changed()

    def first(self) -> bytes | None:
        """The body of the oldest record. One that has become unreadable is passed over and said."""
        while entry := self._first_entry():
            segment = self._segments[0]
            with suppress(OSError):
                if (read := _parse(os.pread(segment.file, entry.length, entry.offset))) is not None:
                    return read[2]
            log.error("store: %d rows in %s can no longer be read and are lost", entry.rows, segment.path)
            self.drop_first()
        return None

    def drop_first(self) -> None:
        """The oldest record is not needed any more."""
        self._rows -= self._segments[0].entries.popleft().rows
        self._first_entry()
        self._changed()

    def close(self) -> None:
        """Let go; what is in it stays for the next to open it. Idempotent."""
        for segment in self._segments:
            with suppress(OSError):
                os.fdatasync(segment.file)
            os.close(segment.file)
        self._segments.clear()
        self._is_sealed = True

    def _first_entry(self) -> _Entry | None:
        """Of the first segment that has one; segments before it are deleted."""
        while self._segments:
            if self._segments[0].entries:
                return self._segments[0].entries[0]
            self._delete(self._segments.popleft())
        self._is_sealed = True
        return None

    def _adopt(self, path: Path) -> None:
        self._number = max(self._number, int(path.stem) if path.stem.isdecimal() else 0)
        file = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        if not _lock(file):
            os.close(file)
            log.warning("store: %s belongs to another running daemon and is left to it", path)
            return
        segment = _Segment(path, file, os.fstat(file).st_size)
        damaged = 0
        with open(file, "rb", closefd=False) as lines:
            for offset, line in _offsets(lines):
                if (read := _parse(line)) is None:
                    damaged += 1
                else:
                    segment.entries.append(_Entry(offset, len(line), read[0], read[1]))
                    self._rows += read[0]
        if damaged:
            log.error("store: %d records in %s are torn or damaged and are passed over", damaged, path)
        self._segments.append(segment)
        self._first_entry()

    def _tail(self) -> _Segment:
        if self._is_sealed:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._segments.append(self._new())
            self._is_sealed = False
        return self._segments[-1]

    def _new(self) -> _Segment:
        while True:
            self._number += 1
            path = self.folder / f"{self._number:012d}{SUFFIX}"
            with suppress(FileExistsError):
                file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
                if _lock(file):
                    return _Segment(path, file)
                os.close(file)

    def _write(self, segment: _Segment, line: bytes) -> None:
        """All of it or, as far as readers can tell, nothing."""
        left = memoryview(line)
        try:
            while left:
                left = left[os.pwrite(segment.file, left, segment.size + len(line) - len(left)) :]
        except OSError:
            try:
                os.ftruncate(segment.file, segment.size)
            except OSError:
                self._seal(segment)
            raise

    def _seal(self, segment: _Segment) -> None:
        self._is_sealed = True
        with suppress(OSError):
            os.fdatasync(segment.file)

    def _delete(self, segment: _Segment) -> None:
        with suppress(OSError):
            segment.path.unlink()
        os.close(segment.file)

    def _changed(self) -> None:
        first = next((segment.entries[0] for segment in self._segments if segment.entries), None)
        size = sum(segment.size for segment in self._segments)
        self.state = Spooled(self._rows, size, first.at if first else None)


def _lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _offsets(lines: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    offset = 0
    for line in lines:
        yield offset, line
        offset += len(line)


def _parse(line: bytes) -> tuple[int, float, bytes] | None:
    """Rows, time and body of a record's line, None when it is not whole."""
    crc, _, rest = line.removesuffix(b"\n").partition(b" ")
    if not line.endswith(b"\n") or crc != b"%08x" % zlib.crc32(rest):
        return None
    rows, _, rest = rest.partition(b" ")
    at, _, body = rest.partition(b" ")
    try:
        return int(rows), float(at), body
    except ValueError:
        return None
