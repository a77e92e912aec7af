"""Roles over a real socket: who is who the kernel says, and what each may do."""

import asyncio
import grp
import os
import pwd
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from acd.config.roles import Named, Role
from acd.control.gate import NEEDED, Gate, needed_for
from acd.control.peer import Peer
from acd.control.requests import Request, SignIn
from acd.control.server import ControlServer

ME = pwd.getpwuid(os.geteuid()).pw_name
MY_GROUP = grp.getgrgid(os.getegid()).gr_name
LOOK, DEED, RULE = b'{"do":"status"}\n', b'{"do":"agent-sign-in","agent":"1001"}\n', b'{"do":"reload"}\n'
NOBODY = frozenset[int]()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Others may go in."""
    with tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


Noted = list[tuple[str, str, str]]


@asynccontextmanager
async def server(house: Any, path: Path, named: Named, owners: frozenset[int] = NOBODY) -> AsyncIterator[Noted]:
    noted: Noted = []
    gate = Gate(lambda: named, owners)
    control = ControlServer(
        house,
        path,
        gate=gate,
        written=lambda peer, request, result, _why: noted.append((peer.name, type(request).__name__, result)),
    )
    await control.open()
    try:
        yield noted
    finally:
        await control.close()


async def codes(path: Path, *lines: bytes) -> list[str]:
    """Of the answers; empty for a yes."""
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(b"".join(lines))
    answers = [msgspec.json.decode(await reader.readline()) for _ in lines]
    writer.close()
    return [answer.get("code", "") for answer in answers]


@pytest.mark.parametrize(
    ("named", "granted"),
    [
        ({}, (False, False, False)),
        ({"somebody-else": Role.ADMIN}, (False, False, False)),
        ({ME: Role.VIEWER}, (True, False, False)),
        ({ME: Role.OPERATOR}, (True, True, False)),
        ({ME: Role.ADMIN}, (True, True, True)),
        ({f"@{MY_GROUP}": Role.OPERATOR}, (True, True, False)),
        ({f"@{MY_GROUP}": Role.OPERATOR, ME: Role.VIEWER}, (True, True, False)),
    ],
    ids=["nobody", "other", "viewer", "operator", "admin", "group", "highest"],
)
async def test_a_role_decides(house: Any, path: Path, named: Named, granted: tuple[bool, ...]) -> None:
    async with server(house, path, named):
        said = await codes(path, LOOK, DEED, RULE)
    assert said == ["" if is_granted else "denied" for is_granted in granted]
    assert len(house.events) == granted[1]


async def test_without_roles_the_daemons_own_user_may_do_all(house: Any, path: Path) -> None:
    async with server(house, path, {}, frozenset({os.geteuid()})):
        assert await codes(path, LOOK, DEED, RULE) == ["", "", ""]
    assert Gate().role(Peer(os.geteuid(), ME, frozenset())) is Role.ADMIN
    assert Gate().role(Peer(0, "root", frozenset())) is Role.ADMIN
    assert Gate().role(Peer(os.geteuid() + 1, "other", frozenset({"acd", "wheel"}))) is Role.NONE


async def test_a_viewer_who_may_not_watch_is_told_and_nothing_is_streamed(house: Any, path: Path) -> None:
    async with server(house, path, {}):
        assert await codes(path, b'{"do":"watch"}\n', LOOK) == ["denied", "denied"]
    assert house.watchers == []


async def test_deeds_are_noted_looks_are_not_and_what_was_denied_is(house: Any, path: Path) -> None:
    async with server(house, path, {ME: Role.OPERATOR}) as noted:
        await codes(path, LOOK, DEED, RULE)
    assert noted == [(ME, "SignIn", "done"), (ME, "Reload", "denied")]


async def test_what_could_not_be_done_is_noted_as_refused(house: Any, path: Path) -> None:
    house.refusal = "not valid"
    async with server(house, path, {ME: Role.ADMIN}) as noted:
        assert await codes(path, RULE) == ["refused"]
        house.refusal, house.fault = "", RuntimeError("boom")
        assert await codes(path, RULE) == ["fault"]
    assert [result for *_, result in noted] == ["refused", "failed"]


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may be somebody else")
async def test_another_user_is_who_the_kernel_says(house: Any, open_folder: Path) -> None:
    """A process of another user and its groups, whatever it says of itself."""
    path = open_folder / "acd.sock"
    other = next(each for each in pwd.getpwall() if each.pw_uid not in (0, os.geteuid()))
    group = grp.getgrgid(other.pw_gid).gr_name
    extra = next(each for each in grp.getgrall() if each.gr_gid not in (0, other.pw_gid))
    script = (
        "import os,socket,sys\n"
        "os.setgroups([int(sys.argv[4])]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[1]))\n"
        "s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[3])\n"
        's.sendall(b\'{"do":"agent-sign-in","agent":"1"}\\n\'); print(s.recv(4096).decode())'
    )
    words = (str(other.pw_uid), str(other.pw_gid), "acd.sock", str(extra.gr_gid))

    async def asks() -> str:
        child = await asyncio.create_subprocess_exec(
            "python3", "-c", script, *words, stdout=asyncio.subprocess.PIPE, cwd=path.parent
        )
        return (await child.communicate())[0].decode()

    for named, is_granted in (
        ({}, False),
        ({other.pw_name: Role.VIEWER}, False),
        ({other.pw_name: Role.OPERATOR}, True),
        ({f"@{group}": Role.OPERATOR}, True),
        ({f"@{extra.gr_name}": Role.OPERATOR}, True),
    ):
        async with server(house, path, named) as noted:
            path.chmod(0o666)
            answer = await asks()
        assert ('"ok":true' in answer) is is_granted, (named, answer)
        assert noted == [(other.pw_name, "SignIn", "done" if is_granted else "denied")]


def test_the_file_keeps_out_whoever_is_not_in_its_group(tmp_path: Path) -> None:
    """The first wall; see test_place.py."""
    control = ControlServer(None, tmp_path / "s")  # type: ignore[arg-type]
    control.take()
    assert (tmp_path / "s").stat().st_mode & 0o007 == 0
    control._taken.close()  # type: ignore[union-attr]
    control._place.leave()


def test_what_is_not_named_needs_an_admin() -> None:
    assert set(NEEDED) <= set(get_args(Request))
    named = {each.__name__ for each in get_args(Request) if needed_for(each) is Role.ADMIN}
    assert {"Reload", "UnlockPin"} <= named
    assert needed_for(SignIn) is Role.OPERATOR
