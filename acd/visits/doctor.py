"""The doctor's call knocks: he only wants to know that we are there."""

from ivr.agi.session import Session


async def knocked(session: Session) -> None:
    """Route ``doctor``."""
    await session.set_variable("ACD_NEXT", "ok")
