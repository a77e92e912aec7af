"""A whole house to try: a private PBX and the daemon beside it, in one folder, with a configuration of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from acd.control.client import Client, ControlError
from acd.control.house import DaemonStatus, LinkState
from acd.control.requests import Status
from acd.lab.child import tethered
from acd.lab.layout import Layout, lay_out
from acd.lab.switch import Switch
from acd.lab.trouble import LabError

_UP_S = 20.0
_STOP_S = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What the house is to be: the texts of queues.toml and agents.toml and of the flows by name. `{user}` of an agent
    is his phone in the layout."""

    queues: str
    agents: str
    flows: Mapping[str, str]
    calendars: str = ""
    messages: str = ""  # put behind the messages.toml every house has
    voice: str = ""  # the table [voice] of acd.toml, without its header; "": texts have no voice
    speech: str = ""  # the engines, as in acd.toml ([speech.engine.en] ...); "": keys only
    store_url: str = ""  # the default: SQLite in the house's folder
    more: Mapping[str, str] = field(default_factory=dict)  # other files of the configuration, by name
    trunks: tuple[str, ...] = ()  # as the daemon knows them; the layout's is "trunk"


class House:
    """Use it as a context manager. `socket` is where the command line reaches the daemon."""

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        layout: Layout | None = None,
        *,
        dialplan: str = "",
        supervised: bool = False,
        **more: str,
    ) -> None:
        """`supervised`: the daemon has a supervisor, which starts another when it dies."""
        self.folder = folder
        self._more = ["--supervise"] if supervised else []
        self.layout = layout or lay_out(folder / "pbx")
        self.switch = Switch(self.layout, dialplan=dialplan, variables=more)
        self.config = folder / "config"
        self.socket = folder / "run" / "acd.sock"
        self.store_url = plan.store_url or f"sqlite:///{folder / 'acd.sqlite'}"
        self.client = Client(self.socket)
        self._daemon: subprocess.Popen[bytes] | None = None
        self.write(plan)

    def __enter__(self) -> Self:
        self.switch.start()
        try:
            self.start_daemon()
        except BaseException:
            self.switch.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_daemon()
        self.switch.stop()

    @property
    def log(self) -> Path:
        return self.folder / "daemon.log"

    @property
    def pid(self) -> int:
        """The daemon's, for those who measure it."""
        if self._daemon is None:
            raise LabError("the daemon is not running")
        return self._daemon.pid

    @property
    def is_running(self) -> bool:
        """Whether the daemon and the PBX both are."""
        return self._daemon is not None and self._daemon.poll() is None and self.switch.is_running

    def write(self, plan: Plan) -> None:
        """The configuration as the daemon reads it; again, for a reload."""
        flows = self.config / "flows"
        flows.mkdir(parents=True, exist_ok=True)
        self._secret("agi.secret", self.layout.agi_secret)
        self._secret("pbx.secret", self.layout.acd_secret)
        speech = f"[speech]\nport = {self.layout.speech_port}\n{plan.speech}" if plan.speech else ""
        sounds = f'[pbx.main]\nsounds = "{self.layout.sounds}"\n' if plan.voice else "[pbx.main]\n"
        voice = f"[voice]\n{plan.voice}\n" if plan.voice else ""
        acd = self._acd_toml(plan).replace("[pbx.main]\n", sounds)
        (self.config / "acd.toml").write_text(acd + speech + voice, encoding="utf-8")
        (self.config / "queues.toml").write_text(plan.queues, encoding="utf-8")
        (self.config / "agents.toml").write_text(plan.agents, encoding="utf-8")
        (self.config / "calendars.toml").write_text(plan.calendars, encoding="utf-8")
        (self.config / "messages.toml").write_text(f"{self._messages_toml()}{plan.messages}", encoding="utf-8")
        for name, text in plan.more.items():
            self._secret(name, text)
        for name, text in plan.flows.items():
            (flows / f"{name}.yaml").write_text(text, encoding="utf-8")

    def start_daemon(self) -> None:
        """Returns when it is connected to its PBX and has seen what is there."""
        with self.log.open("ab") as log:
            self._daemon = subprocess.Popen(
                tethered([sys.executable, "-m", "acd", "run", *self._more, "--config", str(self.config)]),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        deadline = time.monotonic() + _UP_S
        while self.daemon() is None:
            if self._daemon.poll() is not None or time.monotonic() > deadline:
                self.kill_daemon()
                raise LabError(f"the daemon did not come up; its last words: {self.last_words()}")
            time.sleep(0.02)

    def daemon(self) -> DaemonStatus | None:
        """What the daemon says of itself; None while there is none that is connected to its PBX."""
        try:
            status = self.client.ask(Status(), DaemonStatus)
        except ControlError:
            return None
        return status if all(link.state is LinkState.UP for link in status.links) else None

    def wait_for_speech(self) -> None:
        """Returns when an engine is ready to hear."""
        self.wait_for("ready to hear")

    def wait_for(self, words: str, times: int = 1) -> None:
        """Returns when these stand so many times in the daemon's log."""
        deadline = time.monotonic() + _UP_S
        while self.log.read_text(encoding="utf-8", errors="replace").count(words) < times:
            if time.monotonic() > deadline:
                raise LabError(f"nothing of {words!r} in the log; the daemon's last words: {self.last_words()}")
            time.sleep(0.05)

    def stop_daemon(self) -> int | None:
        """Its exit code; None when there was none running."""
        if self._daemon is None:
            return None
        self._daemon.terminate()
        try:
            return self._daemon.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self.kill_daemon()
            raise LabError(f"the daemon did not stop within {_STOP_S:.0f} s") from None
        finally:
            self._daemon = None

    def kill_daemon(self) -> None:
        """As if its machine lost power."""
        if self._daemon is not None:
            self._daemon.kill()
            self._daemon.wait()
            self._daemon = None

    def last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return " | ".join(lines[-5:]) or "none"

    def _secret(self, name: str, value: str) -> None:
        path = self.config / name
        path.touch(mode=0o600)
        path.write_text(value, encoding="utf-8")

    def _messages_toml(self) -> str:
        """The tables of announcements and, last and open for more, of voicemail."""
        return f"""\
[announcements]
root = "{self.folder / "announcements"}"
[voicemail]
root = "{self.layout.spool / "voicemail" / "acd"}"
"""

    def _acd_toml(self, plan: Plan) -> str:
        return f"""\
[daemon]
run_dir = "{self.folder / "run"}"
log_level = "info"
[store]
url = "{self.store_url}"
[agi]
port = {self.layout.agi_port}
secret_file = "agi.secret"
[pbx.main]
port = {self.layout.manager_port}
secret_file = "pbx.secret"
trunks = {json.dumps(plan.trunks)}
[recording]
root = "{self.layout.spool / "monitor" / "acd"}"
notice = "conf-now-recording"
"""
