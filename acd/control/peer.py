"""Who sits at the other end of the control socket, as the kernel knows it: neither a name nor a group is taken from the
client's word."""

import grp
import os
import pwd
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

SO_PEERGROUPS = 59  # Linux 4.13; Python has no name for it
MOST_BYTES = 1024  # that Python asks the kernel for: 256 groups


@dataclass(frozen=True, slots=True)
class Peer:
    """`groups`: names of the process's groups, the supplementary ones too. A user without a name is his number."""

    uid: int
    name: str
    groups: frozenset[str]


def peer_of(connection: socket.socket) -> Peer:
    """Blocking: a machine may have its users from a directory that is slow, or away."""
    _pid, uid, gid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    name = user_name(uid)
    gids = {gid, *_more_groups(connection, name, gid)}
    return Peer(uid, name, frozenset(each for each in map(_group_name, gids) if each))


def user_name(uid: int) -> str:
    return _user_name(uid, _now())


@lru_cache(maxsize=256)
def _user_name(uid: int, _at: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _now() -> int:
    """What a name is remembered for: a minute at most."""
    return int(monotonic() // 60)


def own_uid() -> int:
    return os.geteuid()


def _more_groups(connection: socket.socket, name: str, gid: int) -> Sequence[int]:
    try:
        raw = connection.getsockopt(socket.SOL_SOCKET, SO_PEERGROUPS, MOST_BYTES)
    except OSError:  # an old kernel, or more of them: those the user has by his name
        return os.getgrouplist(name, gid)
    return struct.unpack(f"{len(raw) // 4}I", raw)


def _group_name(gid: int) -> str:
    return _known_group_name(gid, _now())


@lru_cache(maxsize=1024)
def _known_group_name(gid: int, _at: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return ""
