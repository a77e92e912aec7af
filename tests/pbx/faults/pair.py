"""Two daemons beside one PBX and one PostgreSQL: one leads, the other stands by. Each has an account on the PBX of its
own, and may be cut off from the database."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import psycopg

from acd.control.client import Client, ControlError
from acd.control.duty import Role
from acd.control.house import DaemonStatus, LinkState
from acd.control.requests import Status
from acd.lab import postgres
from acd.lab.child import tethered
from acd.lab.house import House, Plan
from acd.lab.ports import free_tcp

_UP_S = 30.0


class Cable:
    """The way from one daemon to the database: a socket in a folder of its own, whose bytes are passed on until it is
    cut. A cut is silence: nothing is closed and nothing answers."""

    def __init__(self, folder: Path, server: str) -> None:
        folder.mkdir()
        self.folder = folder
        self._server = f"{server}/.s.PGSQL.5432"
        self._whole = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._gate: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._whole.wait(5)

    def cut(self) -> None:
        self._loop.call_soon_threadsafe(self._open_gate().clear)

    def mend(self) -> None:
        self._loop.call_soon_threadsafe(self._open_gate().set)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _open_gate(self) -> asyncio.Event:
        assert self._gate is not None
        return self._gate

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._gate = asyncio.Event()
        self._gate.set()
        path = str(self.folder / ".s.PGSQL.5432")
        server = self._loop.run_until_complete(asyncio.start_unix_server(self._join, path))
        self._whole.set()
        self._loop.run_forever()
        server.close()
        joined = asyncio.all_tasks(self._loop)
        for task in joined:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*joined, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0))  # the ends close
        self._loop.close()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._server)
        try:
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        finally:
            for end in (writer, back):
                end.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                await self._open_gate().wait()
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


@dataclass
class Daemon:
    """One of the two; both write one log."""

    name: str
    folder: Path
    config: Path
    cable: Cable
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def client(self) -> Client:
        return Client(self.folder / "run" / "acd.sock", answer_s=1.0)

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                tethered([sys.executable, "-m", "acd", "run", "--config", str(self.config)]),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )

    def status(self) -> DaemonStatus | None:
        try:
            return self.client.ask(Status(), DaemonStatus)
        except ControlError:
            return None

    def leads(self) -> bool:
        """And knows what there is on the PBX."""
        found = self.status()
        return found is not None and found.duty.role is Role.LEADER and found.links[0].state is LinkState.UP

    def stands_by(self) -> bool:
        found = self.status()
        return found is not None and found.duty.role is Role.STANDBY

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        os.kill(self.process.pid, number)

    def wake(self) -> None:
        """Should a test have left it asleep."""
        if self.is_alive:
            self.signal(signal.SIGCONT)

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class PairHouse(House):
    """A house whose daemon is whoever of the two leads."""

    def __init__(self, folder: Path, plan: Plan, server: str, **globals_: str) -> None:
        super().__init__(folder, plan, **globals_)
        self._server = server
        self.daemons = [self._daemon_of(name, number) for number, name in enumerate(("east", "west"))]

    def start_daemon(self) -> None:
        """One after the other, so that the first leads."""
        self.bring_up()

    def bring_up(self) -> tuple[Daemon, Daemon]:
        """Both at work: who leads, and who stands by. Whatever happened to them before."""
        for daemon in self.daemons:
            daemon.cable.mend()
            daemon.wake()
            if not daemon.is_alive:
                daemon.start()
                self._until(partial(_is_at_work, daemon), f"{daemon.name} is up")
        self._until(lambda: self.leader() is not None, "one leads")
        leader = self.leader()
        assert leader is not None
        standby = next(each for each in self.daemons if each is not leader)
        self._until(standby.stands_by, f"{standby.name} stands by")
        self.follow(leader)
        return leader, standby

    def leader(self) -> Daemon | None:
        return next((each for each in self.daemons if each.leads()), None)

    def follow(self, leader: Daemon) -> None:
        """Whom tests ask from now on."""
        self.client = Client(leader.folder / "run" / "acd.sock")

    def stop_daemon(self) -> int | None:
        """The standby first."""
        code = None
        for daemon in sorted(self.daemons, key=Daemon.leads):
            if daemon.is_alive:
                daemon.wake()
                daemon.signal(signal.SIGTERM)
                assert daemon.process is not None
                code = daemon.process.wait(15)
            daemon.end()
            daemon.cable.close()
        return code

    def last_log(self) -> str:
        """What both have said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def row(self) -> tuple[int, str]:
        """The leader's epoch and name, by the database itself."""
        with psycopg.connect(f"host={self._server} user=acd dbname=postgres") as connection:
            found = connection.execute("SELECT epoch, who FROM leader").fetchone()
        assert found is not None
        return found

    def written_by(self, epoch: int) -> int:
        """Batches written by daemons of this epoch."""
        with psycopg.connect(f"host={self._server} user=acd dbname=postgres") as connection:
            found = connection.execute("SELECT coalesce(sum(batch), 0) FROM runs WHERE run LIKE %s", [f"{epoch}-%"])
            return int(found.fetchone()[0])  # type: ignore[index]

    def _until(self, look: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + _UP_S
        while not look():
            assert time.monotonic() < deadline, f"not within {_UP_S:g} s: {what}; {self.last_words()}"
            time.sleep(0.05)

    def _daemon_of(self, name: str, number: int) -> Daemon:
        folder = self.folder / name
        config = folder / "config"
        shutil.copytree(self.config, config)
        cable = Cable(folder / "pg", self._server)
        account, secret = f"acd-{name}", f"secret-of-{name}-0123456789"
        with (self.layout.etc / "manager.d" / "acd.conf").open("a") as manager:
            manager.write(_account(self.layout.etc / "manager.d" / "acd.conf", account, secret))
        (config / "pbx.secret").write_text(secret)
        toml = (config / "acd.toml").read_text()
        port = self.layout.agi_port if number == 0 else free_tcp()
        for old, new in {
            f'run_dir = "{self.folder / "run"}"': f'run_dir = "{folder / "run"}"\nstandby = true',
            f"port = {self.layout.agi_port}\n": f"port = {port}\n",
            f'url = "{self.store_url}"': f'url = "{postgres.url(str(cable.folder))}"\nspool_dir = "{folder / "spool"}"',
            "[pbx.main]\n": f'[pbx.main]\nusername = "{account}"\n',
        }.items():
            assert old in toml, old
            toml = toml.replace(old, new)
        (config / "acd.toml").write_text(toml)
        return Daemon(name, folder, config, cable, self.log)


def _account(shipped: Path, account: str, secret: str) -> str:
    """As the shipped one, with a name and a secret of its own."""
    lines = shipped.read_text().partition("[acd]\n")[2].partition("\n[")[0].splitlines()
    rest = "\n".join(line for line in lines if not line.startswith("secret="))
    return f"\n[{account}]\nsecret={secret}\n{rest}\n"


def _is_at_work(daemon: Daemon) -> bool:
    return daemon.leads() or daemon.stands_by()


@contextmanager
def pair(folder: Path, plan: Plan, server: str, **globals_: str) -> Iterator[PairHouse]:
    with PairHouse(folder, replace(plan, store_url=postgres.url(server)), server, **globals_) as house:
        yield house
