"""A lab PBX starts clean, says why when it does not, and dies with whoever started it."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from acd.lab.layout import lay_out
from acd.lab.paths import CHECKOUT
from acd.lab.switch import Switch
from acd.lab.trouble import LabError

CONTEXTS = ("acd-in", "acd-hold", "acd-agent", "acd-fallback", "acd-agent-codes", "acd-destinations", "acd-doctor")


@pytest.mark.pbx
def test_it_starts_and_stops_without_a_warning(short_path):
    with Switch.in_folder(short_path) as fresh:
        assert fresh.complaints() == []
    assert fresh.complaints() == []
    assert fresh.log.stat().st_size > 0


@pytest.mark.parametrize("context", CONTEXTS)
def test_the_shipped_dialplan_is_in(switch, context):
    assert any(f"Context '{context}'" in line for line in switch.command(f"dialplan show {context}"))


def test_all_listed_modules_run(switch):
    listed = [
        line for line in (switch.layout.etc / "modules.conf").read_text().splitlines() if line.startswith("load=")
    ]
    shown = "\n".join(switch.command("module show"))
    assert not [line for line in listed if line.removeprefix("load=") not in shown]
    assert "Not Running" not in shown


def test_secrets_are_for_us_only(switch):
    assert oct((switch.layout.etc / "manager.d" / "lab.conf").stat().st_mode & 0o777) == "0o600"
    assert oct((switch.layout.etc / "manager.d" / "acd.conf").stat().st_mode & 0o777) == "0o600"


@pytest.mark.pbx
def test_a_port_in_use_is_told(switch, short_path):
    twin = Switch(replace(lay_out(short_path), manager_port=switch.layout.manager_port))
    with pytest.raises(LabError, match="port of the PBX is taken"):
        twin.start()


def test_a_long_folder_is_refused(tmp_path):
    with pytest.raises(LabError, match="80 characters"):
        Switch(lay_out(tmp_path / ("x" * 80)))


@pytest.mark.pbx
def test_it_dies_with_its_parent(short_path):
    script = (
        "import sys, time; from pathlib import Path; from acd.lab.switch import Switch\n"
        f"s = Switch.in_folder(Path({str(short_path)!r})); s.start(); print(s.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=CHECKOUT)
    assert parent.stdout is not None
    with parent.stdout as out:
        child = int(out.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 5
    while is_alive(child):
        assert time.monotonic() < deadline, "Asterisk outlived its parent"
        time.sleep(0.02)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
