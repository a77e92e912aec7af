"""Which program speaks which language: a command line that takes the text (UTF-8) on its standard input and writes a
WAV to its standard output. It is never run through a shell, and the text is never in its arguments."""

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ESPEAK = ("espeak-ng", "-v", "{voice}", "-s", "150", "-b", "1", "--stdin", "--stdout")
AMERICAN = {"en": "en-us"}  # as Asterisk's stock sounds are


@dataclass(frozen=True, slots=True)
class Voices:
    """`command` speaks every language that has none of its own in `commands`; ``{voice}`` in it is the language's name
    in `names`, or the language itself. An empty command: nobody speaks."""

    command: tuple[str, ...] = ESPEAK
    commands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=lambda: AMERICAN)
    deadline_s: float = 1.5  # what a caller on the line waits for

    def argv(self, language: str) -> tuple[str, ...]:
        """The command line for ``de_AT``, else for ``de``; empty when nobody speaks it."""
        base = language.replace("-", "_").partition("_")[0]
        command = self.commands.get(language, self.commands.get(base, self.command))
        voice = self.names.get(language, self.names.get(base, base))
        return tuple(each.replace("{voice}", voice) for each in command)


def missing_program(argv: tuple[str, ...]) -> str:
    """The program that is not there, "" when it is."""
    return "" if argv and shutil.which(argv[0]) else (argv[0] if argv else "none")


@cache
def engine_mark(argv: tuple[str, ...]) -> str:
    """A mark of the command line and of every file in it (program, model): another version has another one."""
    parts = []
    for word in argv:
        path = Path(shutil.which(word) or word) if word == argv[0] else Path(word)
        try:
            status = os.stat(path) if path.is_absolute() else None
        except OSError:
            status = None
        parts.append(f"{word}:{status.st_size}:{status.st_mtime_ns}" if status else word)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
