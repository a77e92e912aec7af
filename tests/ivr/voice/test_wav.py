import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.voice.wav import NoSoundError, read_wav, write_wav

TONE = np.sin(np.arange(800) / 10) / 2


def test_what_is_written_is_read() -> None:
    samples, rate = read_wav(write_wav(TONE, 8000))
    assert rate == 8000
    assert np.abs(samples - TONE).max() < 1e-4


def test_a_pipe_s_header_tells_no_length() -> None:
    sound = bytearray(write_wav(TONE, 22_050))
    struct.pack_into("<I", sound, 4, 0xFFFFFFFF)
    struct.pack_into("<I", sound, 40, 0x7FFFF000)
    samples, rate = read_wav(bytes(sound))
    assert (len(samples), rate) == (800, 22_050)


def test_two_channels_become_one() -> None:
    stereo = struct.pack("<4h", 1000, 3000, -1000, -3000)
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 44, b"WAVE", b"fmt ", 16, 1, 2, 8000, 32_000, 4, 16)
    samples, _ = read_wav(head + struct.pack("<4sI", b"data", 8) + stereo)
    assert list(samples * 32_768) == [2000, -2000]


def test_what_is_too_loud_is_cut_not_wrapped() -> None:
    samples, _ = read_wav(write_wav(np.array([2.0, -2.0]), 8000))
    assert samples[0] > 0.99
    assert samples[1] < -0.99


@pytest.mark.parametrize(
    "data",
    [b"", b"RIFF", b"not a sound at all", write_wav(TONE, 8000)[:30], write_wav(TONE, 8000).replace(b"data", b"date")],
)
def test_anything_else_is_no_sound(data: bytes) -> None:
    with pytest.raises(NoSoundError):
        read_wav(data)


def test_eight_bits_are_refused() -> None:
    sound = bytearray(write_wav(TONE, 8000))
    struct.pack_into("<H", sound, 34, 8)
    with pytest.raises(NoSoundError, match="8 bits"):
        read_wav(bytes(sound))


@settings(max_examples=200)
@given(st.binary(max_size=80), st.integers(0, 60))
def test_damaged_files_are_read_or_refused(garbage: bytes, at: int) -> None:
    sound = write_wav(TONE[:20], 8000)
    for data in (garbage, sound[:at] + garbage + sound[at:], b"RIFF----WAVE" + garbage):
        try:
            read_wav(data)
        except NoSoundError:
            continue
