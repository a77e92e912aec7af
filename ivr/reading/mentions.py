"""Everything the text of a flow mentions by name, each with its line, to be held against what exists at the end."""

from dataclasses import dataclass, field

from ivr.problems import Problems


@dataclass(frozen=True, slots=True)
class Mention:
    """`name` at a place of the file; `node` is the node it stands in, empty at the top of the file."""

    name: str
    node: str
    line: int
    where: str


@dataclass(frozen=True, slots=True)
class TextMention:
    """The languages one text of a prompt is written in."""

    languages: frozenset[str]
    node: str
    line: int
    where: str


@dataclass(frozen=True, slots=True)
class LookupMention:
    """What a lookup is asked with, and what is wanted of it."""

    mention: Mention
    takes: frozenset[str]
    gives: frozenset[str]


@dataclass(slots=True)
class Mentions:
    """What one file mentions; `said` are data names in prompts and templates, `judged` those in conditions."""

    problems: Problems
    operator: str | None = None
    targets: list[Mention] = field(default_factory=list)
    sounds: list[Mention] = field(default_factory=list)
    said: list[Mention] = field(default_factory=list)
    judged: list[Mention] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    masked: set[str] = field(default_factory=set)
    queues: list[Mention] = field(default_factory=list)
    destinations: list[Mention] = field(default_factory=list)
    calendars: list[Mention] = field(default_factory=list)
    caller_facts: list[Mention] = field(default_factory=list)
    languages: list[Mention] = field(default_factory=list)
    texts: list[TextMention] = field(default_factory=list)
    lookups: list[LookupMention] = field(default_factory=list)
    pin_books: list[Mention] = field(default_factory=list)
    phrases: dict[tuple[str, str], Mention] = field(default_factory=dict)  # (node, choice) -> where it stands
