"""What a caller of the lab says, as the telephone carries it: espeak-ng's voice in µ-law, each text at its time."""

from collections.abc import Sequence

import numpy as np

from acd.lab.install import espeak
from acd.lab.trouble import LabError
from acd.lab.ulaw import to_ulaw
from ivr.voice.loudness import RATE
from ivr.voice.synth import NoVoiceError, synthesise
from ivr.voice.wav import read_wav

_DEADLINE_S = 20.0
_SILENCE = b"\xff"


def spoken(texts: Sequence[tuple[float, str]], voice: str = "en-us") -> bytes:
    """Each text so many seconds after the beginning, silence between them. Raises LabError."""
    said = b""
    for at_s, text in texts:
        said += _SILENCE * max(0, round(at_s * RATE) - len(said)) + _voiced(text, voice)
    return said


def _voiced(text: str, voice: str) -> bytes:
    argv = (*espeak().argv, "-v", voice, "-s", "140", "-b", "1", "--stdin", "--stdout")
    try:
        samples, _ = read_wav(synthesise(argv, text, _DEADLINE_S))
    except NoVoiceError as error:
        raise LabError(f"a caller has no voice: {error}") from None
    return to_ulaw((samples * 32_767).astype(np.int16))
