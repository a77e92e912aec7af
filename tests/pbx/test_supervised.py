"""The daemon is killed under its supervisor while people wait: nobody else has to do anything."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from acd.control.client import ControlError
from acd.control.house import DaemonStatus, LinkState
from acd.control.requests import Status
from acd.lab.child import tethered
from acd.lab.house import House
from tests.pbx import usual
from tests.pbx.scene import Scene, reaches, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "1", "ACD_QUIET_MAX": "9"}
UP_S = 20.0


@contextmanager
def supervised(house: House) -> Iterator[subprocess.Popen[bytes]]:
    """The house's daemon with a supervisor, in place of the bare one."""
    house.stop_daemon()
    command = tethered([sys.executable, "-m", "acd", "run", "--supervise", "--config", str(house.config)])
    with house.log.open("ab") as log:
        supervisor = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0)
    try:
        yield supervisor
    finally:
        supervisor.terminate()
        supervisor.wait(UP_S)
        house.start_daemon()


def pid(house: House) -> int:
    """The daemon's that is up and connected to the PBX; 0 while none is."""
    try:
        status = house.client.ask(Status(), DaemonStatus)
    except ControlError:
        return 0
    return status.pid if all(link.state is LinkState.UP for link in status.links) else 0


async def test_a_killed_daemon_is_back_and_owns_everybody_again(scene: Scene) -> None:
    scene.forgiven += [*usual.AWAY, "was killed by SIGKILL"]
    house = scene.house
    with supervised(house) as supervisor:
        first = await until(lambda: pid(house), "the daemon is up", within_s=UP_S)
        assert first != supervisor.pid
        caller, other = await scene.waiting("billing"), await scene.waiting("billing")
        before = await caller.waits()
        died = time.monotonic()
        os.kill(first, signal.SIGKILL)
        second = await until(lambda: pid(house), "another daemon is up", within_s=UP_S)
        back_s = time.monotonic() - died
        assert second not in (first, supervisor.pid)
        after = await caller.waits("billing")
        assert after.position == 1
        assert abs(after.entered - before.entered) < 0.01
        assert (await other.waits("billing")).position == 2
        assert back_s < 10, back_s
        anna = await scene.at_work("1001", billing=5)
        await reaches(caller, anna)
        supervisor.terminate()
        assert supervisor.wait(UP_S) == 0
        assert pid(house) == 0
        await caller.hears_sound()  # his talk goes on
