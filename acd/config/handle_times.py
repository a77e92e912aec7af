"""How long the intents of the flows will keep an agent, as the flows say it, for the queues to go by.

A flow's `handle_s` is what is expected of an intent until calls have taught better, in whatever queue its callers come
to; where two flows say different of one intent, the longer counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from acd.core.roster import QueueRules
from acd.core.routing.piece import work_key
from ivr.flow import Flow, Understand


def with_handle_times(rules: Mapping[str, QueueRules], flows: Iterable[Flow]) -> Mapping[str, QueueRules]:
    """The same queues, each with the handle times of the intents."""
    handles: dict[str, float] = {}
    for flow in flows:
        for name, handle_s in _told(flow):
            key = work_key(name, "")
            handles[key] = max(handle_s, handles.get(key, 0.0))
    if not handles:
        return rules
    return {name: replace(each, handles=MappingProxyType(handles)) for name, each in rules.items()}


def _told(flow: Flow) -> Iterable[tuple[str, float]]:
    for node in flow.nodes.values():
        if isinstance(node, Understand):
            yield from ((name, wish.handle_s) for name, wish in node.intents.items() if wish.handle_s is not None)
