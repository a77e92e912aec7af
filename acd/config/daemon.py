"""The tables of acd.toml: the daemon itself and what it talks to."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import PlainValidator

from acd.config.fields import (
    AbsolutePath,
    Account,
    AnyPath,
    Drain,
    Endpoint,
    Flag,
    Host,
    Language,
    LogLevel,
    Megabytes,
    Name,
    PbxPath,
    Port,
    Seconds,
    SomeSeconds,
    Sound,
    Variable,
    refuse,
)
from acd.config.tables import Table

_SCHEMES = ("sqlite", "postgresql", "postgresql+psycopg")


def _store_url(value: object) -> str:
    if isinstance(value, str) and value.isprintable():
        try:
            url = urlsplit(value)
            has_password = url.password is not None or "password" in url.query
        except ValueError:
            return refuse(_STORE_ALLOWED)
        is_file = url.scheme == "sqlite" and not url.netloc and len(url.path) > 1
        if (
            url.scheme in _SCHEMES
            and not has_password
            and (is_file or (url.scheme != "sqlite" and url.path.strip("/")))
        ):
            return value
    return refuse(_STORE_ALLOWED)


_STORE_ALLOWED = (
    '"sqlite:////var/lib/acd/acd.sqlite" or "postgresql://user@host/database", '
    "without a password (that comes by secret_file or secret_env)"
)
StoreUrl = Annotated[str, PlainValidator(_store_url)]


class SecretSource(Table):
    """The base of tables with a secret: one of the two says where it is."""

    secret_file: AnyPath | None = None
    secret_env: Variable | None = None


class DaemonTable(Table):
    run_dir: AbsolutePath = "/run/acd"
    socket: AbsolutePath | None = None
    group: Name | None = None
    log_level: LogLevel = "info"
    language: Language = "en"
    standby: Flag = False
    drain: Drain = "leave"
    drain_s: Seconds = 60.0
    sweep_s: SomeSeconds = 30.0


class StoreTable(SecretSource):
    url: StoreUrl = "sqlite:////var/lib/acd/acd.sqlite"
    spool_mb: Megabytes = 256
    spool_dir: AbsolutePath | None = None


class AgiTable(SecretSource):
    host: Host = "127.0.0.1"
    port: Port = 4573


class PbxTable(SecretSource):
    host: Host = "127.0.0.1"
    port: Port = 5038
    username: Account = "acd"
    sounds: AbsolutePath | None = None
    trunks: tuple[Endpoint, ...] = ()


class RecordingTable(Table):
    root: PbxPath = "/var/spool/asterisk/monitor/acd"
    notice: Sound | None = None


def spool_folder(table: StoreTable) -> str:
    """Where rows wait while the store is in trouble: beside SQLite's file, else in the daemon's own folder."""
    beside = f"{urlsplit(table.url).path[1:]}-spool" if table.url.startswith("sqlite:") else "/var/lib/acd/spool"
    return table.spool_dir or beside


def with_password(url: str, password: str) -> str:
    """`url` (``scheme://user@host/database``) with the password put in, percent-encoded."""
    quoted = "".join(f"%{byte:02X}" for byte in password.encode())
    return re.sub(r"^([a-z+]+://)([^@/]*)@", rf"\g<1>\g<2>:{quoted}@", url)
