"""A private Asterisk in a folder, running the very files an admin gets; it dies with us, whatever way we go."""

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from acd.lab.child import tethered
from acd.lab.console import Console, ConsoleError
from acd.lab.install import Asterisk, asterisk
from acd.lab.layout import Layout, lay_out
from acd.lab.render import render
from acd.lab.trouble import LabError

_START_S = 30.0
_STOP_S = 10.0
_LONGEST_FOLDER = 80  # a Unix socket's path holds 107 bytes, and Asterisk makes one in our folder


class Switch:
    """Use it as a context manager, or `start` and `stop`. The process ends with the *thread* that started it."""

    def __init__(
        self,
        layout: Layout,
        *,
        dialplan: str = "",
        variables: Mapping[str, str] | None = None,
        program: Asterisk | None = None,
    ) -> None:
        """`dialplan`: more contexts behind the shipped ones; `variables`: values for acd-globals.conf."""
        if len(str(layout.folder)) > _LONGEST_FOLDER:
            raise LabError(f"{layout.folder}: a PBX's folder may be {_LONGEST_FOLDER} characters long at most")
        self.layout = layout
        self.program = program or asterisk()
        self._process: subprocess.Popen[bytes] | None = None
        render(layout, self.program, dialplan=dialplan, variables=variables)

    @classmethod
    def in_folder(cls, folder: Path, *, agents: int = 4, dialplan: str = "") -> Self:
        """The usual lab PBX: `agents` phones and a trunk, on free ports."""
        return cls(lay_out(folder, agents=agents), dialplan=dialplan)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def log(self) -> Path:
        return self.layout.log

    @property
    def pid(self) -> int:
        """The running process, for those who measure it."""
        if self._process is None:
            raise LabError("the PBX is not running")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Returns when the PBX is fully up; raises LabError with its own last words when it is not."""
        with (self.layout.folder / "log" / "console.log").open("ab") as console:
            self._process = subprocess.Popen(
                tethered([*self.program.argv, "-C", str(self.layout.etc / "asterisk.conf"), "-f"]),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                process_group=0,
                cwd=self.layout.folder,
            )
        try:
            self._wait_until_up(time.monotonic() + _START_S)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """An orderly end; a PBX that does not follow is killed."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """As if the machine lost power: no channel is hung up, no file is closed."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def console(self, *, timeout: float = 5.0) -> Console:
        """A manager connection that may do anything."""
        return Console(self.layout.manager_port, "lab", self.layout.lab_secret, timeout=timeout)

    def command(self, text: str) -> list[str]:
        """The lines a command of Asterisk's command line prints."""
        with self.console() as console:
            return console.command(text)

    def channels(self) -> list[str]:
        """The names of all channels there are."""
        with self.console() as console:
            return [row["Channel"] for row in console.rows("CoreShowChannels")]

    def bridges(self) -> list[str]:
        """The ids of all bridges there are."""
        with self.console() as console:
            return [row["BridgeUniqueid"] for row in console.rows("BridgeList")]

    def dialogs(self) -> list[str]:
        """The SIP calls the PBX still holds, as its command line names them."""
        return [
            line.split()[1] for line in self.command("pjsip show channels") if line.lstrip().startswith("Channel: P")
        ]

    def complaints(self) -> list[str]:
        """The warnings and errors in the log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return [line for line in lines if " WARNING[" in line or " ERROR[" in line]

    def _wait_until_up(self, deadline: float) -> None:
        while True:
            try:
                with self.console() as console:
                    while console.read().get("Event") != "FullyBooted":
                        pass
                self._check_ports()
                return
            except ConsoleError as error:
                self._check_alive()
                self._check_ports()
                if time.monotonic() > deadline:
                    raise LabError(f"Asterisk is not up after {_START_S:.0f} s: {error}; see {self.log}") from error
                time.sleep(0.02)

    def _check_ports(self) -> None:
        """Asterisk goes on without a port it cannot have; we do not."""
        taken = next((line for line in self.complaints() if "Address already in use" in line), None)
        if taken is not None:
            raise LabError(f"a port of the PBX is taken: {taken.split(': ', 1)[1]}")

    def _check_alive(self) -> None:
        if self._process is None or self._process.poll() is None:
            return
        said = (self.layout.folder / "log" / "console.log").read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line for line in reversed(said) if line.strip()), "no word")
        raise LabError(f"Asterisk ended with code {self._process.returncode}: {last.strip()}")
