"""The control socket's file: taken by one living daemon at a time, its permissions set before anyone can connect.

A lock beside it (`<socket>.lock`, held for life by the daemon and freed by the kernel with it, however it dies) tells
a dead daemon's socket, which is replaced, from a living one's, which is refused; without the lock two daemons starting
at once could each take the other's fresh socket for a stale one.
"""

import errno
import fcntl
import grp
import os
import socket
import stat
from pathlib import Path

BACKLOG = 64


class PlaceError(Exception):
    """The socket cannot be made; the message says why and what to do."""


class Place:
    """`take` binds the socket; `leave` removes it."""

    def __init__(self, path: Path, *, mode: int = 0o660, group: str | None = None) -> None:
        self.path = path
        self._mode = mode
        self._group = group
        self._lock: int | None = None

    def take(self) -> socket.socket:
        """The bound socket, not yet listening: until it listens nobody can connect. Raises PlaceError."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self._take_lock()
            self._remove_stale()
            return self._bind()
        except OSError as error:
            self.leave()
            raise PlaceError(f"cannot make the control socket {self.path}: {_reason(error)}") from None
        except PlaceError:
            self._release()
            raise

    def leave(self) -> None:
        """Remove our socket; harmless when nothing was taken."""
        if self._lock is not None:
            self.path.unlink(missing_ok=True)
        self._release()

    def _take_lock(self) -> int:
        place = Path(f"{self.path}.lock")
        try:
            lock = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except PermissionError:
            if not place.exists():
                raise
            raise PlaceError(f"cannot lock {place}: it is another user's; stop his daemon, then remove it") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise PlaceError(self._taken()) from None
        return lock

    def _remove_stale(self) -> None:
        try:
            kind = self.path.lstat().st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISSOCK(kind):
            raise PlaceError(f"cannot make the control socket {self.path}: a file that is no socket is in its place")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(1.0)
            try:
                probe.connect(str(self.path))
            except ConnectionRefusedError:
                self.path.unlink()
            else:
                raise PlaceError(self._taken())

    def _bind(self) -> socket.socket:
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            bound.bind(str(self.path))
            if self._group is not None:
                os.chown(self.path, -1, self._group_id(self._group))
            os.chmod(self.path, self._mode)
        except BaseException:
            bound.close()
            raise
        return bound

    def _group_id(self, group: str) -> int:
        try:
            return grp.getgrnam(group).gr_gid
        except KeyError:
            raise PlaceError(f"cannot give the control socket to group {group!r}: there is no such group") from None

    def _taken(self) -> str:
        return f"another daemon is running on the control socket {self.path}; stop it first or choose another socket"

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _reason(error: OSError) -> str:
    if error.errno is None:  # the one Python raises itself: the address does not fit
        return f"{error}; a socket's path has at most 107 bytes"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"{error.strerror}; the folder must be writable for the daemon's user"
    return error.strerror or str(error)
