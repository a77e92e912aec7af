"""The sound of a telephone line."""

import numpy as np

from acd.lab.ulaw import from_ulaw, to_ulaw


def test_a_sample_comes_back_within_half_a_step():
    samples = np.arange(-32_635, 32_636, dtype=np.int32).astype(np.int16)
    back = from_ulaw(to_ulaw(samples)).astype(np.int32)
    assert (np.abs(back - samples) <= 0.0325 * np.abs(samples) + 4).all()


def test_every_code_comes_back_as_itself():
    codes = bytes(code for code in range(256) if code not in (0x7F, 0xFF))  # the two codes of silence
    assert to_ulaw(from_ulaw(codes)) == codes
    assert set(from_ulaw(b"\x7f\xff")) == {0}


def test_known_values_of_g711():
    assert from_ulaw(b"\x80\x00\xff\xf0\x8f").tolist() == [32124, -32124, 0, 120, 16764]
    assert to_ulaw(np.array([32_767, -32_768], np.int16)) == b"\x80\x00"
