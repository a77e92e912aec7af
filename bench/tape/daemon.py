"""The daemon as it is shipped, in a process of its own, beside a false PBX."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from acd.control.client import Client, ControlError
from acd.control.house import DaemonStatus, LinkState
from acd.control.requests import Status, View
from acd.core.view import FloorView
from acd.lab.child import tethered
from acd.lab.ports import free_tcp
from acd.lab.trouble import LabError
from bench.tape.pbx import FIRST_PHONE

_UP_S, _DOWN_S = 20.0, 30.0
_QUEUES = "[queue.bench]\nneeds = {bench = 1}\nwhisper = false\nwrap_s = 0\n"
_FLOW = "start: bench\nlanguage: en\nnodes:\n  bench: {handoff: bench}\n"


class LoneDaemon:
    """A context manager. `python`: what runs the module `acd`, for those who profile it."""

    def __init__(self, folder: Path, pbx_port: int, agents: int, python: Sequence[str] = (sys.executable,)) -> None:
        self.folder = folder
        self.config = folder / "config"
        self.log = folder / "daemon.log"
        self.store = folder / "acd.sqlite"
        self.client = Client(folder / "run" / "acd.sock")
        self._argv = [*python, "-m", "acd", "run", "--config", str(self.config)]
        self._process: subprocess.Popen[bytes] | None = None
        self._write(pbx_port, agents)

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                tethered(self._argv), stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_DOWN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int:
        if self._process is None:
            raise LabError("the daemon is not running")
        return self._process.pid

    def status(self) -> DaemonStatus:
        return self.client.ask(Status(), DaemonStatus)

    def wait_until_up(self) -> None:
        """Blocks; LabError with its last words when it does not come up."""
        deadline = time.monotonic() + _UP_S
        while not self._is_up():
            if self._process is None or self._process.poll() is not None or time.monotonic() > deadline:
                raise LabError(f"the daemon did not come up: {self.log.read_text(encoding='utf-8')[-500:]}")
            time.sleep(0.05)

    def wait_until_written(self, within_s: float = 60.0) -> None:
        """Once the daemon, which may be far behind its PBX, has nobody in the house any more and no row to write."""
        deadline = time.monotonic() + within_s
        while (left := self._left()) != (0, 0):
            if time.monotonic() > deadline:
                raise LabError(f"{left[0]} contacts are not over and {left[1]} rows not written after {within_s:g} s")
            time.sleep(0.1)

    def _left(self) -> tuple[int, int]:
        return len(self.client.ask(View(), FloorView).contacts), self.status().store.pending

    def _is_up(self) -> bool:
        try:
            return all(link.state is LinkState.UP for link in self.status().links)
        except ControlError:
            return False

    def _write(self, pbx_port: int, agents: int) -> None:
        (self.config / "flows").mkdir(parents=True)
        for secret in ("agi.secret", "pbx.secret"):
            (self.config / secret).touch(mode=0o600)
            (self.config / secret).write_text("of-no-worth-to-anybody-0123456789")
        (self.config / "acd.toml").write_text(
            f'[daemon]\nrun_dir = "{self.folder / "run"}"\n[store]\nurl = "sqlite:///{self.store}"\n'
            f'[agi]\nport = {free_tcp()}\nsecret_file = "agi.secret"\n'
            f'[pbx.main]\nport = {pbx_port}\nsecret_file = "pbx.secret"\n'
        )
        (self.config / "queues.toml").write_text(_QUEUES)
        (self.config / "agents.toml").write_text(
            "".join(
                f'[agent.{each}]\nname = "Agent {each}"\nskills = {{bench = 5}}\nsigned_in_at_start = true\n'
                for each in range(FIRST_PHONE, FIRST_PHONE + agents)
            )
        )
        (self.config / "flows" / "main.yaml").write_text(_FLOW)
