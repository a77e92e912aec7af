"""WAV files as the corpus takes them."""

import wave
from pathlib import Path

import numpy as np

from bench.speech.telephone import Sound


def read_wav(path: Path) -> tuple[Sound, int]:
    """Samples of -1..1 and their rate; of two channels the first."""
    with wave.open(str(path)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32768.0
        return sound[:: file.getnchannels()], file.getframerate()
