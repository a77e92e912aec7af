"""A model file is read as CTranslate2 writes it; anything else is refused in words."""

import contextlib
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.speech.engines.model_file import read
from ivr.speech.engines.trouble import EngineError


def _text(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def _variable(name: str, kind: int, value: np.ndarray) -> bytes:
    data = value.tobytes()
    shape = struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape)
    return _text(name) + shape + struct.pack("<BI", kind, len(data)) + data


def _file(*variables: bytes, aliases: tuple[tuple[str, str], ...] = (), spec: str = "WhisperSpec") -> bytes:
    head = struct.pack("<I", 6) + _text(spec) + struct.pack("<II", 3, len(variables))
    tail = struct.pack("<I", len(aliases)) + b"".join(_text(name) + _text(of) for name, of in aliases)
    return head + b"".join(variables) + tail


GOOD = _file(
    _variable("decoder/a", 4, np.array([[1.5, -2.0]], np.float16)),
    _variable("decoder/b", 1, np.array([[10, -20], [30, 40]], np.int8)),
    _variable("decoder/b_scale", 0, np.array([10.0, 20.0], np.float32)),
    _variable("decoder/c", 5, (np.array([0.5, 3.0], np.float32).view(np.uint32) >> 16).astype(np.uint16)),
    _variable("decoder/heads", 2, np.array(6, np.int16)),
    _variable("encoder/a", 0, np.array([9.0], np.float32)),
    aliases=(("decoder/d", "decoder/a"),),
)


def test_every_type_is_read_as_what_it_stands_for(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(GOOD)
    found = read(tmp_path / "model.bin", "decoder/")
    assert found.get("a").tolist() == found.get("d").tolist() == [[1.5, -2.0]]
    assert found.get("b").tolist() == [[1.0, -2.0], [1.5, 2.0]]
    assert found.get("c").tolist() == [0.5, 3.0]
    assert found.number("heads") == 6
    assert found.has("a")
    assert not found.has("encoder/a")


@pytest.mark.parametrize("content", [b"", b"\6\0\0\0", GOOD[:60], _file(spec="BertSpec"), struct.pack("<I", 99) + GOOD])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(EngineError, match=r"model\.bin: not a Whisper model"):
        read(tmp_path / "model.bin", "decoder/")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be read"):
        read(tmp_path / "model.bin", "decoder/")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_damaged_byte_never_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, at: int, byte: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.bin"
    path.write_bytes(GOOD[:at] + bytes([byte]) + GOOD[at + 1 :])
    with contextlib.suppress(EngineError):
        read(path, "decoder/")
