"""Facts of the house's upkeep: sweeps, and what an earlier Floor knew of its agents' work."""

from acd.core.frozen import frozen


@frozen
class Swept:
    """A sweep came by: whatever is past its deadline, or held by nothing, ends now (``acd.core.deadlines``)."""


@frozen
class WorkRecalled:
    """When an earlier Floor's rows end, the agent was at a contact of `queue`: since `ended` he wrapped up, or, where
    that is None, he talked. He is signed in."""

    agent: str
    queue: str
    ended: float | None
