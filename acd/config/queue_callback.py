"""The `callback` of a queue in queues.toml."""

from typing import Annotated

from acd.config.fields import NameOrNone, SomeSeconds, Strikes, one_of
from acd.config.tables import Table
from acd.core.roster import CallbackRules

_RULES = CallbackRules("")


class QueueCallbackTable(Table):
    """`callback = {}` is enough."""

    first: Annotated[str, one_of("agent", "customer")] = "agent"
    attempts: Strikes = _RULES.attempts
    gap_s: SomeSeconds = _RULES.gap_s
    busy_gap_s: SomeSeconds = _RULES.busy_gap_s
    ring_s: SomeSeconds = _RULES.ring_s
    keep_s: SomeSeconds = _RULES.keep_s
    hours: NameOrNone = _RULES.hours

    def rules(self) -> CallbackRules:
        """The trunk and the number shown are put in by `with_policy`."""
        own = {name: getattr(self, name) for name in QueueCallbackTable.model_fields if name != "first"}
        return CallbackRules("", agent_first=self.first == "agent", **own)


def or_none(value: object) -> object:
    """``callback = "none"`` undoes a default."""
    return None if value == "none" else value
