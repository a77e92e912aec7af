"""`acd ivr`: flows tried in a terminal, drawn and checked, without a phone or a daemon."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path

import click

from acd.cli.flow_file import FILE, calendars_option, near_calendars, read_flow, refuse
from acd.cli.hear import hear_command
from acd.cli.intents import intents
from acd.cli.ivr_pin import ivr_pin
from acd.cli.prompts import prompts
from ivr.flow import Flow
from ivr.graph import arrows, boxes, mermaid
from ivr.inputs import Fact, Started
from ivr.outcome import CallerLeft, Failed, HandOff, Hangup, Outcome, Transfer
from ivr.picture import svg
from ivr.place import Place
from ivr.problems import BadFileError
from ivr.read import read
from ivr.sounds import sounds_in, texts_in
from ivr.try_it import Terminal, try_flow

BAD_INPUT = 2
_KINDS = {
    HandOff: "hand_off",
    Transfer: "transfer",
    Hangup: "hangup",
    CallerLeft: "caller_left",
    Failed: "failed",
}
_STOCK_TEXTS = Path("/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz")


@click.group("ivr")
def ivr_group() -> None:
    """Flows: what a caller hears and what keys lead to."""


@ivr_group.command("try")
@click.argument("flow", type=FILE)
@calendars_option
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="A fact, as queue.sales.waiting=4.")
@click.option("--at", type=click.DateTime(), help="The time it is (this machine's zone); without it: now.")
@click.option("--number", default="", help="The caller's number.")
@click.option("--language", default="", help="The language the caller brings.")
@click.option("--node", default=None, help="Enter here instead of at the start.")
@click.option("--texts", type=FILE, help="What sounds say: Asterisk's core-sounds-en.txt, also gzipped.")
@click.option("--json", "as_json", is_flag=True, help="Outcome, way and what was said as JSON, at the end.")
def try_command(
    flow: Path,
    calendars: Path | None,
    facts: tuple[str, ...],
    at: datetime | None,
    number: str,
    language: str,
    node: str | None,
    texts: Path | None,
    as_json: bool,
) -> None:
    """Walk FLOW here: type the keys of each answer; an empty line is silence, h hangs up."""
    walked = read_flow(flow, calendars)
    if node is not None and node not in walked.nodes:
        raise click.BadParameter(f'"{node}" is no node of the flow: {", ".join(walked.nodes)}', param_hint="--node")
    started = Started("try", number=number, language=language, node=node)
    said: list[str] = []
    terminal = Terminal(said.append if as_json else click.echo, _typed_beside if as_json else _typed, _texts(texts))
    place = try_flow(walked, started, _facts(facts), (at or datetime.now()).astimezone(), terminal)
    if as_json:
        click.echo(json.dumps(_tried(place, said), indent=2))
    else:
        click.echo("way: " + ", ".join(f"{visit.node} ({visit.result})" for visit in place.path))


@ivr_group.command("graph")
@click.argument("flow", type=FILE)
@calendars_option
@click.option("--format", "form", type=click.Choice(["mermaid", "svg"]), default="mermaid", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Boxes and arrows as JSON, instead of a --format.")
@click.option("-o", "--output", type=FILE, help="Write here instead of to the terminal.")
def graph_command(flow: Path, calendars: Path | None, form: str, as_json: bool, output: Path | None) -> None:
    """Draw FLOW as Mermaid text or as an SVG picture."""
    walked = read_flow(flow, calendars)
    drawn = _drawing(walked) if as_json else svg(walked) if form == "svg" else mermaid(walked)
    if output is None:
        click.echo(drawn, nl=False)
        return
    try:
        output.write_text(drawn, encoding="utf-8")
    except OSError as error:
        refuse(f"{output}: cannot be written: {error.strerror}")


@ivr_group.command("check")
@click.argument("flows", metavar="FLOW...", type=FILE, nargs=-1, required=True)
@calendars_option
@click.option("--sounds", type=click.Path(path_type=Path), help="Asterisk's sounds folder: every prompt must be there.")
@click.option("--queue", "queues", multiple=True, help="A queue there is; given once or more, others are refused.")
@click.option("--destination", "destinations", multiple=True, help="A destination there is; likewise.")
@click.option("--json", "as_json", is_flag=True, help="Problems as JSON.")
def check_command(
    flows: tuple[Path, ...],
    calendars: Path | None,
    sounds: Path | None,
    queues: tuple[str, ...],
    destinations: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say everything that is wrong in each FLOW, or ok. Exit code 2 if anything is."""
    there = _sounds(sounds)
    told: list[dict[str, object]] = []
    for path in flows:
        try:
            near = near_calendars(path, calendars)
            flow = read(path, calendars=near, sounds=there, queues=queues or None, destinations=destinations or None)
        except BadFileError as error:
            told += [{"file": p.file, "line": p.line, "where": p.where, "text": p.text} for p in error.problems]
            if not as_json:
                click.echo(str(error), err=True)
        else:
            if not as_json:
                click.echo(f"{path}: ok, {len(flow.nodes)} nodes")
    if as_json:
        click.echo(json.dumps({"ok": not told, "problems": told}, indent=2))
    if told:
        raise SystemExit(BAD_INPUT)


def _sounds(folder: Path | None) -> dict[str, set[str]] | None:
    if folder is None:
        return None
    try:
        return sounds_in(folder)
    except OSError as error:
        refuse(f"{folder}: cannot be read: {error.strerror}")


def _texts(named: Path | None) -> dict[str, str]:
    """Without a file named, the distribution's own, where there is one."""
    try:
        return texts_in(named or _STOCK_TEXTS)
    except (OSError, EOFError) as error:
        if named:
            refuse(f"{named}: cannot be read: {error}")
        return {}


def _facts(pairs: tuple[str, ...]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or "." not in name:
            hint = "allowed: NAME=VALUE such as queue.sales.waiting=4 or caller.known=true"
            raise click.BadParameter(f'"{pair}", {hint}', param_hint="--fact")
        facts[name] = _fact(value)
    return facts


def _fact(text: str) -> Fact:
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text or None


def _typed(asked: str, *, beside: bool = False) -> str | None:
    """`beside` the output, which is for a program."""
    try:
        return str(click.prompt(f"  ({asked})", default="", show_default=False, prompt_suffix=" > ", err=beside))
    except click.Abort:
        return None


def _typed_beside(asked: str) -> str | None:
    return _typed(asked, beside=True)


def _tried(place: Place, said: list[str]) -> dict[str, object]:
    outcome = place.outcome
    assert outcome is not None, "a flow tried is walked to its end"
    return {
        "outcome": {"kind": _KINDS[type(outcome)], **_plain(outcome)},
        "way": [visit._asdict() for visit in place.path],
        "said": said,
    }


def _plain(outcome: Outcome) -> dict[str, object]:
    values = ((each.name, getattr(outcome, each.name)) for each in fields(outcome))
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in values}


def _drawing(flow: Flow) -> str:
    drawn = {
        "start": flow.start,
        "entries": list(flow.entries),
        "boxes": [{"name": box.name, "kind": box.kind, "lines": box.lines} for box in boxes(flow)],
        "arrows": [asdict(arrow) for arrow in arrows(flow)],
    }
    return json.dumps(drawn, indent=2) + "\n"


ivr_group.add_command(hear_command)
ivr_group.add_command(intents)
ivr_group.add_command(ivr_pin)
ivr_group.add_command(prompts)
