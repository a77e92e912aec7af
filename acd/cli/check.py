"""`acd check`: the configuration, without a daemon."""

import time
from dataclasses import asdict
from pathlib import Path

import click

from acd.cli.exits import REFUSED, USAGE, AcdError
from acd.cli.options import config_option, json_option
from acd.cli.text import clean, clean_lines, print_json
from acd.config.errors import ConfigErrors
from acd.config.read import DEFAULT_DIRECTORY, read
from acd.config.settings import Settings
from acd.config.summary import summary
from acd.lint.finding import Finding
from acd.lint.history import History
from acd.lint.look import look

_SQLITE = "sqlite:///"


@click.command("check")
@click.option(
    "--store/--no-store",
    "wants_store",
    default=None,
    help="Look at the last four weeks in the store, too; without a word, where there is one.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 when there are warnings.")
@config_option
@json_option
def check(wants_store: bool | None, strict: bool, config_dir: Path | None, as_json: bool) -> None:
    """Check the configuration: every mistake with its file and key, or "ok" with a summary.

    Warnings tell what is allowed and will most likely not do: skills nobody holds, queues that hang on one agent, steps
    that never come; and, from the store's history, hours in which nobody was there or too few. Nothing is written.

    Exits with 2 when there are mistakes. Warnings alone are ok, unless --strict.
    """
    try:
        settings = read(config_dir or DEFAULT_DIRECTORY)
    except ConfigErrors as found:
        if as_json:
            errors = [asdict(error) for error in found.errors]
            print_json({"ok": False, "errors": errors, "warnings": [], "notes": [], "summary": None})
        else:
            click.echo(clean_lines(str(found)))
        raise SystemExit(USAGE) from None
    history, notes = _history(settings, wants_store)
    findings = look(settings, history)
    if as_json:
        warnings = [asdict(finding) for finding in findings]
        told = {"ok": True, "errors": [], "warnings": warnings, "notes": notes, "summary": asdict(summary(settings))}
        print_json(told)
    else:
        _show(settings, findings, notes)
    if strict and findings:
        raise SystemExit(REFUSED)


def _show(settings: Settings, findings: list[Finding], notes: list[str]) -> None:
    for finding in findings:
        click.echo(clean(f"warning: {finding}"))
        click.echo(clean(f"    -> {finding.advice}"))
    for note in notes:
        click.echo(clean(f"note: {note}"))
    click.echo(f"ok: {summary(settings)}")


def _history(settings: Settings, wanted: bool | None) -> tuple[History | None, list[str]]:
    """Of the store, and what is to be said of it."""
    if wanted is False or (wanted is None and not _is_there(settings.store_url)):
        return None, []
    from acd.lint.history import read as read_history
    from acd.store import Reader, StoreError

    try:
        reader = Reader.open(settings.store_url)
        try:
            history = read_history(reader, time.time())
        finally:
            reader.close()
    except StoreError as error:
        if wanted:
            raise AcdError(str(error), USAGE) from None
        return None, [f"the history was not looked at: {error}"]
    if history is None:
        return None, ["the history was not looked at: the store tells of less than a week"]
    return history, []


def _is_there(url: str) -> bool:
    """Whether there may be a store: a file that is not there yet is nothing to tell of."""
    return not url.startswith(_SQLITE) or Path(url.removeprefix(_SQLITE)).exists()
