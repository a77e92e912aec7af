"""How long what is kept of callers is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

JOURNAL_DAYS = 90


@dataclass(frozen=True, slots=True)
class Keep:
    """In days, None for ever: talks recorded, and callers' numbers, names and answers in the history."""

    recordings_days: int | None = None
    numbers_days: int | None = None


@dataclass(frozen=True, slots=True)
class Privacy:
    """A number without a country's code is one of `country` (None: it is only like itself). `keep` holds for calls of
    no queue and for queues without an entry in `queues`. The journal, which holds numbers too, is never kept longer
    than they are."""

    country: str | None = None
    journal_days: int | None = JOURNAL_DAYS
    keep: Keep = Keep()
    queues: Mapping[str, Keep] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, queue: str) -> Keep:
        return self.queues.get(queue, self.keep)

    def journal_kept_days(self) -> int | None:
        days = [self.journal_days, self.keep.numbers_days, *(each.numbers_days for each in self.queues.values())]
        return min((each for each in days if each is not None), default=None)
