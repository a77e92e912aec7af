"""Whatever WAV file somebody has at hand becomes telephone sound."""

import io
import wave
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.cli.wav import NotSoundError, for_telephone


def written(path: Path, *, rate: int = 44_100, channels: int = 2, width: int = 2, seconds: float = 0.5) -> Path:
    sound = 0.5 * np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate)
    both = np.repeat(sound[:, None], channels, axis=1).ravel()
    if width == 1:
        raw = ((both * 127) + 128).astype("u1").tobytes()
    elif width == 3:
        raw = b"".join(int(value * 2**23).to_bytes(3, "little", signed=True) for value in both)
    else:
        raw = (both * (2 ** (8 * width - 1) - 1)).astype(f"<i{width}").tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(raw)
    return path


@pytest.mark.parametrize("rate", [8000, 11_025, 16_000, 44_100, 48_000])
@pytest.mark.parametrize(("channels", "width"), [(1, 1), (2, 2), (1, 3), (2, 4)])
def test_a_tone_stays_that_tone(tmp_path: Path, rate: int, channels: int, width: int) -> None:
    made = for_telephone(written(tmp_path / "a.wav", rate=rate, channels=channels, width=width))
    with wave.open(io.BytesIO(made)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert abs(len(sound) - 4000) < 20
    heard = np.abs(np.fft.rfft(sound))
    assert abs(np.argmax(heard) * 8000 / len(sound) - 440) < 5
    assert 28_000 < np.abs(sound).max() < 31_000


@pytest.mark.parametrize("content", [b"", b"ID3\x04 this is no wav", b"RIFF\x04\0\0\0WAVE"])
def test_what_is_no_sound_is_refused_with_advice(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(NotSoundError, match="ffmpeg"):
        for_telephone(tmp_path / "a.wav")


def test_no_file_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(NotSoundError, match="No such file"):
        for_telephone(tmp_path / "a.wav")
    with pytest.raises(NotSoundError, match="no sound in it"):
        for_telephone(written(tmp_path / "b.wav", seconds=0))


@settings(max_examples=60)
@given(st.binary(max_size=200), st.integers(0, 60))
def test_a_damaged_file_is_never_a_traceback(tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int) -> None:
    path = written(tmp_path_factory.mktemp("w") / "a.wav", rate=8000, channels=1, seconds=0.01)
    good = path.read_bytes()
    path.write_bytes(good[:at] + junk + good[at + len(junk) :])
    with suppress(NotSoundError):
        for_telephone(path)
