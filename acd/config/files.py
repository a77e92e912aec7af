"""The TOML files of the directory, taken apart into sections and named entries that remember their file.

Entries with a name (queues, agents) may be spread over ``queues.toml`` and ``queues.d/*.toml``; what is said twice is
refused, so no file silently overrules another.
"""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acd.config.errors import Mistakes, dotted, shown
from acd.config.tables import nearest

_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|(end of document))\)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One table as found: its file (relative to the directory) and what is in it, not yet validated."""

    file: str
    raw: Any


@dataclass(frozen=True, slots=True)
class Source:
    """One TOML file's top-level tables."""

    file: str
    tables: Mapping[str, Any]


def load(path: Path, file: str, mistakes: Mistakes) -> Source | None:
    """The parsed file; None, with the mistake added, when it cannot be read or is not TOML."""
    try:
        text = path.read_bytes().decode("utf-8")
        return Source(file, tomllib.loads(text))
    except OSError as error:
        mistakes.add(file, "", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        mistakes.add(file, "", "is not UTF-8 text")
    except RecursionError:
        mistakes.add(file, "", "is nested too deeply")
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = at[1] or str(text.count("\n") + 1) if at else "1"
        mistakes.add(f"{file}:{line}", "", f"not TOML: {_AT_LINE.sub('', str(error))}")
    return None


def load_all(directory: Path, name: str, mistakes: Mistakes) -> tuple[list[Source], bool]:
    """``NAME.toml`` where it exists, then ``NAME.d/*.toml`` by name; and whether all of them could be parsed."""
    names = [f"{name}.toml"] if os.path.lexists(directory / f"{name}.toml") else []
    names += sorted(f"{name}.d/{path.name}" for path in (directory / f"{name}.d").glob("*.toml"))
    loaded = [load(directory / file, file, mistakes) for file in names]
    return [source for source in loaded if source], all(loaded)


def refuse_unknown(sources: Iterable[Source], known: Iterable[str], mistakes: Mistakes) -> None:
    """Adds a mistake for every top-level table that is none of `known`."""
    for source in sources:
        for key in source.tables:
            if key not in known:
                mistakes.add(source.file, key, f"unknown table, {nearest(key, known)}")


def single(sources: Iterable[Source], section: str, mistakes: Mistakes) -> Entry | None:
    """The one table ``[section]`` there may be in all the sources."""
    found: Entry | None = None
    for source in sources:
        if section in source.tables:
            if found:
                mistakes.add(source.file, section, f"is already in {found.file}")
            else:
                found = Entry(source.file, source.tables[section])
    return found


def named(sources: Iterable[Source], section: str, mistakes: Mistakes) -> dict[str, Entry]:
    """Every entry of ``[section.NAME]`` over all the sources; names are not checked yet."""
    entries: dict[str, Entry] = {}
    for source in sources:
        tables = source.tables.get(section, {})
        if not isinstance(tables, Mapping):
            mistakes.add(source.file, section, "allowed: a table", shown(tables))
            continue
        for name, raw in tables.items():
            if name in entries:
                mistakes.add(source.file, dotted((section, name)), f"is already in {entries[name].file}")
            else:
                entries[name] = Entry(source.file, raw)
    return entries
