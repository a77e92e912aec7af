"""A private PostgreSQL for tests and benchmarks: a cluster in a folder of its own, reached by a socket there.

The system's binaries serve where there are any; else Debian's packages are unpacked privately (``fetch``). PostgreSQL
refuses to run as root, so root runs it as an ordinary user who owns the folder. Nothing is left when it is closed, and
the server dies with the process that started it.
"""

import contextlib
import ctypes
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acd.lab.fetch import private, program
from acd.lab.trouble import LabError

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # tests do not pull the plug
_INITDB = ("--auth=trust", "--username=acd", "--encoding=UTF8", "--locale=C", "--no-sync")
_START_S = 30.0
_ORDINARY = ("postgres", "nobody")
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


@dataclass(frozen=True, slots=True)
class Programs:
    """How to run initdb and postgres: argv prefixes, and what initdb must be told of its files."""

    initdb: tuple[str, ...]
    postgres: tuple[str, ...]


@contextmanager
def cluster(settings: Sequence[str] = QUICK, *, use_system: bool = True) -> Iterator[str]:
    """A running server's socket folder; `url` makes URLs from it. LabError when there is none to be had."""
    home = Path(tempfile.mkdtemp(prefix="acd-pg-", dir="/tmp"))  # short: a socket's path has at most 107 bytes
    user = _ordinary_user()
    try:
        programs = (_system() if use_system else None) or _unpacked(home, user)
        _own(home, user)
        _run([*programs.initdb, "-D", str(home / "data"), *_INITDB], user)
        with _server(programs, home, settings, user):
            yield str(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def url(socket_folder: str, database: str = "postgres") -> str:
    return f"postgresql+psycopg://acd@/{database}?host={socket_folder}"


def _ordinary_user() -> pwd.struct_passwd | None:
    """Whom to run as; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in _ORDINARY:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise LabError(f"PostgreSQL does not run as root and there is no user {' or '.join(_ORDINARY)}")


def _system() -> Programs | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: _version(folder.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        folders.insert(0, Path(on_path).resolve().parent)
    for folder in reversed(folders):
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return Programs((str(folder / "initdb"),), (str(folder / "postgres"),))
    return None


def _version(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0


def _unpacked(home: Path, user: pwd.struct_passwd | None) -> Programs:
    """The private packages. initdb runs the `postgres` beside it as a plain program, which would meet the host's
    libraries; so a copy of initdb stands beside a script that starts the real one through its own linker."""
    root = private(["postgresql"], "postgres")
    if user and not _can_read(root, user):
        root = shutil.copytree(root, home / "root", symlinks=True)
        _own(root, user)
    found = sorted((root / "usr/lib/postgresql").glob("*/bin"), key=lambda folder: _version(folder.parent.name))
    if not found:
        raise LabError(f"no PostgreSQL in {root}: delete that folder and run again")
    real = found[-1]
    postgres = program(root, str((real / "postgres").relative_to(root)))
    beside = home / "bin"
    beside.mkdir()
    shutil.copy(real / "initdb", beside / "initdb")
    script = beside / "postgres"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(postgres)} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    share = root / "usr/share/postgresql" / real.parent.name
    return Programs((*postgres[:-1], str(beside / "initdb"), "-L", str(share)), tuple(postgres))


def _can_read(root: Path, user: pwd.struct_passwd) -> bool:
    """An unpacked tree under /root, say, is closed to everyone else."""
    with _started(["ls", str(root)], user, subprocess.DEVNULL) as child:
        return child.wait() == 0


def _own(folder: Path, user: pwd.struct_passwd | None) -> None:
    if user is None:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


def _run(command: Sequence[str], user: pwd.struct_passwd | None) -> None:
    with _started(command, user, subprocess.PIPE) as child:
        said = child.communicate()[0].decode(errors="replace").strip().splitlines()
    if child.returncode:
        raise LabError(f"PostgreSQL's initdb failed: {said[-1] if said else 'without a word'}")


@contextmanager
def _server(programs: Programs, home: Path, settings: Sequence[str], user: pwd.struct_passwd | None) -> Iterator[None]:
    options = ["listen_addresses=", f"unix_socket_directories={home}", "max_connections=40", *settings]
    command = [*programs.postgres, "-D", str(home / "data"), *(part for option in options for part in ("-c", option))]
    with (home / "log").open("wb") as log, _started(command, user, log.fileno()) as child:
        try:
            _await(home, child)
            yield
        finally:
            child.send_signal(signal.SIGINT)  # "fast": ends its sessions, then itself
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(10)
            child.kill()


def _await(home: Path, child: "subprocess.Popen[bytes]") -> None:
    """Ready when the last line of its pid file says so (what pg_ctl looks at)."""
    deadline = time.monotonic() + _START_S
    pid_file = home / "data" / "postmaster.pid"
    while time.monotonic() < deadline and child.poll() is None:
        with contextlib.suppress(FileNotFoundError):
            if pid_file.read_text(encoding="utf-8").rstrip().endswith("ready"):
                return
        time.sleep(0.02)
    said = (home / "log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise LabError(f"PostgreSQL did not start: {said[-1] if said else 'it said nothing'}")


def _started(command: Sequence[str], user: pwd.struct_passwd | None, output: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
        preexec_fn=_die_with_parent,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )


def _die_with_parent() -> None:
    """In the child, after it has become the ordinary user (becoming one clears this)."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
