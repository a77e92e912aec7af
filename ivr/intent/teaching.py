"""What a flow file teaches about its intents: plain text and nothing learned yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Taught:
    """`examples`: what callers say who want this. `words`: words and short phrases that speak for it."""

    intent: str
    examples: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Teaching:
    """`none`: what callers say of whom nothing here is wanted, on top of the house's own list."""

    language: str
    intents: tuple[Taught, ...]
    none: tuple[str, ...] = ()
