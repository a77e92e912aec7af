"""Something is looked up for the caller: an order, a balance."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from ivr.nodes.words import Prompt, Role, Template, names_filled, names_said


class Offer(NamedTuple):
    """What a lookup must be given, and the fields it gives."""

    takes: frozenset[str]
    gives: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lookup:
    """`lookup` is asked with `values`. Each of the answer's `fields` becomes data, ``status`` as ``order_status`` where
    `into` is ``order``; one the answer lacks is unknown then, and so are all where nothing was found. Those `masked`
    are never said nor handed on. Who waits longer than a moment hears `waiting`; where the lookup fails, `sorry` is
    said first."""

    kind: ClassVar[str] = "lookup"
    role: ClassVar[Role] = Role.MUTE

    lookup: str
    values: Mapping[str, Template]
    into: str
    fields: tuple[str, ...]
    found: str
    not_found: str
    failed: str
    masked: frozenset[str] = frozenset()
    waiting: Prompt = ()
    sorry: Prompt = ()
    line: int = field(default=0, compare=False)

    def data_name(self, name: str) -> str:
        """The data a field becomes."""
        return f"{self.into}_{name}"

    def ways(self) -> Iterator[tuple[str, str]]:
        yield "found", self.found
        yield "not found", self.not_found
        yield "failed", self.failed

    def names(self) -> Iterator[str]:
        yield from names_filled(self.values.values())
        yield from names_said(self.waiting, self.sorry)

    def shown(self) -> Iterator[str]:
        yield f"{self.lookup}: {', '.join(map(self.data_name, self.fields))}"
