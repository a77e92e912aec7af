"""A text spoken by a program: a WAV fit for the telephone, within a deadline. Blocking; for worker threads.

The program gets the text on its standard input, little of our environment, no shell, and is killed with all it started
when its time is over. What it says on its standard error goes nowhere: it may repeat the text.
"""

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress

from ivr.voice.loudness import RATE, for_telephone
from ivr.voice.wav import NoSoundError, read_wav, write_wav

MAX_BYTES = 16_000_000  # three minutes at the widest rate; nothing longer is ever wanted
_KEPT = ("PATH", "HOME", "LD_LIBRARY_PATH")


class NoVoiceError(Exception):
    """There is no sound for the text. The message never holds any of it."""


class SlowVoiceError(NoVoiceError):
    """The program did not end in time."""


def synthesise(argv: Sequence[str], text: str, deadline_s: float) -> bytes:
    """A WAV of RATE, 16 bit, mono. Raises NoVoiceError."""
    if not argv:
        raise NoVoiceError("no program speaks this language")
    try:
        samples, rate = read_wav(_run(argv, text.encode(errors="replace"), deadline_s))
    except NoSoundError as error:
        raise NoVoiceError(f"{argv[0]} wrote no sound: {error}") from None
    spoken = for_telephone(samples, rate)
    if not spoken.size:
        raise NoVoiceError(f"{argv[0]} wrote nothing but silence")
    return write_wav(spoken, RATE)


def _run(argv: Sequence[str], text: bytes, deadline_s: float) -> bytes:
    child = _start(argv)
    late = threading.Event()
    timer = threading.Timer(max(deadline_s, 0.0), _kill, (child, late))
    timer.start()
    try:
        sound = _spoken(child, text)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    finally:
        timer.cancel()
        timer.join()
        _kill(child)
        code = child.wait()
    if late.is_set():
        raise SlowVoiceError(f"{argv[0]} took longer than {deadline_s:.2g} s")
    if code:
        raise NoVoiceError(f"{argv[0]} ended with {code}")
    return sound


def _start(argv: Sequence[str]) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        return subprocess.Popen(  # noqa: S603  (the admin's command line, no shell)
            list(argv),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={**kept, "LANG": "C.UTF-8"},
            start_new_session=True,
        )
    except OSError as error:
        raise NoVoiceError(f"{argv[0]} cannot be started: {error.strerror}") from None


def _spoken(child: subprocess.Popen[bytes], text: bytes) -> bytes:
    """What it writes; a text fits into a pipe's buffer, so that writing it never waits."""
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdout:
        with suppress(BrokenPipeError):
            child.stdin.write(text)
            child.stdin.close()
        sound = child.stdout.read(MAX_BYTES + 1)
    if len(sound) > MAX_BYTES:
        raise NoVoiceError(f"the program wrote more than {MAX_BYTES} bytes")
    return sound


def _kill(child: subprocess.Popen[bytes], late: threading.Event | None = None) -> None:
    """The child and all it started. Until it is waited for, its number is nobody else's."""
    if late is not None:
        late.set()
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
