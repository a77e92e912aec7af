"""The supervisor in a process of its own, with daemons of cardboard that write down what becomes of them."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

WITHIN_S = 15.0
FIRST_S = 0.05
WATCHDOG_S = 1.5

# Feeds its watchdog as the daemon does. `{act}` is what is particular about it.
STUB = """
import os, signal, sys, time
from acd.notify import ALIVE, READY, Notifier
from acd.supervise import tether

def say(text):
    with open({diary!r}, "a") as diary:
        diary.write(f"{{os.getpid()}} {{text}}\\n")

def end(number, frame):
    say("ends")
    sys.exit(7 if number == signal.SIGINT else 0)

signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGINT, end)
signal.signal(signal.SIGHUP, lambda *_: say("reloads"))
tether.hold(os.environ)
keeper = Notifier.taken_from(os.environ)
say("starts")
{act}
keeper.tell(READY, "STATUS=callers: 3")
say("ready")
while True:
    keeper.tell(ALIVE, "STATUS=callers: 3")
    time.sleep(0.05)
"""
KEEP = """
import sys
from acd.supervise.life import Patience
from acd.supervise.supervisor import supervise
sys.exit(supervise([sys.executable, {stub!r}], Patience({start_s}, {watchdog_s}, 0.5, 0.5), {first_s}))
"""


class Kept:
    """A supervisor and its daemons."""

    def __init__(self, folder: Path, act: str, start_s: float = 60.0) -> None:
        self._diary, self._log = folder / "diary", folder / "log"
        stub = folder / "stub.py"
        stub.write_text(STUB.format(diary=str(self._diary), act=act))
        keep = KEEP.format(stub=str(stub), start_s=start_s, watchdog_s=WATCHDOG_S, first_s=FIRST_S)
        with self._log.open("wb") as log:
            environ = os.environ | {"TMPDIR": str(folder), "PYTHONPATH": str(Path(__file__).parents[2])}
            self._popen = subprocess.Popen([sys.executable, "-c", keep], stdout=log, stderr=log, env=environ)

    def told(self) -> str:
        """What the supervisor wrote for people."""
        return self._log.read_text()

    def pids(self, word: str = "ready") -> list[int]:
        """Those who came so far, in order."""
        lines = self._diary.read_text().splitlines() if self._diary.exists() else []
        return [int(line.split()[0]) for line in lines if line.endswith(f" {word}")]

    def came(self, count: int, word: str = "ready") -> int:
        """Waits until so many daemons came so far; the last one's pid."""
        wait_for(lambda: len(self.pids(word)) >= count, lambda: f"{count} are {word}: {self.told()}")
        return self.pids(word)[count - 1]

    def tell(self, number: signal.Signals) -> None:
        self._popen.send_signal(number)

    def code(self) -> int:
        return self._popen.wait(WITHIN_S)

    def clear(self) -> None:
        self._popen.kill()
        self._popen.wait()
        for pid in self.pids("starts"):
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)


def wait_for(look: Callable[[], object], title: Callable[[], str]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not look():
        assert time.monotonic() < deadline, title()
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def is_gone(pid: int) -> None:
    wait_for(lambda: not is_alive(pid), lambda: f"{pid} is gone")


Keep = Callable[..., Kept]


@pytest.fixture
def keep(tmp_path: Path) -> Iterator[Keep]:
    kept: list[Kept] = []

    def begin(act: str = "", **more: float) -> Kept:
        kept.append(Kept(tmp_path, act, **more))
        return kept[-1]

    yield begin
    for each in kept:
        each.clear()


def test_a_daemon_that_is_killed_is_started_again(keep: Keep) -> None:
    kept = keep()
    first = kept.came(1)
    os.kill(first, signal.SIGKILL)
    second = kept.came(2)
    assert second != first
    assert "the daemon was killed by SIGKILL; it is started again in 0.05 s" in kept.told()
    kept.tell(signal.SIGTERM)
    assert kept.code() == 0
    assert not is_alive(second)


def test_one_that_ends_in_order_without_being_told_is_started_again(keep: Keep) -> None:
    kept = keep()
    os.kill(kept.came(1), signal.SIGTERM)
    kept.came(2)
    assert "the daemon ended with code 0" in kept.told()


def test_a_daemon_that_stops_dead_is_ended_and_another_started(keep: Keep) -> None:
    kept = keep()
    first = kept.came(1)
    os.kill(first, signal.SIGSTOP)
    kept.came(2)
    is_gone(first)
    assert re.search(rf"pid {first}\) was silent for 1.5 s: .*SIGABRT.* callers: 3", kept.told())
    assert re.search(rf"pid {first}\) does not end: killed", kept.told())


def test_a_silent_daemon_that_dies_of_the_first_signal_is_not_killed_twice(keep: Keep) -> None:
    kept = keep("keeper.tell(READY); say('ready'); signal.pause()")
    kept.came(2)
    assert "the daemon was killed by SIGABRT" in kept.told()
    assert "SIGKILL" not in kept.told()


def test_a_daemon_that_feeds_lives_on(keep: Keep) -> None:
    kept = keep()
    only = kept.came(1)
    until = time.monotonic() + 2 * WATCHDOG_S
    wait_for(lambda: time.monotonic() > until, lambda: "")
    assert kept.pids("starts") == [only]


def test_a_daemon_that_never_gets_ready(keep: Keep) -> None:
    kept = keep("signal.pause()", start_s=0.8)
    kept.came(2, "starts")
    assert "was not ready for 0.8 s" in kept.told()


def test_waits_grow_in_a_crash_loop(keep: Keep) -> None:
    kept = keep("sys.exit(70)")
    kept.came(4, "starts")
    assert re.findall(r"code 70; it is started again in (\S+) s", kept.told())[:3] == ["0.05", "0.1", "0.2"]


def test_a_bad_configuration_is_not_tried_again(keep: Keep) -> None:
    kept = keep("sys.exit(2)")
    assert kept.code() == 2
    assert len(kept.pids("starts")) == 1
    assert "it is not started again" in kept.told()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 7)])
def test_told_to_stop_both_end_and_leave_nothing(keep: Keep, tmp_path: Path, number: signal.Signals, code: int) -> None:
    kept = keep()
    pid = kept.came(1)
    kept.tell(number)
    assert kept.code() == code
    assert kept.pids("ends") == [pid]
    assert not is_alive(pid)
    assert list(tmp_path.glob("acd-supervise-*")) == []


def test_told_to_stop_between_two_lives(keep: Keep) -> None:
    kept = keep("sys.exit(70)")
    wait_for(lambda: "started again in 1.6 s" in kept.told(), kept.told)
    kept.tell(signal.SIGTERM)
    began = time.monotonic()
    assert kept.code() == 0
    assert time.monotonic() - began < 1.3


def test_a_daemon_that_does_not_end_when_told_is_ended(keep: Keep) -> None:
    kept = keep("signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGABRT, signal.SIG_IGN)")
    pid = kept.came(1)
    kept.tell(signal.SIGTERM)
    assert kept.code() == 128 + signal.SIGKILL
    assert not is_alive(pid)
    assert "did not end for 0.5 s" in kept.told()


def test_a_reload_is_passed_on_also_one_asked_for_too_early(keep: Keep, tmp_path: Path) -> None:
    go = tmp_path / "go"
    kept = keep(f"while not os.path.exists({str(go)!r}): time.sleep(0.01)")
    kept.came(1, "starts")
    kept.tell(signal.SIGHUP)
    time.sleep(0.1)  # it must not come now: nothing to wait for
    assert kept.pids("reloads") == []
    go.touch()
    pid = kept.came(1, "reloads")
    kept.tell(signal.SIGHUP)
    assert kept.came(2, "reloads") == pid == kept.came(1)


def test_the_daemon_goes_with_a_supervisor_that_is_killed(keep: Keep) -> None:
    kept = keep()
    pid = kept.came(1)
    kept.tell(signal.SIGKILL)
    is_gone(pid)
    assert kept.pids("ends") == [pid]


def test_one_that_says_how_long_it_takes_to_end_is_given_that_time(keep: Keep) -> None:
    """Told to stop, it serves those who wait: longer than one that says nothing has."""
    kept = keep(
        "def late(number, frame):\n"
        '    keeper.tell("EXTEND_TIMEOUT_USEC=5000000")\n'
        "    time.sleep(1.2)\n"
        "    end(number, frame)\n"
        "signal.signal(signal.SIGTERM, late)"
    )
    kept.came(1)
    kept.tell(signal.SIGTERM)
    assert kept.code() == 0
    assert len(kept.pids("ends")) == 1
