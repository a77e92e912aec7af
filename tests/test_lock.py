"""What `make` installs: every file by its hash, and exactly what pyproject.toml names."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text()
_ENTRY = re.compile(
    r"^([a-z0-9-]+)==(\S+)(?: ; .+?)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted() -> set[tuple[str, str]]:
    """The pins of pyproject.toml: run time, extras and build."""
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = tables["project"]["optional-dependencies"].values()
    lists = [tables["project"]["dependencies"], tables["build-system"]["requires"], *extras]
    pins = [pin.split("==") for pins in lists for pin in pins if not pin.startswith("asterisk-acd[")]
    return {(normal(name.partition("[")[0]), version) for name, version in pins}


def test_every_pin_of_the_project_is_locked() -> None:
    locked = {(name, version) for name, version, _ in _ENTRY.findall(LOCK)}
    assert wanted() - locked == set(), "run `make lock`"


def test_nothing_but_pinned_hashed_packages_from_nowhere_in_particular() -> None:
    rest = [line for line in _ENTRY.sub("", LOCK).splitlines() if line and not line.startswith("#")]
    assert rest == []
    assert "/" not in LOCK
