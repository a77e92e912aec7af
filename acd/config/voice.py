"""``[voice]`` and ``[voice.language.LANGUAGE]`` of acd.toml -> which program speaks which language. Without them
espeak-ng does, where it is installed."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import PlainValidator

from acd.config.errors import Mistakes, dotted, shown
from acd.config.fields import check_language, refuse
from acd.config.tables import Table, is_allowed, validate
from ivr.voice.voices import AMERICAN, ESPEAK, Voices

MAX_WORDS = 40


def _command(value: object) -> tuple[str, ...]:
    """Words, not a line: nothing is ever taken apart by a shell."""
    words = value if isinstance(value, list) and len(value) <= MAX_WORDS else [None]
    if all(isinstance(word, str) and word and word.isprintable() for word in words):
        return tuple(words)
    return refuse('a list of words such as ["espeak-ng", "-v", "{voice}", "--stdin", "--stdout"], or [] for none')


def _voice(value: object) -> str:
    if isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable() and not value.startswith("-"):
        return value
    return refuse('a voice the program knows, such as "en-us", or the path of a model')


def _deadline(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0.2 <= value <= 5:
        return float(value)
    return refuse("0.2 to 5 seconds: a caller hears silence meanwhile")


Command = Annotated[tuple[str, ...], PlainValidator(_command)]


class VoiceTable(Table):
    command: Command = ESPEAK
    deadline_s: Annotated[float, PlainValidator(_deadline)] = 1.5


class LanguageTable(Table):
    command: Command | None = None
    voice: Annotated[str, PlainValidator(_voice)] | None = None


def read_voice(raw: Any, file: str, mistakes: Mistakes) -> Voices | None:
    """None where there is a mistake in it."""
    own: Any = {}
    if isinstance(raw, Mapping):
        own = raw.get("language", {})
        raw = {key: value for key, value in raw.items() if key != "language"}
    table = validate(VoiceTable, raw, file, "voice", mistakes)
    if not isinstance(own, Mapping):
        mistakes.add(file, "voice.language", "allowed: tables [voice.language.en]", shown(own))
        return None
    commands: dict[str, tuple[str, ...]] = {}
    names = dict(AMERICAN)
    for language, entry in own.items():
        key = dotted(("voice", "language", language))
        is_allowed(check_language, language, file, key, mistakes)
        read = validate(LanguageTable, entry, file, key, mistakes)
        if read and read.command is not None:
            commands[language] = read.command
        if read and read.voice is not None:
            names[language] = read.voice
    return Voices(table.command, commands, names, table.deadline_s) if table else None
