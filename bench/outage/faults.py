"""The faults of the availability hour: each strikes, is held for as long as it lasts, and lets go again. The word it
returns is for the log."""

import os
import resource
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from acd.lab import sipp
from acd.lab.console import ConsoleError
from acd.lab.trouble import LabError

if TYPE_CHECKING:
    from bench.outage.rig import Rig

HELD_S = 10.0
PBX_DOWN_S = 2.0  # as long as whoever keeps it running takes
HANGS_S = 6.0
IDLE = 300


def _daemon_pid(rig: "Rig") -> int:
    status = rig.house.daemon()
    return 0 if status is None else status.pid


def _signal_daemon(rig: "Rig", number: signal.Signals) -> str:
    pid = _daemon_pid(rig)
    if not pid:
        return "it was not there"
    os.kill(pid, number)
    return ""


def daemon_killed(rig: "Rig") -> str:
    return _signal_daemon(rig, signal.SIGKILL)


def daemon_hangs(rig: "Rig") -> str:
    """Until its supervisor ends it."""
    return _signal_daemon(rig, signal.SIGSTOP)


def manager_cut(rig: "Rig") -> str:
    """Five times, two seconds apart."""
    for _ in range(5):
        with suppress(ConsoleError, StopIteration, IndexError), rig.house.switch.console() as console:
            rows = console.command("manager show connected")
            session = next(row for row in rows if row.split()[:1] == ["acd"])
            console.command(f"manager kick session {session.split()[4]}")
        time.sleep(2)
    return ""


def asterisk_killed(rig: "Rig") -> str:
    switch = rig.house.switch
    switch.kill()
    time.sleep(PBX_DOWN_S)
    for _ in range(3):
        try:
            switch.start()
            return ""
        except LabError as error:
            why = str(error)
    raise LabError(why)


def asterisk_hangs(rig: "Rig") -> str:
    pid = rig.house.switch.pid
    os.kill(pid, signal.SIGSTOP)
    time.sleep(HANGS_S)
    os.kill(pid, signal.SIGCONT)
    return ""


def phones_lost(rig: "Rig") -> str:
    """Half of them lose their power, and have it again."""
    port, run = rig.halves[0]
    run.stop(0)
    time.sleep(HELD_S)
    again = sipp.stations(rig.house.layout, port, name=run.name, talk_s=4.0)
    again.start()
    rig.halves.append((port, again))
    rig.halves.pop(0)
    return ""


def store_locked(rig: "Rig") -> str:
    file = make_url(rig.house.store_url).database or ""
    other = sqlite3.connect(file, isolation_level=None, timeout=5)
    try:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(HELD_S)
        other.execute("ROLLBACK")
    finally:
        other.close()
    return ""


def disk_full(rig: "Rig") -> str:
    """As far as the daemon sees it: no file of its own may grow."""
    pid = _daemon_pid(rig)
    if not pid:
        return "it was not there"
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, before[1]))
    time.sleep(HELD_S)
    with suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
    return ""


def hostile_peers(rig: "Rig") -> str:
    """Connections to the daemon's FastAGI port that say nothing."""
    with ExitStack() as stack:
        for _ in range(IDLE):
            with suppress(OSError):
                stack.enter_context(socket.create_connection(("127.0.0.1", rig.house.layout.agi_port), timeout=2))
        time.sleep(HELD_S)
    return ""


FAULTS: Mapping[str, Callable[["Rig"], str]] = {
    "daemon killed": daemon_killed,
    "daemon hangs": daemon_hangs,
    "manager link cut": manager_cut,
    "Asterisk killed": asterisk_killed,
    "Asterisk hangs": asterisk_hangs,
    "half the phones lost": phones_lost,
    "store locked": store_locked,
    "disk full": disk_full,
    "idle FastAGI peers": hostile_peers,
}
