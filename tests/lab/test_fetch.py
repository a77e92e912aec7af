"""Fetching Debian packages: what is made, what is kept, and what is said when it does not work. apt is a fake one."""

import os
import subprocess

import pytest

from acd.lab import fetch
from acd.lab.fetch import private, program
from acd.lab.progress import Progress
from acd.lab.trouble import LabError

FAKE_APT = """#!/bin/sh
echo "$@" >> "$FAKE/calls"
case "$*" in
*--print-uris*) echo "'http://mirror.test/debian/dists/bookworm/InRelease' x 0" ;;
*update*) [ ! -e "$FAKE/update" ] || { cat "$FAKE/update"; exit 100; } ;;
*install*) [ ! -e "$FAKE/install" ] || { cat "$FAKE/install"; exit 100; }
    cache=$(sed -n 's/^Dir::Cache "\\(.*\\)";/\\1/p' "$APT_CONFIG")
    cp "$FAKE"/*.deb "$cache/archives/" ;;
esac
"""


@pytest.fixture
def apt(tmp_path, monkeypatch):
    """A folder with the fake's reply files and one real package."""
    fake = tmp_path / "fake"
    (fake / "bin").mkdir(parents=True)
    (fake / "bin" / "apt-get").write_text(FAKE_APT)
    (fake / "bin" / "apt-get").chmod(0o755)
    tree = fake / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN" / "control").write_text(
        "Package: thing\nVersion: 1\nArchitecture: all\nMaintainer: x <x@y.test>\nDescription: x\n"
    )
    (tree / "usr/lib/x86_64-linux-gnu").mkdir(parents=True)
    (tree / "usr/lib64").mkdir(parents=True)
    (tree / "usr/lib64/ld-linux-x86-64.so.2").touch()
    (tree / "bin").mkdir()
    (tree / "bin/thing").write_text("#!/bin/sh\n")  # old style: must land in usr/bin
    subprocess.run(["dpkg-deb", "--build", tree, fake / "thing.deb"], check=True, capture_output=True)
    keyring = tmp_path / "keyring.gpg"
    keyring.touch()
    monkeypatch.setattr(fetch, "KEYRING", keyring)
    monkeypatch.setenv("FAKE", str(fake))
    monkeypatch.setenv("PATH", f"{fake}/bin:{os.environ['PATH']}")
    monkeypatch.delenv(fetch.MIRROR_VARIABLE, raising=False)
    return fake


def calls(apt):
    return (apt / "calls").read_text().splitlines() if (apt / "calls").exists() else []


def test_packages_are_unpacked_into_the_root(apt, tmp_path):
    root = private(["thing"], "things", lab=tmp_path / "lab")
    assert root == tmp_path / "lab" / "things"
    assert (root / "usr/bin/thing").is_file()
    assert program(root, "usr/bin/thing") == [
        f"{root}/usr/lib64/ld-linux-x86-64.so.2",
        "--library-path",
        f"{root}/usr/lib/x86_64-linux-gnu",
        f"{root}/usr/bin/thing",
    ]
    assert sorted(path.name for path in (tmp_path / "lab").iterdir()) == ["things", "things.lock"]


def test_a_second_run_does_nothing(apt, tmp_path):
    private(["thing"], "things", lab=tmp_path / "lab")
    before = calls(apt)
    private(["thing"], "things", lab=tmp_path / "lab")
    assert calls(apt) == before


def test_other_packages_under_the_same_name_are_made_anew(apt, tmp_path):
    root = private(["thing"], "things", lab=tmp_path / "lab")
    (root / "old").touch()
    private(["thing", "more"], "things", lab=tmp_path / "lab")
    assert not (root / "old").exists()


def test_a_half_made_root_is_never_seen(apt, tmp_path):
    (apt / "broken.deb").write_text("not a package")
    with pytest.raises(LabError, match=r"cannot unpack broken\.deb"):
        private(["thing"], "things", lab=tmp_path / "lab")
    assert [path.name for path in (tmp_path / "lab").iterdir()] == ["things.lock"]
    (apt / "broken.deb").unlink()
    assert private(["thing"], "things", lab=tmp_path / "lab").is_dir()


@pytest.mark.parametrize(
    ("step", "said", "expected"),
    [
        ("update", "Err:1 http://x\nE: Failed to fetch http://x Could not resolve 'x'", "mirror cannot be reached"),
        ("update", "W: GPG error: NO_PUBKEY 123", "signature cannot be checked"),
        ("install", "E: You don't have enough free space in /x.", "the disk is full"),
        ("install", "E: Unable to locate package thing", "not in that Debian"),
        ("install", "", "apt-get failed without a word"),
    ],
)
def test_apts_trouble_is_one_clear_line(apt, tmp_path, step, said, expected):
    (apt / step).write_text(said)
    with pytest.raises(LabError, match=expected) as raised:
        private(["thing"], "things", lab=tmp_path / "lab")
    assert "\n" not in str(raised.value)


def test_no_apt(apt, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LabError, match="apt-get, dpkg, dpkg-deb, tar not found"):
        private(["thing"], "things", lab=tmp_path / "lab")


def test_no_keyring(apt, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch, "KEYRING", tmp_path / "absent.gpg")
    with pytest.raises(LabError, match="apt-get install debian-archive-keyring"):
        private(["thing"], "things", lab=tmp_path / "lab")


def test_a_place_that_cannot_be_written(apt, tmp_path):
    (tmp_path / "lab").write_text("a file")
    with pytest.raises(LabError, match="cannot make"):
        private(["thing"], "things", lab=tmp_path / "lab")


def test_progress_is_plain_lines_in_a_log(apt, tmp_path, capsys):
    private(["thing"], "things", lab=tmp_path / "lab", progress=Progress())
    said = capsys.readouterr().err
    assert "unpacking 1 packages: done" in said
    assert "\r" not in said
