"""acd.toml -> the daemon, its doors and its PBXes, secrets fetched."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from acd.config.daemon import AgiTable, DaemonTable, PbxTable, RecordingTable, StoreTable, spool_folder, with_password
from acd.config.draft import DaemonDraft, Section
from acd.config.errors import Mistakes, dotted
from acd.config.fields import check_name
from acd.config.files import Source, load, named, refuse_unknown, single
from acd.config.roles import read_roles
from acd.config.secret_source import fetched
from acd.config.settings import Agi, Daemon, Pbx, Recording, Spool
from acd.config.speech import read_speech
from acd.config.tables import is_allowed, validate
from acd.config.voice import read_voice
from ivr.agi.token import SECRET_SHAPE

FILE = "acd.toml"
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104


def read_daemon(directory: Path, mistakes: Mistakes) -> DaemonDraft:
    """Everything acd.toml says."""
    source = load(directory / FILE, FILE, mistakes)
    sources = [source] if source else []
    refuse_unknown(sources, ("daemon", "store", "agi", "pbx", "recording", "speech", "voice", "roles"), mistakes)
    daemon = validate(DaemonTable, _raw(sources, "daemon", mistakes), FILE, "daemon", mistakes)
    store = validate(StoreTable, _raw(sources, "store", mistakes), FILE, "store", mistakes)
    recording = validate(RecordingTable, _raw(sources, "recording", mistakes), FILE, "recording", mistakes)
    section = Section("pbx", named(sources, "pbx", mistakes))
    agi = _agi(_raw(sources, "agi", mistakes), directory, mistakes) if source else None
    if daemon and daemon.standby:
        _check_standby(store, agi, mistakes)
    if source and not section.entries:
        mistakes.add(FILE, "pbx", "no PBX is configured: write a table [pbx.main]")
    return DaemonDraft(
        is_whole=source is not None,
        daemon=_daemon(daemon) if daemon else None,
        agi=agi,
        pbx_section=section,
        pbxes=_pbxes(section, directory, mistakes),
        store_url=_store_url(store, _raw(sources, "store", mistakes), directory, mistakes),
        spool=Spool(Path(spool_folder(store)), store.spool_mb) if store else None,
        recording=Recording(Path(recording.root), recording.notice) if recording else None,
        speech=read_speech(_raw(sources, "speech", mistakes, None), FILE, mistakes),
        roles=read_roles(_raw(sources, "roles", mistakes), FILE, mistakes),
        voice=read_voice(_raw(sources, "voice", mistakes), FILE, mistakes),
    )


def _raw(sources: list[Source], name: str, mistakes: Mistakes, missing: Any = MappingProxyType({})) -> Any:
    entry = single(sources, name, mistakes)
    return entry.raw if entry else missing


def _daemon(table: DaemonTable) -> Daemon:
    return Daemon(
        run_dir=Path(table.run_dir),
        socket=Path(table.socket or f"{table.run_dir}/acd.sock"),
        group=table.group,
        log_level=table.log_level,
        language=table.language,
        standby=table.standby,
        drain=table.drain,
        drain_s=table.drain_s,
        sweep_s=table.sweep_s,
    )


def _check_standby(store: StoreTable | None, agi: Agi | None, mistakes: Mistakes) -> None:
    if store and store.url.startswith("sqlite:"):
        mistakes.add(FILE, "daemon.standby", "two daemons share a PostgreSQL: set the url in [store]", store.url)
    if agi and agi.host in _EVERYWHERE:
        allowed = "with daemon.standby: the address at which the PBXes reach this daemon (they are told it)"
        mistakes.add(FILE, "agi.host", allowed, agi.host)


def _agi(raw: Any, directory: Path, mistakes: Mistakes) -> Agi | None:
    table = validate(AgiTable, raw, FILE, "agi", mistakes)
    secret = fetched(raw, directory, FILE, "agi", mistakes)
    if secret and not SECRET_SHAPE.fullmatch(secret.value):
        mistakes.add(FILE, "agi", "its secret stands in the dialplan too; allowed: 16 to 200 out of A-Z a-z 0-9 _ -")
    return Agi(table.host, table.port, secret) if table and secret else None


def _pbxes(section: Section, directory: Path, mistakes: Mistakes) -> dict[str, Pbx]:
    pbxes: dict[str, Pbx] = {}
    for name, entry in section.entries.items():
        key = dotted(("pbx", name))
        is_allowed(check_name, name, FILE, key, mistakes)
        table = validate(PbxTable, entry.raw, FILE, key, mistakes)
        secret = fetched(entry.raw, directory, FILE, key, mistakes)
        if table and secret:
            sounds = Path(table.sounds) if table.sounds else None
            pbxes[name] = Pbx(name, table.host, table.port, table.username, secret, sounds, table.trunks)
    return pbxes


def _store_url(table: StoreTable | None, raw: Any, directory: Path, mistakes: Mistakes) -> str:
    if not isinstance(raw, Mapping) or not {"secret_file", "secret_env"} & raw.keys():
        return table.url if table else ""
    secret = fetched(raw, directory, FILE, "store", mistakes)
    if table and "@" not in table.url:
        mistakes.add(FILE, "store", "a secret needs a url with a user: postgresql://user@host/database")
    return with_password(table.url, secret.value) if table and secret else ""
