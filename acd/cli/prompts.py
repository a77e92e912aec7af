"""`acd ivr prompts`: the texts of the flows as sound files on the PBX."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from acd.cli.exits import REFUSED, USAGE, AcdError
from acd.cli.options import config_option, json_option
from acd.cli.settings import settings_in
from acd.cli.text import clean, print_json
from acd.config.settings import Settings
from ivr.voice.build import build, key_of
from ivr.voice.found import Recordable, recordables
from ivr.voice.shelf import Shelf

languages_option = click.option(
    "--language", "languages", multiple=True, metavar="LANGUAGE", help="Only texts in this language; may be repeated."
)
sounds_option = click.option(
    "--sounds",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Asterisk's sounds folder; without it those that acd.toml names for its PBXes.",
)


@click.group("prompts")
def prompts() -> None:
    """Texts of the flows as sound files.

    A text that is the same for every caller is spoken once, here; one with values in it is spoken during the call. A
    recording of your own, put where `list` says, is never written over.
    """


@prompts.command("build")
@click.argument("flows", metavar="[FLOW]...", nargs=-1)
@languages_option
@click.option("--prune", is_flag=True, help="Also remove files made by us that no flow uses any more.")
@sounds_option
@config_option
@json_option
def build_command(
    flows: tuple[str, ...],
    languages: tuple[str, ...],
    prune: bool,
    sounds: Path | None,
    config_dir: Path | None,
    as_json: bool,
) -> None:
    """Speak the texts of FLOWs (all of them without a name) into files on the PBX.

    What is there and fits is left alone: text, voice, engine or loudness must have changed for a file to be made again.
    Exits with 1 when a text could not be made.
    """
    settings = settings_in(config_dir)
    texts = _texts(settings, flows, languages)
    told = []
    for folder in _folders(settings, sounds):
        try:
            told.append(_build_in(folder, texts, settings, _used(settings) if prune else None))
        except OSError as error:
            _clear_line()
            raise AcdError(f"{error.filename or folder}: cannot be written: {error.strerror}", USAGE) from None
    if as_json:
        print_json({"folders": told})
    if any(each["failed"] for each in told):
        raise SystemExit(REFUSED)


@prompts.command("list")
@click.argument("flows", metavar="[FLOW]...", nargs=-1)
@languages_option
@sounds_option
@config_option
@json_option
def list_command(
    flows: tuple[str, ...], languages: tuple[str, ...], sounds: Path | None, config_dir: Path | None, as_json: bool
) -> None:
    """Show each text, whether it is there, and the file it is in.

    To use a recording of your own put it there (8 kHz, 16 bit, mono WAV, or the same name with .ulaw, .gsm, .sln16
    ...): it is `recorded` from then on, and kept.
    """
    settings = settings_in(config_dir)
    rows = [
        row
        for folder in _folders(settings, sounds)
        for row in _rows(folder, _texts(settings, flows, languages), settings)
    ]
    if as_json:
        print_json({"texts": [asdict(row) for row in rows]})
        return
    for row in rows:
        click.echo(clean(f"{row.state:<9}{row.language:<6}{row.file}"))
        click.echo(clean(f'         "{row.text}"  ({", ".join(row.places)})'))


def _build_in(folder: Path, texts: list[Recordable], settings: Settings, used: set[str] | None) -> dict[str, object]:
    shelf = Shelf(folder)
    report = build(texts, shelf, settings.voice, lambda done, text: _show(f"{done}/{len(texts)} {text.language}"))
    gone = [] if used is None else shelf.prune(used)
    _clear_line()
    summary = f"{len(report.made)} made, {report.kept} as they were, {report.recorded} recorded by hand"
    removed = "" if used is None else f", {len(gone)} removed"
    click.echo(f"{shelf.folder}: {summary}{removed}", err=True)
    for text, why in report.failed:
        click.echo(clean(f'not made: {text.language}: "{text.text}" ({text.places[0]}): {why}'), err=True)
    return {
        "folder": str(shelf.folder),
        "made": [asdict(text) | {"name": text.name} for text in report.made],
        "kept": report.kept,
        "recorded": report.recorded,
        "removed": [str(path) for path in gone],
        "failed": [asdict(text) | {"name": text.name, "why": why} for text, why in report.failed],
    }


@dataclass(frozen=True, slots=True)
class _Row:
    state: str
    language: str
    file: str
    text: str
    places: tuple[str, ...]


def _rows(folder: Path, texts: Iterable[Recordable], settings: Settings) -> Iterator[_Row]:
    shelf = Shelf(folder)
    for text in texts:
        files = shelf.files(text.name)
        state = shelf.state(text.name, key_of(text, settings.voice))
        file = str(files[0] if files else folder / f"{text.name}.wav")
        yield _Row(state, text.language, file, text.text, text.places)


def _show(text: str) -> None:
    """On a line that the next one replaces; nothing where nobody watches."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{clean(text)}", err=True, nl=False)


def _clear_line() -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)


def _texts(settings: Settings, flows: tuple[str, ...], languages: tuple[str, ...]) -> list[Recordable]:
    if unknown := [name for name in flows if name not in settings.flows]:
        raise AcdError(f"no such flow: {', '.join(unknown)}; there are: {', '.join(sorted(settings.flows))}", USAGE)
    texts = recordables([settings.flows[name] for name in flows or sorted(settings.flows)])
    spoken = sorted({text.language for text in texts})
    if unknown := [name for name in languages if name not in spoken]:
        raise AcdError(f"no text in {', '.join(unknown)}; there are: {', '.join(spoken) or 'none'}", USAGE)
    return [text for text in texts if not languages or text.language in languages]


def _used(settings: Settings) -> set[str]:
    """By any flow in any language, whatever was asked for."""
    return {text.name for text in recordables(settings.flows.values())}


def _folders(settings: Settings, named: Path | None) -> list[Path]:
    folders = [named] if named else sorted({pbx.sounds for pbx in settings.pbxes.values() if pbx.sounds is not None})
    if not folders:
        raise AcdError("no sounds folder: say sounds = ... of a PBX in acd.toml, or --sounds", USAGE)
    return folders
