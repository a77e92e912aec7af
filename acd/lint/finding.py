"""One warning. Warnings, not mistakes: a skill may well be named before its first holder is hired."""

from dataclasses import dataclass

from acd.config.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """`file` is relative to the configuration directory and carries a line where one is known, `key` is dotted; both
    as in a ``ConfigError``. `what` will happen, `why` that is so, `advice` says what to do."""

    file: str
    key: str
    what: str
    why: str
    advice: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, f"{self.what}: {self.why}") if part)


def of_queue(settings: Settings, queue: str, key: str, what: str, why: str, advice: str) -> Finding:
    """About `key` of a queue, or about all of it where that is empty."""
    entry = f"queue.{queue}"
    return Finding(settings.files.get(entry, "queues.toml"), f"{entry}.{key}" if key else entry, what, why, advice)


def of_agent(settings: Settings, agent: str, key: str, what: str, why: str, advice: str) -> Finding:
    """Likewise of an agent."""
    entry = f"agent.{agent}"
    return Finding(settings.files.get(entry, "agents.toml"), f"{entry}.{key}" if key else entry, what, why, advice)


def some(names: list[str]) -> str:
    """The first few of many names."""
    shown = 5
    return ", ".join(names[:shown]) + (f" and {len(names) - shown} more" if len(names) > shown else "")


def duration(seconds: float) -> str:
    """As an admin writes it: 20 s, 5 min, 1 h."""
    for size, unit in ((3600.0, "h"), (60.0, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"
