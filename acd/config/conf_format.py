"""The format of Asterisk's configuration files, as its own reader takes it (main/config.c of Asterisk 22):

- ``;`` starts a comment, ``\\;`` is a semicolon; ``;--`` ... ``--;`` comments out a block, nested, while ``;---`` is a
  plain comment;
- ``[name](!)`` is a template, ``[name](a,b)`` starts with copies of a's and b's lines, ``[name](+)`` adds to a section;
- ``key = value`` and ``key => value`` are the same here; ``key += value`` is appended, as it stands, to the last
  value of that key in the section;
- ``#include``, ``#tryinclude`` and ``#exec`` are not followed: they are reported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEAD = re.compile(r"\[([^\]]*)\]\s*(?:\((.*?)\))?")
MOST_LINE_BYTES = 8190
MOST_NESTED = 128


@dataclass(frozen=True, slots=True)
class Setting:
    key: str
    value: str
    line: int


@dataclass(slots=True)
class ConfSection:
    """A section with its inherited settings first; `settings` in the order of the file, keys may repeat."""

    name: str
    line: int
    is_template: bool = False
    settings: list[Setting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ConfFile:
    """`unread`: (line, text, reason) of every line that was not understood or not followed."""

    sections: tuple[ConfSection, ...]
    unread: tuple[tuple[int, str, str], ...]


def parse(text: str) -> ConfFile:
    """Never raises: what cannot be read is in `unread`. A repeated section adds to the first one."""
    return _Reader().read(text)


class _Reader:
    def __init__(self) -> None:
        self.sections: dict[str, ConfSection] = {}
        self.current: ConfSection | None = None
        self.unread: list[tuple[int, str, str]] = []

    def read(self, text: str) -> ConfFile:
        for line, content in uncommented(text):
            if content.startswith("["):
                self._head(line, content)
            elif content.startswith("#"):
                self.unread.append((line, content, "not followed: import that file's content too"))
            elif self.current is None:
                self.unread.append((line, content, "stands before the first [section]"))
            else:
                self._setting(self.current, line, content)
        return ConfFile(tuple(self.sections.values()), tuple(self.unread))

    def _head(self, line: int, content: str) -> None:
        match = _HEAD.match(content)
        if not match or not match[1]:
            self.current = None
            self.unread.append((line, content, "not a section head"))
            return
        marks = [mark.strip() for mark in (match[2] or "").split(",") if mark.strip()]
        section = self.sections.get(match[1])
        if section is None:
            section = self.sections[match[1]] = ConfSection(match[1], line, "!" in marks)
        elif "+" not in marks:
            self.unread.append((line, content, f"repeated: taken as more of [{match[1]}]"))
        self.current = section
        for base in marks:
            if base in self.sections:
                section.settings += self.sections[base].settings if base != section.name else []
            elif base not in ("!", "+"):
                self.unread.append((line, content, f"there is no section [{base}] above to inherit from"))

    def _setting(self, section: ConfSection, line: int, content: str) -> None:
        key, equals, value = content.partition("=")
        if not equals or not key.strip(" \t+"):
            self.unread.append((line, content, "not a setting: key = value"))
            return
        if key.endswith("+"):
            self._append(section, Setting(key[:-1].strip(), value, line))
        else:
            section.settings.append(Setting(key.strip(), value.removeprefix(">").strip(), line))

    def _append(self, section: ConfSection, more: Setting) -> None:
        for place in range(len(section.settings) - 1, -1, -1):
            last = section.settings[place]
            if last.key == more.key:
                section.settings[place] = Setting(last.key, (last.value + more.value).strip(), last.line)
                return
        section.settings.append(Setting(more.key, more.value.strip(), more.line))


def uncommented(text: str) -> Iterator[tuple[int, str]]:
    """(line number from 1, what is left of the line) for every line that is not empty without its comments. A line
    Asterisk would skip for its length is skipped here as well."""
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        if len(line.encode("utf-8", "replace")) > MOST_LINE_BYTES:
            continue
        kept, depth = _strip_comments(line, depth)
        if kept.strip():
            yield number, kept.strip()


def _strip_comments(line: str, depth: int) -> tuple[str, int]:
    kept = ""
    start = at = 0
    while (at := line.find(";", at)) >= 0:
        if depth == 0 and line[at - 1 : at] == "\\":
            kept += line[start : at - 1] + ";"
            start = at = at + 1
        elif line[at + 1 : at + 3] == "--" and line[at + 3 : at + 4] != "-":
            kept += line[start:at] if depth == 0 else ""
            depth = min(depth + 1, MOST_NESTED)
            start = at = at + 3
        elif depth and at >= start + 2 and line[at - 2 : at] == "--":
            depth -= 1
            start = at = at + 1
        elif depth:
            at += 1
        else:
            return kept + line[start:at], depth
    return (kept if depth else kept + line[start:]), depth
