"""The wallboard under the story: agents and what they do, queues and who waits."""

from typing import Final

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from acd.cli.paper import cell, table
from acd.cli.text import caller, clock, percent
from acd.core.records import AgentState
from acd.core.view import AgentView, FloorView, QueueView

WIDE: Final = 105  # columns from which on there is room for more than the least
_STYLES: Final = {
    AgentState.READY: "green",
    AgentState.OFFERED: "yellow",
    AgentState.TALKING: "bold cyan",
    AgentState.WRAPPING: "magenta",
    AgentState.PAUSED: "red",
    AgentState.SIGNED_OUT: "dim",
}


def board(view: FloorView | None, heading: str, width: int) -> RenderableType:
    """`width` columns at most; `view` None: nothing is known yet."""
    rule = Rule(heading, align="left", style="dim")
    if view is None:
        return rule
    both = Table.grid(padding=(0, 3, 0, 0))
    both.add_row(_agents(view, is_wide=width >= WIDE), _queues(view.queues, is_wide=width >= WIDE))
    return Group(rule, both)


def one_line(view: FloorView) -> str:
    """The same in a log's line."""
    queues = ", ".join(f"{queue.queue} {queue.waiting}" for queue in view.queues if queue.waiting) or "nobody"
    states: dict[str, list[str]] = {}
    for agent in view.agents:
        states.setdefault(agent.state, []).append(agent.agent)
    agents = "; ".join(f"{state.replace('_', ' ')} {' '.join(who)}" for state, who in sorted(states.items()))
    return f"waiting: {queues}; {agents}"


def _agents(view: FloorView, *, is_wide: bool) -> Table:
    skills: list[str | tuple[str, str]] = ["Skills"] if is_wide else []
    made = table("Agent", *skills, "State", ("For", "right"), "With")
    contacts = {contact.contact: contact for contact in view.contacts}
    for agent in view.agents:
        contact = contacts.get(agent.contact or "")
        with_ = caller("", contact.name or contact.number) if contact else ""
        row = [cell(f"{agent.agent} {_first(agent)}")]
        if is_wide:
            row.append(cell(", ".join(f"{skill} {level}" for skill, level in agent.skills.items()), "dim"))
        state = cell(_state(agent), _STYLES[agent.state])
        made.add_row(*row, state, cell(clock(view.at - agent.since)), cell(with_))
    made.columns[-3].min_width, made.columns[-1].min_width = 10, 15  # so that nothing moves when states change
    return made


def _state(agent: AgentView) -> str:
    """A ready agent with a deadline has just missed a call and is left alone until then."""
    is_cooling = agent.state is AgentState.READY and agent.until is not None
    return "cooling" if is_cooling else agent.state.replace("_", " ")


def _first(agent: AgentView) -> str:
    return agent.name.split(" ")[0]


def _queues(queues: tuple[QueueView, ...], *, is_wide: bool) -> Table:
    more: list[str | tuple[str, str]] = [("Gave up", "right"), ("SL", "right")] if is_wide else []
    made = table("Queue", ("Wait", "right"), ("Longest", "right"), ("Done", "right"), *more)
    for queue in queues:
        row = [
            cell(queue.queue),
            Text(str(queue.waiting), style="bold yellow" if queue.waiting else "dim"),
            cell(clock(queue.longest_wait_s) if queue.waiting else "-"),
            cell(str(queue.answered)),
        ]
        if is_wide:
            row += [cell(str(queue.abandoned)), cell(percent(queue.service_level))]
        made.add_row(*row)
    return made
