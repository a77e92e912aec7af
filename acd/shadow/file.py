"""The facts of a watch as a file of JSON lines, so that it can be reported again. No caller's number is in it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from acd.shadow import facts as f

HEAD = {"acd": "shadow", "version": 1}
_KINDS: dict[str, type[f.Fact]] = {kind.__name__: kind for kind in f.Fact.__args__}


class FileError(Exception):
    """Why a file is no record of a watch: its name, the line, what is wrong."""


class Writer:
    """Each fact is in the file when `write` returns."""

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._file: IO[bytes] = os.fdopen(handle, "wb", buffering=0)
        self._file.write(msgspec.json.encode(HEAD) + b"\n")

    def write(self, fact: f.Fact) -> None:
        self._file.write(msgspec.json.encode([type(fact).__name__, msgspec.to_builtins(fact)]) + b"\n")

    def close(self) -> None:
        self._file.close()


def read(path: Path) -> Iterator[f.Fact]:
    """Raises FileError; a last line cut off by a crash is passed over."""
    try:
        with path.open("rb") as file:
            lines = file.read().split(b"\n")
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from None
    if not lines or _decoded(lines[0]) != HEAD:
        raise FileError(f"{path}: line 1: this is no file that --save made")
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        try:
            name, value = msgspec.json.decode(line, type=tuple[str, dict[str, object]])
            yield msgspec.convert(value, _KINDS[name])
        except (msgspec.MsgspecError, KeyError) as error:
            if number == len(lines):
                return
            raise FileError(f"{path}: line {number}: {error}") from None


def _decoded(line: bytes) -> object:
    try:
        return msgspec.json.decode(line)
    except msgspec.MsgspecError:
        return None
