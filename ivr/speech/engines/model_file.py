"""The weights in CTranslate2's file, read for a decoder of our own: `align` computes anew for every phrase what all
phrases share, and cannot be asked for what comes next (see `transformer.py`).

The format (CTranslate2's python/ctranslate2/specs/model_spec.py, version 6), little endian: u32 version, a text (u16
length, bytes, NUL), u32 revision, u32 count; then each variable: name, u8 rank, u32 per dimension, u8 type, u32 bytes,
data; then u32 count of aliases: name, name.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ivr.speech.engines.logmel import Floats
from ivr.speech.engines.trouble import EngineError

_VERSIONS = (5, 6)
_TYPES: tuple[Any, ...] = (np.float32, np.int8, np.int16, np.int32, np.float16, np.uint16)
_BFLOAT16 = 5
_SPEC = "WhisperSpec"


@dataclass(frozen=True, slots=True)
class Weights:
    """Variables by name, without `prefix`; quantised ones are told as what they stand for."""

    variables: Mapping[str, NDArray[Any]]

    def get(self, name: str) -> Floats:
        found = self.variables[name]
        scale = self.variables.get(f"{name}_scale")
        if scale is None or found.dtype.kind != "i":
            return np.ascontiguousarray(found, dtype=np.float32)
        return np.ascontiguousarray(found / scale.reshape(-1, *[1] * (found.ndim - 1)), dtype=np.float32)

    def number(self, name: str) -> int:
        return int(self.variables[name].item())

    def has(self, name: str) -> bool:
        return name in self.variables


def read(path: Path, prefix: str) -> Weights:
    """The variables whose names begin with `prefix`. Raises EngineError when it is not such a file."""
    try:
        return _read(path.read_bytes(), prefix)
    except OSError as error:
        raise EngineError(f"{path}: cannot be read: {error.strerror}") from None
    except (struct.error, ValueError, IndexError, KeyError) as error:
        raise EngineError(f"{path}: not a Whisper model of CTranslate2 as we know it ({error})") from None


def _read(content: bytes, prefix: str) -> Weights:
    file = _Reader(content)
    if (version := file.number("I")) not in _VERSIONS:
        raise ValueError(f"version {version}, known are {_VERSIONS}")
    if (spec := file.text()) != _SPEC:
        raise ValueError("it holds " + spec[:40])
    file.number("I")
    found = dict(file.variable() for _ in range(file.number("I")))
    if not file.is_at_end:
        found |= {alias: found[name] for alias, name in [(file.text(), file.text()) for _ in range(file.number("I"))]}
    return Weights({name.removeprefix(prefix): each for name, each in found.items() if name.startswith(prefix)})


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        return self._at >= len(self._content)

    def number(self, form: str) -> int:
        (found,) = struct.unpack_from(f"<{form}", self._content, self._at)
        self._at += struct.calcsize(form)
        return int(found)

    def text(self) -> str:
        length = self.number("H")
        self._at += length
        return self._content[self._at - length : self._at].rstrip(b"\0").decode()

    def variable(self) -> tuple[str, NDArray[Any]]:
        name = self.text()
        shape = [self.number("I") for _ in range(self.number("B"))]
        kind, size = self.number("B"), self.number("I")
        data = np.frombuffer(self._content, _TYPES[kind], size // np.dtype(_TYPES[kind]).itemsize, self._at)
        self._at += size
        if kind == _BFLOAT16:
            data = (data.astype(np.uint32) << 16).view(np.float32)
        return name, data.reshape(shape)
