"""messages.toml (and messages.d/*.toml) -> voicemail, mail and announcements. Without it messages are kept in the
standard folder and mailed to nobody. All of it may change by a reload."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import PlainValidator

from acd.config.daemon import SecretSource
from acd.config.draft import FlowsDraft
from acd.config.errors import Mistakes, dotted, shown
from acd.config.fields import (
    Host,
    MailAddress,
    MailUser,
    Name,
    PbxPath,
    Port,
    SecondsOrNone,
    SomeSeconds,
    check_agent_id,
    one_of,
)
from acd.config.files import load_all, refuse_unknown, single
from acd.config.messages_settings import BoxName, BoxOptions, MailServer, Messages, Voicemail
from acd.config.secret_source import fetched
from acd.config.tables import Table, nearest, validate
from ivr.nodes.voicemail import Voicemail as VoicemailNode

FILE = "messages.toml"
LONGEST_TIMEOUT_S = 120.0
_DEFAULT = Messages()
_PORTS = {"tls": 465, "starttls": 587, "none": 25}

AgentId = Annotated[str, PlainValidator(check_agent_id)]


class BoxTable(Table):
    mail: MailAddress | None = None
    keep_s: SecondsOrNone = None


class VoicemailTable(Table):
    root: PbxPath = str(_DEFAULT.voicemail.root)
    keep_s: SecondsOrNone = None
    queue: Mapping[Name, BoxTable] = {}
    agent: Mapping[AgentId, BoxTable] = {}


class MailTable(SecretSource):
    host: Host
    port: Port | None = None
    security: Annotated[str, one_of("tls", "starttls", "none")] = "starttls"
    sender: MailAddress
    username: MailUser | None = None
    timeout_s: SomeSeconds = 20.0


class AnnouncementsTable(Table):
    root: PbxPath = str(_DEFAULT.announcements)


@dataclass(frozen=True, slots=True)
class MessagesDraft:
    """`file` is where [voicemail] stands."""

    messages: Messages = field(default_factory=Messages)
    file: str = FILE


def read_messages(directory: Path, mistakes: Mistakes) -> MessagesDraft:
    """Everything messages.toml says; no such file is the defaults."""
    sources, _ = load_all(directory, "messages", mistakes)
    refuse_unknown(sources, ("voicemail", "mail", "announcements"), mistakes)
    entries = {name: single(sources, name, mistakes) for name in ("voicemail", "mail", "announcements")}
    voicemail, mail, announcements = entries["voicemail"], entries["mail"], entries["announcements"]
    box = validate(VoicemailTable, voicemail.raw, voicemail.file, "voicemail", mistakes) if voicemail else None
    server = _mail(mail.raw, directory, mail.file, mistakes) if mail else None
    kept = (
        validate(AnnouncementsTable, announcements.raw, announcements.file, "announcements", mistakes)
        if announcements
        else None
    )
    file = voicemail.file if voicemail else FILE
    if box and not mail:
        for (kind, name), options in _boxes(box).items():
            if options.mail:
                where = dotted(("voicemail", kind, name, "mail"))
                mistakes.add(file, where, "there is no [mail] that says who takes it", shown(options.mail))
    messages = Messages(
        _voicemail(box) if box else _DEFAULT.voicemail,
        server,
        Path(kept.root) if kept else _DEFAULT.announcements,
    )
    return MessagesDraft(messages, file)


def check_messages(
    messages: MessagesDraft, flows: FlowsDraft, queues: Collection[str], agents: Collection[str], mistakes: Mistakes
) -> None:
    """Boxes belong to queues and agents that are there. A flow's reader has checked its queues."""
    known = {"queue": queues, "agent": agents}
    for kind, name in messages.messages.voicemail.boxes:
        if name not in known[kind]:
            where = dotted(("voicemail", kind, name))
            mistakes.add(messages.file, where, f"no such {kind}, {nearest(name, known[kind])}")
    for flow in flows.flows.values():
        for node_name, node in flow.nodes.items():
            if isinstance(node, VoicemailNode) and node.box.kind == "agent" and node.box.name not in agents:
                file, where = f"{flows.files[flow.name]}:{node.line}", f"nodes.{node_name}.voicemail.agent"
                mistakes.add(file, where, f"no such agent, {nearest(node.box.name, agents)}")


def _voicemail(table: VoicemailTable) -> Voicemail:
    return Voicemail(Path(table.root), table.keep_s, MappingProxyType(_boxes(table)))


def _boxes(table: VoicemailTable) -> dict[BoxName, BoxOptions]:
    found: dict[BoxName, BoxOptions] = {}
    for kind, boxes in (("queue", table.queue), ("agent", table.agent)):
        for name, box in boxes.items():
            keep_s = box.keep_s if "keep_s" in box.model_fields_set else table.keep_s
            found[kind, name] = BoxOptions(box.mail or "", keep_s)
    return found


def _mail(raw: Any, directory: Path, file: str, mistakes: Mistakes) -> MailServer | None:
    table = validate(MailTable, raw, file, "mail", mistakes)
    has_user = isinstance(raw, Mapping) and bool({"username", "secret_file", "secret_env"} & raw.keys())
    secret = fetched(raw, directory, file, "mail", mistakes) if has_user else None
    if table is None or (has_user and secret is None):
        return None
    if has_user and not table.username:
        mistakes.add(file, "mail.username", "missing: whose secret it is")
    if secret and table.security == "none" and table.host not in ("127.0.0.1", "localhost", "::1"):
        mistakes.add(file, "mail.security", 'a password is not sent in the clear: "tls" or "starttls"', '"none"')
    if table.timeout_s > LONGEST_TIMEOUT_S:
        mistakes.add(file, "mail.timeout_s", f"allowed: up to {LONGEST_TIMEOUT_S:g} seconds", f"{table.timeout_s:g}")
    return MailServer(
        table.host,
        table.port or _PORTS[table.security],
        table.security,  # type: ignore[arg-type]  # one_of has checked it
        table.sender,
        table.username or "",
        secret,
        table.timeout_s,
    )
