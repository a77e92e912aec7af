"""What is wrong in a file a person wrote: gathered, so that all of it is told at once."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`file` as the person named it; `line` from 1, 0 where the file's reader tells none; `where` the way to the key
    (``nodes.main.keys``); `text` what was got and what is allowed."""

    file: str
    line: int
    where: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.where}: {self.text}" if self.where else f"{place}: {self.text}"


class BadFileError(ValueError):
    """A file that cannot be used; `problems` in the order of the file, never empty."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line)))
        super().__init__("\n".join(map(str, self.problems)))


class Problems:
    """Collects the problems of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def add(self, line: int, where: str, text: str) -> None:
        self.found.append(Problem(self.file, line, where, text))

    def raise_any(self) -> None:
        """Raises BadFileError if anything was found."""
        if self.found:
            raise BadFileError(self.found)


def one_of(allowed: Sequence[str] | frozenset[str]) -> str:
    """The allowed names as a person reads them."""
    return ", ".join(sorted(allowed)) or "none"
