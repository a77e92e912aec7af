"""What flows say of the rest of the house: queues they hand off to or ask about, destinations they transfer to."""

from collections.abc import Iterator

from acd.config.draft import Draft
from acd.config.errors import Mistakes, shown
from acd.config.tables import nearest
from ivr.flow import AllOf, AnyOf, Compare, Condition, Decide, Flow, InHours, Node, Not, ToDestination, ToQueue


def check_flows(draft: Draft, mistakes: Mistakes) -> None:
    """Adds every reference of a flow to a queue or destination that is not there."""
    for name, flow in draft.flows.flows.items():
        for node_name, node in flow.nodes.items():
            file = f"{draft.flows.files[name]}:{node.line}" if node.line else draft.flows.files[name]
            key = f"nodes.{node_name}"
            for queue in sorted(queues_of(node) - draft.queues.section.entries.keys()):
                mistakes.add(file, key, f"no such queue, {nearest(queue, draft.queues.section.entries)}", shown(queue))
            if isinstance(node, ToDestination) and node.destination not in draft.queues.destinations:
                why = f"no such destination, {nearest(node.destination, draft.queues.destinations)}"
                mistakes.add(file, key, why, shown(node.destination))


def queues_of(node: Node) -> set[str]:
    """The queues a node names, in a hand-off or in the facts it decides by (``queue.sales.waiting``)."""
    if isinstance(node, ToQueue):
        return {node.queue}
    if not isinstance(node, Decide):
        return set()
    names = (name.split(".") for choice in node.choices for name in _names(choice.when))
    return {parts[1] for parts in names if parts[0] == "queue" and len(parts) == 3}


def skills_of(flow: Flow) -> set[str]:
    """The skills a flow may ask for, on top of the queues' own."""
    return {skill for node in flow.nodes.values() for skill in getattr(node, "skills", {})}


def _names(condition: Condition) -> Iterator[str]:
    match condition:
        case Compare(name):
            yield name
        case Not(inner):
            yield from _names(inner)
        case AllOf(inners) | AnyOf(inners):
            for each in inners:
                yield from _names(each)
        case InHours():
            return
