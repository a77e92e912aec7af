"""The keys of one table of the file, taken one by one; what was not asked for is unknown."""

import re
from collections.abc import Iterator

from ivr.problems import Problems, one_of
from ivr.reading.mentions import Mention, Mentions
from ivr.reading.tree import Row, Table, Text, Value

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
_WORD_HINT = "allowed: a name of letters, digits, _ and -, starting with a letter"


class Keys:
    """`where` is the way to the table; `node` the node it belongs to. Every method adds a problem for a value it cannot
    take and gives the default then, so that reading goes on."""

    def __init__(self, table: Table, where: str, node: str, mentions: Mentions) -> None:
        self.table, self.where, self.node, self.mentions = table, where, node, mentions
        self.problems: Problems = mentions.problems
        self._asked: list[str] = []

    def take(self, key: str) -> Value | None:
        if key not in self._asked:
            self._asked.append(key)
        return self.table.items.get(key)

    def at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def line(self, key: str) -> int:
        return self.table.lines.get(key, self.table.line)

    def wrong(self, key: str, text: str) -> None:
        self.problems.add(self.line(key), self.at(key), text)

    def mention(self, key: str, name: str) -> Mention:
        return Mention(name, self.node, self.line(key), self.at(key))

    def refuse_others(self) -> None:
        """Every key that nobody took is unknown."""
        for key in self.table.items:
            if key not in self._asked:
                self.wrong(key, f"unknown key, allowed: {one_of(self._asked)}")

    def word(self, key: str, meaning: str) -> str:
        """A required name; `meaning` says what it names."""
        value = self.take(key)
        if value is None:
            self.wrong(key, f"missing: {meaning}")
        elif not isinstance(value, Text) or not _WORD.fullmatch(value.text):
            self.wrong(key, f"got {value}, {_WORD_HINT}")
        else:
            return value.text
        return ""

    def line_of_text(self, key: str, longest: int = 64) -> str | None:
        value = self.take(key)
        if value is None:
            return None
        if (
            isinstance(value, Text)
            and value.kind != "null"
            and value.text.isprintable()
            and 0 < len(value.text) <= longest
        ):
            return value.text
        self.wrong(key, f"got {value}, allowed: 1 to {longest} printable characters")
        return None

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        value = self.take(key)
        if value is None:
            return default
        number = as_whole(value)
        if number is None or not least <= number <= most:
            self.wrong(key, f"got {value}, allowed: a whole number from {least} to {most}")
            return default
        return number

    def seconds(self, key: str, default: float, least: float, most: float) -> float:
        value = self.take(key)
        if value is None:
            return default
        number = as_number(value)
        if number is None or not least <= number <= most:
            self.wrong(key, f"got {value}, allowed: {least:g} to {most:g} seconds")
            return default
        return number

    def flag(self, key: str, default: bool) -> bool:
        value = self.take(key)
        if value is None:
            return default
        if isinstance(value, Text) and value.kind == "bool":
            return value.text.lower() == "true"
        self.wrong(key, f"got {value}, allowed: true or false")
        return default

    def rows(self, key: str, meaning: str) -> Iterator[tuple[str, Value]]:
        """The items of a list with the way to each."""
        value = self.take(key)
        if not isinstance(value, Row):
            self.wrong(key, f"missing: {meaning}" if value is None else f"got {value}, allowed: a list of {meaning}")
            return
        for number, item in enumerate(value.items):
            yield f"{self.at(key)}[{number + 1}]", item

    def below(self, key: str, meaning: str) -> "Keys | None":
        """The keys of the table under `key`; None where there is none."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, Table):
            return Keys(value, self.at(key), self.node, self.mentions)
        self.wrong(key, f"got {value}, allowed: a table of {meaning}")
        return None

    def levels(self, key: str) -> dict[str, int]:
        """skill: level 1..10."""
        skills = self.below(key, "skill: level")
        if skills is None:
            return {}
        for skill in skills.table.items:
            if not _WORD.fullmatch(skill):
                skills.wrong(skill, f"not a skill, {_WORD_HINT}")
        return {skill: skills.whole(skill, 1, 1, 10) for skill in skills.table.items}

    def target(self, key: str, meaning: str, *words: str) -> str:
        """A required node name, or one of `words`; the word `operator` is the flow's operator node."""
        target = self.word(key, meaning)
        if not target or target in words:
            return target
        if target == "operator" and self.mentions.operator:
            target = self.mentions.operator
        self.mentions.targets.append(self.mention(key, target))
        return target


def as_whole(value: Value) -> int | None:
    if isinstance(value, Text) and value.kind == "int" and re.fullmatch(r"-?\d{1,9}", value.text, re.ASCII):
        return int(value.text)
    return None


def as_number(value: Value) -> float | None:
    if isinstance(value, Text) and re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", value.text, re.ASCII):
        return float(value.text)
    return None


def is_word(text: str) -> bool:
    return _WORD.fullmatch(text) is not None
