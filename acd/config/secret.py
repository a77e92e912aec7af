"""Secrets come from a file of their own or from the environment, never from the configuration itself, which people
copy, mail and keep in version control."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that does not show itself in repr, logs or JSON."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return "***"


class SecretError(Exception):
    """Why a secret cannot be taken; says where it should have been, never what it is."""


def from_file(path: Path) -> Secret:
    """The one line in `path`. Raises SecretError as `read_guarded`."""
    return _one_line(read_guarded(path, MOST_BYTES + 1).decode("utf-8", "replace"), str(path))


def read_guarded(path: Path, most_bytes: int) -> bytes:
    """The first `most_bytes` of a file that is not for everybody. Raises SecretError, also when others than owner and
    group may read it, or others than its owner change it. The group may read: so a file of root's serves a daemon that
    is not root."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise SecretError(f"cannot read {path}: {error.strerror}") from None
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise SecretError(f"{path} is not a file")
        if about.st_mode & (stat.S_IROTH | stat.S_IWOTH):
            mode = stat.S_IMODE(about.st_mode)
            raise SecretError(f"{path} is open to everyone on this machine (mode {mode:03o}): chmod 600 {path}")
        if about.st_mode & stat.S_IWGRP:
            mode = stat.S_IMODE(about.st_mode)
            raise SecretError(f"{path} can be changed by its group (mode {mode:03o}): chmod 600 {path}")
        with os.fdopen(os.dup(handle), "rb") as file:
            return file.read(most_bytes)
    finally:
        os.close(handle)


def from_env(name: str) -> Secret:
    """The value of the environment variable `name`. Raises SecretError."""
    value = os.environ.get(name)
    if value is None:
        raise SecretError(f"the environment variable {name} is not set")
    return _one_line(value, f"the environment variable {name}")


def _one_line(text: str, where: str) -> Secret:
    value = text.removesuffix("\n").removesuffix("\r")
    if not value or len(value) > MOST_BYTES or not value.isprintable() or "\N{REPLACEMENT CHARACTER}" in value:
        raise SecretError(f"{where} does not hold one line of printable text")
    return Secret(value)
