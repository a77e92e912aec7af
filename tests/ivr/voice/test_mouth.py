"""Words at run time: whatever fails, what is said is a list of sounds, and nothing is left behind or logged."""

import asyncio
import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.outputs import Digits, Number, Part, Sound, Words
from ivr.voice import mouth as speaking
from ivr.voice.mouth import Mute, Speaker, sweep
from ivr.voice.names import LIVE, recording_name
from ivr.voice.voices import Voices
from tests.ivr.voice.programs import SPEAKS, program, said

pytestmark = pytest.mark.slow

SECRET = "Missis Quibblesworth owes four"
OWN = Words(SECRET, "en", instead=(Words("You owe", "en", is_fixed=True), Number(4)))
FIXED = Words("Good morning.", "en", is_fixed=True)


@pytest.fixture
def speaker(sounds: Path, tmp_path: Path) -> Iterator[Speaker]:
    speaker = Speaker(Voices(program(tmp_path)), lambda _: sounds, 3.0)
    yield speaker
    speaker.close()


def bad_speaker(sounds: Path, folder: Path, script: str, deadline_s: float = 0.5) -> Speaker:
    return Speaker(Voices(program(folder, script, "bad")), lambda _: sounds, deadline_s)


def live(sounds: Path) -> list[Path]:
    return list((sounds / LIVE).glob("*")) if (sounds / LIVE).exists() else []


def record(sounds: Path, text: str) -> str:
    name = recording_name("en", text)
    (sounds / name).parent.mkdir(parents=True, exist_ok=True)
    (sounds / f"{name}.gsm").write_bytes(b"x")
    return name


async def parts_of(mouth: Speaker | Mute, *parts: Part) -> tuple[Part, ...]:
    async with mouth.voiced(parts, "en", "main-1.1") as said:
        return said


async def test_what_has_no_words_is_left_alone(speaker: Speaker) -> None:
    assert await parts_of(speaker, Sound("hello"), Number(1)) == (Sound("hello"), Number(1))


async def test_own_words_are_a_file_while_they_are_said(speaker: Speaker, sounds: Path, tmp_path: Path) -> None:
    async with speaker.voiced((Sound("hello"), OWN), "en", "main-1.1") as parts:
        hello, spoken = parts
        assert hello == Sound("hello")
        assert isinstance(spoken, Sound)
        file = sounds / f"{spoken.name}.wav"
        assert file.stat().st_mode & 0o777 == 0o640
        assert file.stat().st_size > 1000
    assert live(sounds) == []
    assert said(tmp_path) == [SECRET]


async def test_the_file_goes_too_when_the_caller_does(speaker: Speaker, sounds: Path) -> None:
    async def broken_off() -> None:
        async with speaker.voiced((OWN,), "en", "main-1.1"):
            assert live(sounds)
            raise KeyError

    with pytest.raises(KeyError):
        await broken_off()
    assert live(sounds) == []


async def test_fixed_words_are_their_recording(speaker: Speaker, sounds: Path, tmp_path: Path) -> None:
    name = record(sounds, FIXED.text)
    assert await parts_of(speaker, FIXED) == (Sound(name),)
    assert said(tmp_path) == []


async def test_fixed_words_nobody_recorded_are_spoken(speaker: Speaker, tmp_path: Path) -> None:
    (spoken,) = await parts_of(speaker, FIXED)
    assert isinstance(spoken, Sound)
    assert spoken.name.startswith(LIVE)
    assert said(tmp_path) == [FIXED.text]


async def test_a_pbx_whose_sounds_are_not_seen(tmp_path: Path) -> None:
    speaker = Speaker(Voices(program(tmp_path)), lambda _: None)
    assert await parts_of(speaker, FIXED, OWN) == (
        Sound(recording_name("en", FIXED.text)),
        Sound(recording_name("en", "You owe")),
        Number(4),
    )
    speaker.close()


@pytest.mark.parametrize(
    ("script", "reason"),
    [("sys.exit(1)", "ended with 1"), ("print(sys.stdin.read())", "wrote no sound"), ("time.sleep(60)", "longer than")],
)
async def test_without_a_voice_the_values_are_said(
    sounds: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, script: str, reason: str
) -> None:
    name = record(sounds, "You owe")
    speaker = bad_speaker(sounds, tmp_path, script)
    assert await parts_of(speaker, OWN, Digits("1")) == (Sound(name), Number(4), Digits("1"))
    speaker.close()
    assert reason in caplog.text
    assert "main-1.1: a text in en is said without a voice" in caplog.text
    assert "Quibblesworth" not in caplog.text
    assert live(sounds) == []


async def test_a_slow_engine_is_left_alone_for_a_while(sounds: Path, tmp_path: Path) -> None:
    speaker = bad_speaker(sounds, tmp_path, "time.sleep(60)")
    await parts_of(speaker, OWN)
    began = time.monotonic()
    assert await parts_of(speaker, OWN) == (Number(4),)
    assert time.monotonic() - began < 0.3
    speaker.close()


async def test_a_slow_engine_is_tried_again_later(sounds: Path, tmp_path: Path) -> None:
    marker = tmp_path / "quick"
    script = f"if not os.path.exists({str(marker)!r}): time.sleep(60)\n{SPEAKS}"
    speaker = Speaker(Voices(program(tmp_path, script)), lambda _: sounds, 1.0, rest_s=0.05)
    assert await parts_of(speaker, OWN) == (Number(4),)
    marker.touch()
    await asyncio.sleep(0.1)
    (spoken,) = await parts_of(speaker, OWN)
    assert isinstance(spoken, Sound)
    speaker.close()


async def test_a_full_disk(
    speaker: Speaker, sounds: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("ivr.voice.shelf.os.fchmod", full)
    assert await parts_of(speaker, OWN) == (Number(4),)
    assert "cannot be written" in caplog.text
    assert "No space left on device" in caplog.text
    assert "Quibblesworth" not in caplog.text
    assert live(sounds) == []


async def test_a_folder_that_cannot_be_made(speaker: Speaker, sounds: Path) -> None:
    (sounds / "acd").write_text("in the way")
    assert await parts_of(speaker, OWN) == (Number(4),)


async def test_a_crowd_is_served_or_told_without_a_voice(sounds: Path, tmp_path: Path) -> None:
    speaker = bad_speaker(sounds, tmp_path, f"time.sleep(0.2)\n{SPEAKS}", deadline_s=2.0)
    began = time.monotonic()
    told = await asyncio.gather(*(parts_of(speaker, OWN) for _ in range(60)))
    assert time.monotonic() - began < 2.0 + 1.5
    assert any(isinstance(parts[0], Sound) for parts in told)
    assert sum(parts == (Number(4),) for parts in told) >= 60 - speaking.MAX_WAITING
    speaker.close()
    assert live(sounds) == []


async def test_who_hangs_up_meanwhile_leaves_nothing(sounds: Path, tmp_path: Path) -> None:
    speaker = bad_speaker(sounds, tmp_path, f"time.sleep(0.4)\n{SPEAKS}", deadline_s=3.0)
    visit = asyncio.create_task(parts_of(speaker, OWN))
    await asyncio.sleep(0.1)
    visit.cancel()
    with pytest.raises(asyncio.CancelledError):
        await visit
    await asyncio.to_thread(speaker.close)
    await asyncio.sleep(0.05)
    assert live(sounds) == []


async def test_a_mouth_without_a_voice() -> None:
    assert await parts_of(Mute(), Sound("hello"), OWN, FIXED) == (Sound("hello"), Number(4))


def test_what_a_killed_daemon_left_is_swept(sounds: Path) -> None:
    assert sweep(sounds) == 0
    (sounds / LIVE).mkdir(parents=True)
    old, new, other = (sounds / LIVE / name for name in ("old.wav", "new.wav", "readme.txt"))
    for file in (old, new, other):
        file.write_bytes(b"x")
    for file in (old, other):
        os.utime(file, (1, 1))
    assert sweep(sounds) == 1
    assert not old.exists()
    assert new.exists()
    assert other.exists()
