"""Facts of the house's upkeep: sweeps, and what an earlier Floor knew of its callers, its agents and their work."""

from acd.core.frozen import frozen
from acd.core.records import AgentNoted


@frozen
class Swept:
    """A sweep came by: whatever is past its deadline, or held by nothing, ends now (``acd.core.deadlines``)."""


@frozen
class NoteRecalled:
    """What an earlier Floor noted last of an agent. If he has a wish he was at work: he is signed in, and
    ``WorkRecalled`` follows."""

    note: AgentNoted


@frozen
class WorkRecalled:
    """When an earlier Floor's rows end, the agent was at a contact of `queue`: since `ended` he wrapped up, or, where
    that is None, he talked. He is signed in."""

    agent: str
    queue: str
    ended: float | None


@frozen
class LastStay:
    """The last stay in a queue that an earlier Floor wrote of a contact that had not ended. `since` is None for a first
    stay: it began when he entered. `outcome` as in ``QueueStayEnded``; empty: the stay goes on. `connected` is when the
    talk began that it ended with; so many `offers` were made, and the `excluded` agents failed him."""

    contact: str
    pbx: str
    queue: str
    since: float | None
    outcome: str
    connected: float | None = None
    offers: int = 0
    excluded: tuple[str, ...] = ()


@frozen
class ContactsRecalled:
    """What is written of callers who had not ended in an earlier Floor: it is not written again."""

    stays: tuple[LastStay, ...]
