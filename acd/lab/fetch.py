"""Debian packages for our own use: downloaded and unpacked under `.lab`, without root, chroot or dpkg's database.

apt runs with private directories and an empty package status, so the whole dependency closure comes along, libc too;
programs are then run through the unpacked dynamic linker (`program`). So one recent suite serves on any older Debian.
The mirror is the host's own; a root folder is made beside its place and renamed into it when complete.
"""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from acd.lab.paths import LAB
from acd.lab.progress import Progress
from acd.lab.trouble import LabError

SUITE = "forky"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
MIRROR_VARIABLE = "ACD_LAB_MIRROR"
_STAMP = ".complete"
_TOOLS = ("apt-get", "dpkg", "dpkg-deb", "tar")


def private(
    packages: Sequence[str], name: str, *, lab: Path = LAB, progress: Progress | None = None, suite: str = SUITE
) -> Path:
    """The root folder `.lab/<name>` holding `packages` of Debian's `suite` and all they depend on; made when missing or
    asked otherwise.

    Raises LabError with what to do when apt, the keyring, the network or the room on the disk is missing.
    """
    root = lab / name
    wanted = " ".join([suite, *packages])
    if _is_complete(root, wanted):
        return root
    progress = progress or Progress()
    try:
        lab.mkdir(parents=True, exist_ok=True)
        with _only_one(lab / f"{name}.lock"):
            if not _is_complete(root, wanted):
                _make(root, packages, wanted, progress, suite)
    except OSError as error:
        raise LabError(f"cannot make {root}: {error.strerror or error}") from error
    return root


def program(root: Path, path: str) -> list[str]:
    """The argv prefix that runs `path` (relative to `root`) with the libraries of `root`, not those of the host."""
    linkers = sorted([*root.glob("usr/lib64/ld-linux*.so.*"), *root.glob("usr/lib/ld-linux*.so.*")])
    if not linkers:
        raise LabError(f"no dynamic linker in {root}: delete that folder and run again")
    folders = [*root.glob("usr/lib/*-linux-gnu*"), *root.glob("usr/lib/*-linux-gnu*/pulseaudio")]
    libraries = ":".join(map(str, sorted(folders)))
    return [str(linkers[0]), "--library-path", libraries, str(root / path)]


def _is_complete(root: Path, wanted: str) -> bool:
    stamp = root / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Two runs at once: the second waits and finds the work done."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _make(root: Path, packages: Sequence[str], wanted: str, progress: Progress, suite: str) -> None:
    _check_tools()
    shutil.rmtree(root, ignore_errors=True)
    for left_over in root.parent.glob(f"{root.name}.making-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    making = Path(tempfile.mkdtemp(prefix=f"{root.name}.making-", dir=root.parent))
    making.chmod(0o755)
    try:
        archives = _download(making / "apt", packages, progress, suite)
        tree = _unpack(archives, making / "root", progress)
        (tree / _STAMP).write_text(wanted, encoding="utf-8")
        tree.rename(root)
    except BaseException:
        progress.broken()
        raise
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _check_tools() -> None:
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        raise LabError(f"{', '.join(missing)} not found: a Debian system is needed, or install Asterisk 22 and SIPp")
    if not KEYRING.is_file():
        raise LabError(f"{KEYRING} is missing: run 'apt-get install debian-archive-keyring' as root")


def _download(apt: Path, packages: Sequence[str], progress: Progress, suite: str) -> list[Path]:
    config = _write_config(apt, suite)
    progress.step(f"reading the package list of Debian {suite}")
    _apt(config, progress, "update")
    progress.done()
    progress.step(f"downloading {packages[0]} and what it needs")
    _apt(config, progress, "--yes", "--download-only", "install", *packages)
    archives = sorted((apt / "cache" / "archives").glob("*.deb"))
    progress.done(f"{len(archives)} packages, {sum(a.stat().st_size for a in archives) // 1_000_000} MB")
    return archives


def _write_config(apt: Path, suite: str) -> Path:
    """apt's settings: everything it writes below `apt`; the host's own settings (proxy, certificates) still hold."""
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (apt / folder).mkdir(parents=True)
    (apt / "state" / "status").touch()
    sources = apt / "sources.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {_mirror()} {suite} main\n", encoding="utf-8")
    config = apt / "apt.conf"
    settings = {
        "Dir::State": f"{apt}/state",
        "Dir::State::status": f"{apt}/state/status",
        "Dir::Cache": f"{apt}/cache",
        "Dir::Etc::SourceList": str(sources),
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "APT::Architecture": _architecture(),
        "APT::Architectures": _architecture(),
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
        "Debug::NoLocking": "true",
    }
    hooks = ("APT::Architectures", "APT::Update::Pre-Invoke", "APT::Update::Post-Invoke", "DPkg::Post-Invoke")
    lines = [f"#clear {key};" for key in (*hooks, "APT::Update::Post-Invoke-Success")]
    lines += [f'{key} "{value}";' for key, value in settings.items()]
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return config


def _architecture() -> str:
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()


def _mirror() -> str:
    """The host's Debian mirror: its own sources know what is reachable from here."""
    if named := os.environ.get(MIRROR_VARIABLE):
        return named
    command = ["apt-get", "-o", "Debug::NoLocking=1", "update", "--print-uris"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    mirrors = re.findall(r"^'(\S+)/dists/([a-z]+)/InRelease'", listed, re.MULTILINE)
    if not mirrors:
        raise LabError(f"no Debian mirror in this machine's apt sources: set {MIRROR_VARIABLE} to a mirror's URL")
    return str(mirrors[0][0])


def _apt(config: Path, progress: Progress, *arguments: str) -> None:
    reading, writing = os.pipe()
    log = config.with_name("log")
    with log.open("w") as output:
        child = subprocess.Popen(
            ["apt-get", "-q", "-o", f"APT::Status-Fd={writing}", *arguments],
            env={**os.environ, "APT_CONFIG": str(config), "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=(writing,),
        )
        os.close(writing)
        try:
            _follow(reading, progress)
            code = child.wait()
        finally:
            child.kill()
            child.wait()
    said = log.read_text(encoding="utf-8", errors="replace")
    failed = re.findall(r"^(?:E|W): (.*(?:Failed to fetch|no longer has|is not signed).*)$", said, re.MULTILINE)
    if code or (arguments == ("update",) and failed):
        raise LabError(_reason(said))


def _follow(reading: int, progress: Progress) -> None:
    with os.fdopen(reading) as status:
        for line in status:
            if line.startswith("dlstatus:"):
                progress.update(f"{float(line.split(':')[2]):.0f} %")


def _reason(said: str) -> str:
    """apt's output as the one line a person needs."""
    errors = re.findall(r"^(?:E|W|Err): ?(.*)$", said, re.MULTILINE) or ["apt-get failed without a word"]
    for sign, meaning in (
        (r"enough free space|No space left", "the disk is full"),
        (
            r"NO_PUBKEY|not signed|EXPKEYSIG",
            "the package list's signature cannot be checked (debian-archive-keyring too old?)",
        ),
        (r"resolv|connect|timed out|Failed to fetch|unreachable", "the Debian mirror cannot be reached"),
        (r"Unable to locate", "the package is not in that Debian"),
    ):
        if found := next((error for error in errors if re.search(sign, error, re.IGNORECASE)), None):
            return f"{meaning}: {found[:300]}"
    return f"apt-get: {errors[0][:300]}"


def _unpack(archives: Sequence[Path], tree: Path, progress: Progress) -> Path:
    for folder in ("lib", "lib64", "bin", "sbin"):  # merged /usr: packages of either style land in one place
        (tree / "usr" / folder).mkdir(parents=True)
        (tree / folder).symlink_to(f"usr/{folder}")
    progress.step(f"unpacking {len(archives)} packages")
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        for number, _ in enumerate(workers.map(lambda archive: _unpack_one(archive, tree), archives), 1):
            progress.update(f"{number}/{len(archives)}")
    progress.done()
    return tree


def _unpack_one(archive: Path, tree: Path) -> None:
    reader = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE)
    writer = subprocess.run(
        ["tar", "-x", "-C", str(tree), "--no-same-owner", "--keep-directory-symlink"],
        stdin=reader.stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if reader.stdout:
        reader.stdout.close()
    if reader.wait() or writer.returncode:
        said = writer.stderr.strip().splitlines() or ["damaged archive"]
        reason = "the disk is full" if "No space left" in writer.stderr else said[0]
        raise LabError(f"cannot unpack {archive.name}: {reason}")
    archive.unlink()
