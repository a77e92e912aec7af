"""The unit for systemd: what it says is what the daemon and the README mean."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from acd.daemon import CANNOT_START
from acd.heartbeat import LATE_S
from acd.notify import BEATS
from acd.supervise.life import Patience

CHECKOUT = Path(__file__).parents[1]
UNIT = CHECKOUT / "asterisk-conf" / "systemd" / "acd.service"


def said() -> dict[str, str]:
    """Key to its (last) value."""
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def test_its_folders_are_those_of_the_example() -> None:
    example = tomllib.loads((CHECKOUT / "asterisk-conf" / "acd" / "acd.toml").read_text(encoding="utf-8"))
    unit = said()
    assert example["daemon"]["run_dir"] == f"/run/{unit['RuntimeDirectory']}"
    assert example["store"]["url"].startswith(f"sqlite:////var/lib/{unit['StateDirectory']}/")


def test_it_is_as_patient_as_our_own_supervisor() -> None:
    unit, own = said(), Patience()
    assert (unit["Type"], unit["Restart"], unit["RestartPreventExitStatus"]) == ("notify", "always", str(CANNOT_START))
    assert float(unit["WatchdogSec"]) == own.watchdog_s > BEATS * LATE_S
    assert (float(unit["TimeoutStartSec"]), float(unit["TimeoutStopSec"])) == (own.start_s, own.stop_s)


def test_systemd_understands_it(tmp_path: Path) -> None:
    verifier = shutil.which("systemd-analyze")
    if verifier is None:
        pytest.skip("no systemd-analyze")
    copy = tmp_path / "acd.service"
    copy.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/acd/bin/acd", sys.executable), encoding="utf-8")
    done = subprocess.run([verifier, "verify", "--man=no", str(copy)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
