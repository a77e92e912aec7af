"""Who sits at the other end of the control socket, as the kernel knows it: neither a name nor a group is taken from the
client's word."""

import grp
import os
import pwd
import socket
import struct
from dataclasses import dataclass

SO_PEERGROUPS = 59  # Linux 4.13; Python has no name for it
MOST_GROUPS = 4096


@dataclass(frozen=True, slots=True)
class Peer:
    """`groups`: names of the process's groups, the supplementary ones too. A user without a name is his number."""

    uid: int
    name: str
    groups: frozenset[str]


def peer_of(connection: socket.socket) -> Peer:
    _pid, uid, gid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    gids = {gid, *_more_groups(connection)}
    return Peer(uid, user_name(uid), frozenset(name for name in map(_group_name, gids) if name))


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def own_uid() -> int:
    return os.geteuid()


def _more_groups(connection: socket.socket) -> tuple[int, ...]:
    try:
        raw = connection.getsockopt(socket.SOL_SOCKET, SO_PEERGROUPS, 4 * MOST_GROUPS)
    except OSError:  # an old kernel: his first group has to do
        return ()
    return struct.unpack(f"{len(raw) // 4}I", raw)


def _group_name(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return ""
