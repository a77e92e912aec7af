"""What is built, and above all what is not."""

import errno
import json
from pathlib import Path

import pytest

from ivr.flow import Flow
from ivr.sounds import sounds_in
from ivr.voice import build as building
from ivr.voice import loudness
from ivr.voice.build import Report, build, key_of
from ivr.voice.found import recordables
from ivr.voice.shelf import MANIFEST, Shelf, State, write_whole
from ivr.voice.voices import Voices, engine_mark
from ivr.voice.wav import read_wav
from tests.ivr.voice.programs import program, said

pytestmark = pytest.mark.slow


def made(flow: Flow, sounds: Path, voices: Voices) -> Report:
    return build(recordables([flow]), Shelf(sounds), voices, lambda done, text: None)


@pytest.fixture
def voices(tmp_path: Path) -> Voices:
    return Voices(program(tmp_path))


def test_every_text_is_spoken_once_into_a_file(flow: Flow, sounds: Path, voices: Voices, tmp_path: Path) -> None:
    report = made(flow, sounds, voices)
    texts = recordables([flow])
    assert list(report.made) == texts
    assert said(tmp_path) == [text.text for text in texts]
    there = sounds_in(sounds)[""]
    for text in texts:
        assert text.name in there
        samples, rate = read_wav((sounds / f"{text.name}.wav").read_bytes())
        assert rate == 8000
        assert len(samples) > 100
    assert not [path for path in sounds.rglob("*") if path.name.startswith(".")]


def test_a_second_time_nothing_is_done(flow: Flow, sounds: Path, voices: Voices, tmp_path: Path) -> None:
    made(flow, sounds, voices)
    before = {path: path.stat().st_mtime_ns for path in sounds.rglob("*")}
    spoken = len(said(tmp_path))
    report = made(flow, sounds, voices)
    assert (report.made, report.kept) == ((), len(recordables([flow])))
    assert len(said(tmp_path)) == spoken
    assert {path: path.stat().st_mtime_ns for path in sounds.rglob("*")} == before


def test_a_recording_by_hand_is_kept(flow: Flow, sounds: Path, voices: Voices) -> None:
    first, second, third, *_ = recordables([flow])
    (sounds / first.name).parent.mkdir(parents=True)
    there_first = sounds / f"{first.name}.wav"
    there_first.write_bytes(b"my voice")
    in_another_format = sounds / f"{second.name}.gsm"
    in_another_format.write_bytes(b"my voice in gsm")
    report = made(flow, sounds, voices)
    assert report.recorded == 2
    put_over_ours = sounds / f"{third.name}.wav"
    put_over_ours.write_bytes(b"my voice, later")
    engine_mark.cache_clear()
    other = Voices((*voices.command, "--another-voice"))
    report = made(flow, sounds, other)
    assert report.recorded == 3
    assert there_first.read_bytes() == b"my voice"
    assert in_another_format.read_bytes() == b"my voice in gsm"
    assert put_over_ours.read_bytes() == b"my voice, later"
    assert not (sounds / f"{second.name}.wav").exists()
    Shelf(sounds).prune(set())
    assert there_first.exists()
    assert in_another_format.exists()
    assert put_over_ours.exists()


def test_another_voice_or_loudness_makes_ours_again(
    flow: Flow, sounds: Path, voices: Voices, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(flow, sounds, voices)
    assert len(made(flow, sounds, Voices((*voices.command, "x"))).made) == len(recordables([flow]))
    monkeypatch.setattr(loudness, "LEVEL_DB", -25.0)
    assert len(made(flow, sounds, Voices((*voices.command, "x"))).made) == len(recordables([flow]))


def test_what_cannot_be_spoken_is_told_and_the_rest_is_made(flow: Flow, sounds: Path, voices: Voices) -> None:
    report = made(flow, sounds, Voices(voices.command, {"pl": ("no-such-program",)}))
    assert {text.language for text in report.made} == {"en"}
    assert {text.language for text, _ in report.failed} == {"pl"}
    assert report.failed[0][1] == "no-such-program cannot be started: No such file or directory"


def test_prune_removes_ours_that_nobody_says(flow: Flow, sounds: Path, voices: Voices) -> None:
    made(flow, sounds, voices)
    texts = recordables([flow])
    kept = {text.name for text in texts if text.language == "en"}
    gone = Shelf(sounds).prune(kept)
    assert {path.parent.name for path in gone} == {"pl"}
    assert all((sounds / f"{name}.wav").exists() for name in kept)
    assert Shelf(sounds).prune(kept) == []


def test_ours_beside_a_recording_by_hand_is_pruned(flow: Flow, sounds: Path, voices: Voices) -> None:
    made(flow, sounds, voices)
    text = recordables([flow])[0]
    by_hand = sounds / f"{text.name}.ulaw"
    by_hand.write_bytes(b"me")
    assert Shelf(sounds).state(text.name, key_of(text, voices)) is State.RECORDED
    assert Shelf(sounds).prune({text.name for text in recordables([flow])}) == [sounds / f"{text.name}.wav"]
    assert by_hand.exists()


def test_a_full_disk_leaves_what_was_there(
    flow: Flow, sounds: Path, voices: Voices, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(flow, sounds, voices)
    before = {path: path.read_bytes() for path in sounds.rglob("*") if path.is_file()}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ivr.voice.shelf.os.fchmod", full)
    with pytest.raises(OSError, match="No space left"):
        made(flow, sounds, Voices((*voices.command, "x")))
    assert {path: path.read_bytes() for path in sounds.rglob("*") if path.is_file()} == before
    monkeypatch.undo()
    assert len(made(flow, sounds, Voices((*voices.command, "x"))).made) == len(recordables([flow]))


def test_cut_short_between_note_and_file_it_is_still_ours(
    flow: Flow, sounds: Path, voices: Voices, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(flow, sounds, voices)
    other = Voices((*voices.command, "x"))
    written = 0

    def dying(path: Path, content: bytes, mode: int = 0o644) -> None:
        nonlocal written
        written += 1
        if written == 2:  # the manifest is out, the sound is not
            raise KeyboardInterrupt
        write_whole(path, content, mode)

    monkeypatch.setattr("ivr.voice.shelf.write_whole", dying)
    with pytest.raises(KeyboardInterrupt):
        made(flow, sounds, other)
    monkeypatch.undo()
    report = made(flow, sounds, other)
    assert report.recorded == 0
    assert len(report.made) == len(recordables([flow]))


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"made": 3}', '{"made": {"x": {"key": 1}}}', "\x00"])
def test_with_a_damaged_manifest_everything_counts_as_recorded(
    flow: Flow, sounds: Path, voices: Voices, damage: str
) -> None:
    made(flow, sounds, voices)
    (Shelf(sounds).folder / MANIFEST).write_text(damage, encoding="utf-8")
    assert made(flow, sounds, voices).recorded == len(recordables([flow]))


def test_the_manifest_tells_what_is_said(flow: Flow, sounds: Path, voices: Voices) -> None:
    made(flow, sounds, voices)
    noted = json.loads((Shelf(sounds).folder / MANIFEST).read_text(encoding="utf-8"))["made"]
    assert {entry["text"] for entry in noted.values()} == {text.text for text in recordables([flow])}


def test_progress_counts_up(flow: Flow, sounds: Path, voices: Voices) -> None:
    told: list[int] = []
    build(recordables([flow]), Shelf(sounds), voices, lambda done, text: told.append(done))
    assert told == list(range(len(recordables([flow]))))
    assert building.DEADLINE_S > 10
