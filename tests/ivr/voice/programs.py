"""Programs that stand in for an engine: Python scripts with a behaviour each."""

import sys
from pathlib import Path

_HEAD = f"#!{sys.executable} -SE\nimport os, sys, time\n"
SPEAKS = """
import array, math, wave
text = sys.stdin.buffer.read()
with open(os.path.dirname(__file__) + "/said", "ab") as said:
    said.write(text + b"\\n")
turn = 2 * math.pi * (400 + len(text) + 50 * len(sys.argv)) / 8000
with wave.open(sys.stdout.buffer, "wb") as out:
    out.setparams((1, 2, 8000, 4000, "NONE", ""))
    out.writeframes(array.array("h", (int(6000 * math.sin(turn * n)) for n in range(4000))))
"""


def program(folder: Path, script: str = SPEAKS, name: str = "engine") -> tuple[str, ...]:
    """An argv that runs `script`."""
    path = folder / name
    path.write_text(_HEAD + script, encoding="utf-8")
    path.chmod(0o755)
    return (str(path),)


def said(folder: Path) -> list[str]:
    """Every text the speaking program was given."""
    path = folder / "said"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
