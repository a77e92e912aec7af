"""R14: line breaks, NULs, quotes and dialplan in every text that a command line, a configuration or a caller can bring:
none adds a header to what the PBX is sent."""

import dataclasses
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from acd.config.errors import ConfigErrors
from acd.config.read import read
from acd.control.protocol import BadRequestError, decode_request
from acd.control.requests import Request
from acd.core.callback import Dial
from acd.core.commands import DialCustomer, HangUpCaller, MarkCaller, RingAgent, SendCaller, StopRinging
from acd.core.roster import Goodbye, ToDestination, ToNode
from acd.pbx.tell import SwitchCommand, actions
from acd.pbx.wire import Unsendable, encode
from tests.house_files import HouseFiles
from tests.pbx.faults.conftest import Figure

CONTACT, CHANNEL = "main-1795306505.0", "PJSIP/trunk-00000000"
EVIL = (
    *("a\r\nAction: Command", "a\nCommand: core stop now", "a\rb", "\r\n\r\nAction: Logoff\r\n\r\n", "\x00", "a\x00b"),
    *("\u2028Action: x", "\x85Action: x", "\x0b\x0cAction: x", "${SHELL(id)}", "$[1/0]", "a,b,c", '"quoted"', "'q'"),
    *("x" * 5000, "\ud800", "\x1b[2J", "a;b|c&d", "`id`", "\\n\\r", "%0d%0aAction: x"),
)
DIAL = Dial("+4930111", "trunk", "+49302", 20.0)
COMMANDS: tuple[SwitchCommand, ...] = (
    RingAgent(
        *("main", CONTACT, 1, "1001", "PJSIP/1001", CHANNEL, "48123", "Jan", "sales", 1.0, 15.0),
        whisper=True,
        record=False,
        language="pl",
        agent_name="Ann",
        dial=DIAL,
        music="default",
    ),
    DialCustomer("main", CONTACT, 1, DIAL, "sales", 1.0, "default", "pl"),
    StopRinging("main", CONTACT, 1),
    HangUpCaller("main", CONTACT, CHANNEL),
    MarkCaller("main", CONTACT, CHANNEL, "sales", "default", 1),
    SendCaller("main", CONTACT, CHANNEL, ToDestination("desk")),
    SendCaller("main", CONTACT, CHANNEL, ToNode("flow", "node")),
    SendCaller("main", CONTACT, CHANNEL, Goodbye("vm-goodbye")),
)


def _with_evil(value: Any, evil: str) -> Iterator[Any]:
    """`value` with each text in it, however deep, replaced in turn."""
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        if isinstance(held, str):
            yield dataclasses.replace(value, **{field.name: evil})
        elif dataclasses.is_dataclass(held):
            yield from (dataclasses.replace(value, **{field.name: each}) for each in _with_evil(held, evil))


def _headers(wire: bytes) -> list[bytes]:
    """Names of the headers, the way the PBX reads lines: a bare line feed ends one too."""
    return [line.split(b":")[0] for line in wire.replace(b"\r\n", b"\n").split(b"\n")]


def _sent(command: SwitchCommand) -> list[bytes] | None:
    try:
        return [encode(action.name, "1", action.fields()) for action in actions(command)]
    except (Unsendable, ValueError):
        return None


def test_no_text_of_a_command_adds_a_header(figure: Figure) -> None:
    injected = tried = kept = 0
    for command in COMMANDS:
        clean = [_headers(wire) for wire in _sent(command) or ()]
        assert clean, command
        for evil in EVIL:
            for hostile in _with_evil(command, evil):
                tried += 1
                sent = _sent(hostile)
                if sent is not None:
                    kept += 1
                    seen = [_headers(wire) for wire in sent]
                    injected += [sorted(set(each)) for each in seen] != [sorted(set(each)) for each in clean]
                    injected += any((len(wire) > 1200 and b"x" * 1200 in wire) or b"\0" in wire for wire in sent)
    figure("R14", f"headers injected by {tried} texts in commands, {kept} of them sent", injected, most=0)
    assert kept, "what can be cleaned is sent: a name keeps no phone from ringing"


def test_no_request_brings_a_line_break_into_the_house(figure: Figure) -> None:
    let_in = tried = kept = 0
    for kind in get_args(Request):
        fields = msgspec.structs.fields(kind)
        given = {each.name: _plain(each) for each in fields if each.required}
        for field in fields:
            for evil in (each.encode("utf-8", "replace").decode() for each in EVIL):
                for value in (evil, [evil], {evil: 3}):
                    tried += 1
                    request = {"do": kind.__struct_config__.tag, **given, field.name: value}
                    with suppress(BadRequestError):
                        texts = list(_texts(decode_request(msgspec.json.encode(request))))
                        kept += 1
                        let_in += any(ord(char) < 32 or char == "\x7f" for text in texts for char in text)
    figure("R14", f"control characters let in by {tried} requests, {kept} of them understood", let_in, most=0)
    assert kept


def _texts(request: Any) -> Iterator[str]:
    for value in msgspec.structs.asdict(request).values():
        for each in value if isinstance(value, tuple | dict) else (value,):
            if isinstance(each, str):
                yield each


def _plain(field: msgspec.structs.FieldInfo) -> Any:
    """Something that field takes."""
    for value in ("x", 1, True, {"fr": 3}, ["x"], "eA=="):
        with suppress(msgspec.ValidationError):
            msgspec.json.decode(msgspec.json.encode(value), type=field.type)
            return value
    raise AssertionError(field)


TEXTS = (
    ("[agent.1001]\nname = {0}\n", "agents.toml"),
    ("[queue.sales]\nmusic = {0}\n", "queues.toml"),
    ("[queue.{0}]\n", "queues.toml"),
    ('[queue.sales]\nwhen_late = {{ destination = {0} }}\n[destinations]\n{0} = "x"\n', "queues.toml"),
    ("[queue.sales]\nwhen_late = {{ goodbye = {0} }}\n", "queues.toml"),
    ("[agent.{0}]\n", "agents.toml"),
)


@pytest.mark.parametrize(("text", "file"), TEXTS, ids=range(len(TEXTS)))
def test_no_configuration_brings_one_to_the_pbx(tmp_path: Path, text: str, file: str, figure: Figure) -> None:
    files, injected = HouseFiles(tmp_path, 5038, 4573), 0
    files.write()
    for evil in EVIL:
        quoted = msgspec.json.encode(evil.encode("utf-8", "replace").decode()).decode()
        (files.config / file).write_text(text.format(quoted), encoding="utf-8")
        try:
            roster = read(files.config).roster
        except ConfigErrors:
            continue
        for agent in roster.agents.values():
            for rules in roster.queues.values():
                ring = dataclasses.replace(
                    COMMANDS[0], agent_name=agent.name, agent=agent.id, phone=agent.phone, queue=rules.name
                )
                sent = _sent(dataclasses.replace(ring, music=rules.music)) or []
                injected += any(len(_headers(wire)) != len(_headers((_sent(COMMANDS[0]) or [b""])[0])) for wire in sent)
    figure("R14", f"headers injected by {file}", injected, most=0)
