"""What the lab needs beside Python: Asterisk, SIPp and espeak-ng. Run as ``python -m acd.lab.install``.

The system's own are used where they are installed (Asterisk 20 or newer). Nothing is ever installed into the system,
not even by root: otherwise private ones are unpacked below `.lab` and kept there.
"""

import contextlib
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from acd.lab.fetch import private, program
from acd.lab.progress import Progress
from acd.lab.trouble import LabError

OLDEST = 20
_DATA = (Path("/usr/share/asterisk"), Path("/var/lib/asterisk"))
_ESPEAK_VERSION = r"text-to-speech: ([\d.]+)"
_ASTERISK = ("asterisk", "asterisk-core-sounds-en-wav", "asterisk-moh-opsound-wav")


@dataclass(frozen=True, slots=True)
class Asterisk:
    """An installed Asterisk: how to run it, and where its modules and its data (sounds, music) are."""

    argv: tuple[str, ...]
    modules: Path
    data: Path
    version: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class Sipp:
    argv: tuple[str, ...]
    version: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class Espeak:
    argv: tuple[str, ...]
    version: str
    is_private: bool


def asterisk(progress: Progress | None = None) -> Asterisk:
    """The system's Asterisk if it will do, else a private one (made now if need be). Raises LabError."""
    return _system_asterisk() or _private_asterisk(progress)


def sipp(progress: Progress | None = None) -> Sipp:
    """The system's SIPp, else a private one (made now if need be). Raises LabError."""
    if found := shutil.which("sipp"):
        return Sipp((found,), _first_match([found, "-v"], r"SIPp v([\d.]+)"), is_private=False)
    root = private(["sip-tester"], "sipp", progress=progress)
    argv = program(root, "usr/bin/sipp")
    return Sipp(tuple(argv), _first_match([*argv, "-v"], r"SIPp v([\d.]+)"), is_private=True)


def espeak(progress: Progress | None = None) -> Espeak:
    """The system's espeak-ng, else a private one (made now if need be). Raises LabError."""
    if found := shutil.which("espeak-ng"):
        return Espeak((found,), _first_match([found, "--version"], _ESPEAK_VERSION), is_private=False)
    root = private(["espeak-ng"], "espeak-ng", progress=progress)
    data = next(root.glob("usr/lib/*/espeak-ng-data"), None)
    if data is None:
        raise LabError(f"no espeak-ng-data in {root}: delete that folder and run again")
    argv = (*program(root, "usr/bin/espeak-ng"), f"--path={data.parent}")
    return Espeak(argv, _first_match([*argv, "--version"], _ESPEAK_VERSION), is_private=True)


def _system_asterisk() -> Asterisk | None:
    found = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        return None
    version = _first_match([found, "-V"], r"Asterisk ([\w.]+)")
    folders = sorted(Path("/usr/lib").glob("**/asterisk/modules"))
    data = next(
        (path for path in map(Path, ("/usr/share/asterisk", "/var/lib/asterisk")) if (path / "sounds/en").is_dir()),
        None,
    )
    if not version or int(version.split(".")[0]) < OLDEST or not folders or data is None:
        return None
    return Asterisk((found,), folders[0], data, version, is_private=False)


def _private_asterisk(progress: Progress | None) -> Asterisk:
    root = private(_ASTERISK, "asterisk", progress=progress)
    argv = program(root, "usr/sbin/asterisk")
    modules = next(root.glob("usr/lib/*/asterisk/modules"), None)
    version = _first_match([*argv, "-V"], r"Asterisk ([\w.]+)")
    if modules is None or not version:
        raise LabError(f"the private Asterisk in {root} does not run: delete that folder and run again")
    data = root / "usr/share/asterisk"
    _name_voice(data / "sounds")
    return Asterisk(tuple(argv), modules, data, version, is_private=True)


def _name_voice(sounds: Path) -> None:
    """What the package's installation script does: the recorded voice is the language "en"."""
    voice = next(sounds.glob("en_*"), None)
    if voice is not None and not (sounds / "en").exists():
        with contextlib.suppress(FileExistsError):  # somebody else's run was quicker
            (sounds / "en").symlink_to(voice.name)


def _first_match(argv: Sequence[str], pattern: str) -> str:
    said = subprocess.run(argv, capture_output=True, text=True, errors="replace", check=False)
    found = re.search(pattern, said.stdout + said.stderr)
    return found.group(1).rstrip(".") if found else ""


def _binary(argv: Sequence[str]) -> str:
    """The program itself, which a dynamic linker of ours may run."""
    return [word for word in argv if not word.startswith("--path=")][-1]


def main() -> int:
    progress = Progress()
    try:
        parts = (
            ("Asterisk", asterisk(progress)),
            ("SIPp", sipp(progress)),
            ("espeak-ng", espeak(progress)),
        )
    except LabError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    for name, part in parts:
        where = f"private, {_binary(part.argv)}" if part.is_private else f"the system's, {part.argv[0]}"
        print(f"{name} {part.version} ({where})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
