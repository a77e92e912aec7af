"""The recordings of fixed texts in one sounds folder of the PBX, and which of them we made.

The manifest beside them says of each file of ours what it was made from and how its bytes add up. Whatever is there and
is not as the manifest says is somebody's recording: it is kept, and counts as the text being there. So is a file in
another format under the same name.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ivr.sounds import AUDIO
from ivr.voice.names import VOICE

MANIFEST = "manifest.json"


class State(StrEnum):
    """What is there for a text."""

    MISSING = "missing"
    MADE = "made"  # by us, of this text with this voice
    STALE = "stale"  # by us, with another voice or engine
    RECORDED = "recorded"  # by hand


@dataclass(frozen=True, slots=True)
class Made:
    """What we made: `key` tells text, voice, engine and treatment; `digest` the bytes, `before` those it replaces."""

    key: str
    digest: str
    text: str
    before: str = ""


class Shelf:
    """`sounds` is the PBX's sounds folder. Reading raises nothing for what is not there; writing raises OSError."""

    def __init__(self, sounds: Path) -> None:
        self._sounds = sounds
        self.folder = sounds / VOICE
        self._made = _read(self.folder / MANIFEST)

    def state(self, name: str, key: str) -> State:
        """Of the sound `name`, which we would make with `key`."""
        files = self.files(name)
        if not files:
            return State.MISSING
        made = self._made.get(name)
        if len(files) > 1 or made is None or not self._is_ours(name):
            return State.RECORDED
        return State.MADE if made.key == key and self._is_latest(name) else State.STALE

    def files(self, name: str) -> list[Path]:
        return files_of(self._sounds, name)

    def put(self, name: str, sound: bytes, key: str, text: str) -> Path:
        """Writes our file whole or not at all. It is noted first: cut short between the two, it is not taken for
        somebody's recording."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        before = self._made[name].digest if name in self._made else ""
        self._made[name] = Made(key, hashlib.sha256(sound).hexdigest(), text, before)
        self._note()
        write_whole(path, sound)
        return path

    def prune(self, used: set[str]) -> list[Path]:
        """Removes files of ours whose names are not in `used`, and those beside a recording made by hand."""
        gone = []
        for name in list(self._made):
            by_hand = [file for file in self.files(name) if file != self._path(name)]
            if name in used and not by_hand:
                continue
            if self._is_ours(name):
                self._path(name).unlink()
                gone.append(self._path(name))
            del self._made[name]
        if gone:
            self._note()
        return gone

    def _path(self, name: str) -> Path:
        path = self._sounds / name
        return path.with_name(f"{path.name}.wav")

    def _is_ours(self, name: str) -> bool:
        made = self._made.get(name)
        return made is not None and self._digest(name) in (made.digest, made.before)

    def _is_latest(self, name: str) -> bool:
        return self._digest(name) == self._made[name].digest

    def _digest(self, name: str) -> str | None:
        try:
            return hashlib.sha256(self._path(name).read_bytes()).hexdigest()
        except OSError:
            return None

    def _note(self) -> None:
        noted = {name: asdict(made) for name, made in sorted(self._made.items())}
        text = json.dumps({"made": noted}, indent=1, ensure_ascii=False) + "\n"
        write_whole(self.folder / MANIFEST, text.encode())


def files_of(sounds: Path, name: str) -> list[Path]:
    """The files of a sound, in whatever format."""
    path = sounds / name
    there = (path.with_name(f"{path.name}.{kind}") for kind in sorted(AUDIO))
    return [file for file in there if file.is_file()]


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """The file is there with all of `content`, or as it was. Raises OSError."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _read(path: Path) -> dict[str, Made]:
    """A manifest that is not there or not ours tells of nothing: then every file counts as made by hand."""
    try:
        raw: Any = json.loads(path.read_bytes())["made"]
        return {str(name): Made(**_texts(made)) for name, made in raw.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _texts(made: Mapping[str, object]) -> dict[str, str]:
    return {str(name): str(value) for name, value in made.items()}
