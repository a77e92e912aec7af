"""What is said of the folders that the PBX and we share."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from acd.control.house import Health
from acd.doctor import folders
from acd.doctor.sheet import Sheet
from ivr.nodes.voicemail import Voicemail


def judged(word: str, root: Path, takes: bool = True) -> list[tuple[Health, str]]:
    sheet = Sheet("main")
    flow = SimpleNamespace(nodes={"a": object.__new__(Voicemail)} if takes else {})
    kept = SimpleNamespace(voicemail=SimpleNamespace(root=root), announcements=root / "announcements")
    folders.judge(word, SimpleNamespace(flows={"main": flow}, messages=kept), sheet)
    assert all(bool(line.advice) == (line.health is not Health.OK) for line in sheet.lines)
    return [(line.health, line.text) for line in sheet.lines]


def test_all_is_well(tmp_path):
    (tmp_path / "announcements").mkdir()
    assert judged("messages=good:announcements=seen", tmp_path) == [
        (Health.OK, f"messages go to {tmp_path}"),
        (Health.OK, f"announcements go to {tmp_path}/announcements"),
    ]


def test_a_folder_for_announcements_may_still_be_made(tmp_path):
    assert judged("announcements=gone", tmp_path)[0][0] is Health.OK


def test_of_an_earlier_dialplan_nothing_is_said(tmp_path):
    assert judged("", tmp_path) == []


@pytest.mark.parametrize(
    ("word", "health", "said"),
    [
        ("gone", Health.WRONG, "has no folder for messages"),
        ("closed", Health.WRONG, "cannot record to"),
        ("kept", Health.WARNING, "not deleted by us"),
        ("another", Health.WARNING, "which we do not see"),
        ("elsewhere", Health.WARNING, "which we do not see"),
    ],
)
def test_messages_that_cannot_be_kept(word, health, said, tmp_path):
    ((found, text),) = judged(f"messages={word}", tmp_path)
    assert found is health
    assert said in text
    assert judged(f"messages={word}", tmp_path, takes=False) == []


@pytest.mark.parametrize(
    ("room", "health"), [(40_000_000, Health.WRONG), (900_000_000, Health.WARNING), (2_000_000_000, Health.OK)]
)
def test_room_on_the_disk(room, health, tmp_path, monkeypatch):
    monkeypatch.setattr(folders.shutil, "disk_usage", lambda _: SimpleNamespace(free=room))
    ((found, text),) = judged("messages=good", tmp_path)
    assert found is health
    assert health is Health.OK or text == f"{room // 1_000_000} MB are left for messages in {tmp_path}"


def test_announcements_that_the_pbx_does_not_see(tmp_path):
    (tmp_path / "announcements").mkdir()
    ((health, text),) = judged("announcements=gone", tmp_path)
    assert health is Health.WARNING
    assert text.endswith("which the PBX does not see")


def test_announcements_that_cannot_be_brought(tmp_path, monkeypatch):
    monkeypatch.setattr(folders.os, "access", lambda *_: False)
    ((health, text),) = judged("announcements=seen", tmp_path)
    assert health is Health.WARNING
    assert f"{tmp_path} is not writable for us" in text
