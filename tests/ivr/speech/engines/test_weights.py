"""Weights are used only when they are the very ones we know, or a folder somebody named."""

import hashlib
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from ivr.speech.engines import weights
from ivr.speech.engines.trouble import EngineError


def test_the_packaged_weights_are_the_ones_we_know() -> None:
    assert (weights.bundled() / "model.bin").is_file()


def test_other_bytes_are_refused_and_the_message_says_which_and_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(b"not the weights")
    with pytest.raises(
        EngineError, match=r"model\.bin: not the weights we know \(sha256 [0-9a-f]{12}.*Install"
    ) as said:
        weights.check(file, weights.SHA256)
    assert hashlib.sha256(b"not the weights").hexdigest()[:12] in str(said.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be read: No such file"):
        weights.check(tmp_path / "model.bin", weights.SHA256)


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "distribution", lambda _: SimpleNamespace(version="0.2.0"))
    with pytest.raises(EngineError, match=r"0\.2\.0 is installed, and only 0\.1\.0"):
        weights.bundled()


def test_no_package_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(metadata, "distribution", missing)
    with pytest.raises(EngineError, match="not installed: install the extra 'speech'"):
        weights.bundled()


def test_a_folder_says_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "config.json").touch()
    with pytest.raises(EngineError, match=r"model\.bin, tokenizer\.json missing"):
        weights.checked_folder(tmp_path)
    for name in ("model.bin", "tokenizer.json"):
        (tmp_path / name).touch()
    assert weights.checked_folder(tmp_path) == tmp_path
