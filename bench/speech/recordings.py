"""People's recorded words, for judging only: none of their voices fits anything.

A man says the numbers of `saytime` (8 kHz mu-law, as a telephone has them), another the pictures of KTuberling: words
that are no answers. Both come from Debian, unpacked below `.lab`.
"""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from acd.lab.fetch import private, program
from bench.speech.telephone import RATE, Sound
from bench.speech.texts import DIGITS
from bench.speech.waves import read_wav

_PACKAGES = ("saytime", "ktuberling-data", "vorbis-tools")


def numbers() -> Iterator[tuple[str, Sound, int]]:
    """(word, sound, rate): the ten digits."""
    for number, word in enumerate(DIGITS):
        yield word, from_mu_law((_root() / f"usr/share/saytime/{number}.au").read_bytes()), RATE


def pictures() -> Iterator[tuple[str, Sound, int]]:
    """(word, sound, rate): whatever can be laid on KTuberling's tables."""
    kept = _root() / "pictures"
    kept.mkdir(exist_ok=True)
    for path in sorted(_root().glob("usr/share/ktuberling/sounds/en/*.ogg")):
        decoded = kept / f"{path.stem}.wav"
        if not decoded.exists():
            subprocess.run([*program(_root(), "usr/bin/oggdec"), "-Q", "-o", str(decoded), str(path)], check=True)
        sound, rate = read_wav(decoded)
        yield path.stem.rpartition("_")[2], sound, rate


@cache
def _root() -> Path:
    return private(_PACKAGES, "recordings")


def from_mu_law(coded: bytes) -> Sound:
    """ITU-T G.711: the bits are inverted; sign, 3 bits of segment, 4 of step."""
    bits = ~np.frombuffer(coded, np.uint8)
    size = ((2 * (bits & 15) + 33).astype(np.int32) << (bits >> 4 & 7)) - 33
    return np.where(bits & 128, -size, size) / 8192.0
