"""`acd lookup`: one thing looked up, as a flow would have it."""

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from acd.cli.exits import REFUSED, USAGE, AcdError
from acd.cli.options import config_option, json_option
from acd.cli.text import clean, print_json
from acd.config.errors import ConfigErrors
from acd.config.lookup_settings import Lookup
from acd.config.read import DEFAULT_DIRECTORY, read
from ivr.services import Found, LookupFailed, NotFound


@click.command()
@click.argument("name")
@click.argument("values", metavar="KEY=VALUE...", nargs=-1)
@config_option
@json_option
def lookup(name: str, values: tuple[str, ...], config_dir: Path | None, as_json: bool) -> None:
    """Look NAME of lookups.toml up with these values: what a flow would know then, and how long it took.

    Asks the service or database itself, not the daemon. Exits with 1 when the lookup fails.
    """
    wanted = _lookup(name, config_dir)
    given = _values(values, wanted)
    began = time.monotonic()
    with _unlogged():
        answer = asyncio.run(_ask(wanted, given))
    took_s = time.monotonic() - began
    if as_json:
        print_json(_plain(answer, took_s))
    else:
        click.echo(_told(answer, took_s))
    if isinstance(answer, LookupFailed):
        raise SystemExit(REFUSED)


@contextmanager
def _unlogged() -> Iterator[None]:
    """What goes wrong is told here, not in the log."""
    logger = logging.getLogger("acd.lookups")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


async def _ask(wanted: Lookup, values: dict[str, str]) -> Found | NotFound | LookupFailed:
    from acd.lookups.desk import look_up_once

    return await look_up_once(wanted, values)


def _lookup(name: str, config_dir: Path | None) -> Lookup:
    try:
        lookups = read(config_dir or DEFAULT_DIRECTORY).lookups
    except ConfigErrors as errors:
        raise AcdError(f"the configuration is not valid:\n{errors}", USAGE) from None
    if name not in lookups:
        raise AcdError(f'no lookup "{name}" in lookups.toml; there are: {", ".join(lookups) or "none"}', USAGE)
    return lookups[name]


def _values(pairs: tuple[str, ...], wanted: Lookup) -> dict[str, str]:
    values = {key: value for key, sign, value in (pair.partition("=") for pair in pairs) if sign}
    if len(values) != len(pairs) or values.keys() != wanted.takes:
        takes = " ".join(f"{key}=VALUE" for key in sorted(wanted.takes)) or "no values"
        raise AcdError(f"{wanted.name} takes {takes}", USAGE)
    return values


def _plain(answer: Found | NotFound | LookupFailed, took_s: float) -> dict[str, object]:
    match answer:
        case Found(fields):
            return {"result": "found", "fields": dict(fields), "seconds": round(took_s, 3)}
        case NotFound():
            return {"result": "not found", "fields": {}, "seconds": round(took_s, 3)}
        case LookupFailed(why):
            return {"result": "failed", "why": why.value, "fields": {}, "seconds": round(took_s, 3)}


def _told(answer: Found | NotFound | LookupFailed, took_s: float) -> str:
    match answer:
        case Found(fields):
            lines = [clean(f"{key} = {value}") for key, value in fields.items()]
            return "\n".join([f"found ({took_s:.2f} s)", *lines])
        case NotFound():
            return f"not found ({took_s:.2f} s)"
        case LookupFailed(why):
            return f"failed: {why} ({took_s:.2f} s)"
