"""Folders that are there and will not do."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from acd.lint import folders
from ivr.nodes.voicemail import Voicemail


def said(messages: Path, announcements: Path, takes: bool = True) -> list[tuple[str, str]]:
    flow = SimpleNamespace(nodes={"a": object.__new__(Voicemail)} if takes else {})
    kept = SimpleNamespace(voicemail=SimpleNamespace(root=messages), announcements=announcements)
    found = folders.unfit(SimpleNamespace(flows={"main": flow}, messages=kept))
    return [(each.key, each.why) for each in found]


def test_folders_that_do_or_are_not_here(tmp_path):
    assert said(tmp_path, tmp_path) == []
    assert said(tmp_path / "a", tmp_path / "b") == []


def test_what_is_no_folder(tmp_path):
    (tmp_path / "file").touch()
    why = f"{tmp_path}/file is no folder"
    assert said(tmp_path / "file", tmp_path / "file") == [("voicemail.root", why), ("announcements.root", why)]
    assert said(tmp_path / "file", tmp_path, takes=False) == []


def test_one_we_may_not_write_to(tmp_path, monkeypatch):
    monkeypatch.setattr(folders.os, "access", lambda *_: False)
    assert said(tmp_path, tmp_path / "b") == [("voicemail.root", f"{tmp_path} is not writable for us")]


@pytest.mark.parametrize(("free", "count"), [(49_000_000, 1), (51_000_000, 0)])
def test_little_room(free, count, tmp_path, monkeypatch):
    monkeypatch.setattr(folders.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert said(tmp_path, tmp_path / "b") == [("voicemail.root", f"49 MB are left in {tmp_path}")] * count
