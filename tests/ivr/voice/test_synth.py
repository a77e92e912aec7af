import os
import time
from pathlib import Path

import pytest

from ivr.voice.loudness import LEVEL_DB, active_level_db
from ivr.voice.synth import NoVoiceError, SlowVoiceError, synthesise
from ivr.voice.wav import read_wav
from tests.ivr.voice.programs import program, said

TEXT = "Pani Żółć; $(reboot) `id` -w /tmp/x"


def test_a_text_becomes_a_telephone_sound(tmp_path: Path) -> None:
    samples, rate = read_wav(synthesise(program(tmp_path), TEXT, 5))
    assert rate == 8000
    assert active_level_db(samples) == pytest.approx(LEVEL_DB, abs=1)
    assert said(tmp_path) == [TEXT]


def test_the_text_is_not_among_the_arguments_nor_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACD_SECRET_OF_OURS", "x")
    look = f"open({str(tmp_path / 'seen')!r}, 'w').write(repr((sys.argv, dict(os.environ))))\nsys.exit(1)\n"
    with pytest.raises(NoVoiceError):
        synthesise((*program(tmp_path, look), "-v", "pl"), TEXT, 5)
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    assert "Żółć" not in seen
    assert "ACD_SECRET_OF_OURS" not in seen


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("sys.exit(3)", "ended with 3"),
        ("print('hello')", "wrote no sound: not a WAV"),
        ("pass", "wrote no sound: not a WAV"),
        ("sys.stdout.buffer.write(b'RIFF....WAVE' * 9)", "wrote no sound"),
        ("while True: os.write(1, bytes(65536))", "wrote more than 16000000 bytes"),
        ("os.close(0); sys.exit(1)", "ended with 1"),
        (
            "import wave\nout = wave.open(sys.stdout.buffer, 'wb')\n"
            "out.setparams((1, 2, 8000, 4000, 'NONE', ''))\nout.writeframes(bytes(8000))",
            "wrote nothing but silence",
        ),
        ("sys.stderr.write(sys.stdin.read()); sys.exit(9)", "ended with 9"),
    ],
)
def test_why_there_is_no_sound(tmp_path: Path, capfd: pytest.CaptureFixture[str], script: str, reason: str) -> None:
    with pytest.raises(NoVoiceError) as caught:
        synthesise(program(tmp_path, script), TEXT, 5)
    assert reason in str(caught.value)
    assert "Żółć" not in str(caught.value)
    assert "Żółć" not in "".join(capfd.readouterr())


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(NoVoiceError, match="no-such-program cannot be started: No such file or directory"):
        synthesise(("no-such-program",), TEXT, 5)
    with pytest.raises(NoVoiceError, match="no program speaks this language"):
        synthesise((), TEXT, 5)


def test_who_takes_too_long_is_killed_with_his_children(tmp_path: Path) -> None:
    script = (
        "import subprocess\nchild = subprocess.Popen(['sleep', '60'])\n"
        f"open({str(tmp_path / 'pids')!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\ntime.sleep(60)\n"
    )
    began = time.monotonic()
    with pytest.raises(SlowVoiceError, match=r"took longer than 0\.8 s"):
        synthesise(program(tmp_path, script), TEXT, 0.8)
    assert time.monotonic() - began < 3
    for pid in (tmp_path / "pids").read_text().split():
        _is_gone(int(pid))


def _is_gone(pid: int) -> None:
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":  # killed; its parent, which is not us, has not looked
            return
        time.sleep(0.02)
    os.kill(pid, 9)
    raise AssertionError(f"{pid} lives")
