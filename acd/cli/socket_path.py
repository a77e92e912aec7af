"""Where the daemon's control socket is. Needs only `[daemon]` of acd.toml, however wrong the rest may be, so that a
half-edited configuration never keeps anyone from the running daemon."""

import tomllib
from pathlib import Path
from typing import Any

from acd.cli.exits import USAGE, AcdError

DEFAULT_CONFIG = Path("/etc/acd")
DEFAULT_SOCKET = Path("/run/acd/acd.sock")


def find_socket(socket: Path | None, config: Path | None) -> Path:
    """`socket` if given, else what acd.toml in `config` (or /etc/acd) says, else /run/acd/acd.sock."""
    if socket is not None:
        return socket
    file = (config or DEFAULT_CONFIG) / "acd.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("daemon", {})
    except OSError as error:
        if config is None:
            return DEFAULT_SOCKET
        raise AcdError(f"cannot read {file}: {error.strerror}", USAGE) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AcdError(f"{file}: {error}; --socket finds the daemon without it", USAGE) from None
    return _socket_of(table, file)


def _socket_of(table: Any, file: Path) -> Path:
    """As the daemon itself decides: `socket`, else acd.sock in `run_dir`."""
    if not isinstance(table, dict):
        raise AcdError(f"{file}: daemon: got {table!r}, must be a table", USAGE)
    for key in ("socket", "run_dir"):
        value = table.get(key)
        if isinstance(value, str):
            return Path(value) if key == "socket" else Path(value) / "acd.sock"
        if value is not None:
            raise AcdError(f"{file}: daemon.{key}: got {value!r}, must be a path", USAGE)
    return DEFAULT_SOCKET
