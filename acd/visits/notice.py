"""The word that calls are recorded, said once to each caller of a recorded queue.

``[acd-agent]`` and ``[acd-reached]`` record only a caller whose channel says ACD_TOLD: one who was moved into the queue
and connected before his next round on hold was not told, so he is not recorded. Where no notice is configured nothing
is said, and that is the admin's decision (`acd check` warns of it).
"""

from collections.abc import Callable

from acd.config.settings import Settings
from ivr.agi.session import Session
from ivr.outputs import Sound

QUEUE, TOLD = "ACD_QUEUE", "ACD_TOLD"


class Notice:
    """`settings` gives the configuration of the moment."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings

    async def before(self, session: Session, queue: str, language: str = "") -> None:
        """Whoever is about to wait in `queue` hears it, in `language` ("" = the channel's)."""
        settings = self._settings()
        rules = settings.roster.queues.get(queue)
        if rules is None or not rules.record or await session.get_variable(TOLD) == "1":
            return
        if settings.recording.notice:
            await session.say((Sound(settings.recording.notice),), language)
        await session.set_variable(TOLD, "1")

    async def called_back(self, session: Session) -> None:
        """Route ``notice``: a customer has picked up who is brought to his agent at once."""
        await self.before(session, await session.get_variable(QUEUE) or "")

    async def while_waiting(self, session: Session) -> None:
        """Who came into his queue by another way hears it on hold."""
        if any(rules.record for rules in self._settings().roster.queues.values()):
            await self.before(session, await session.get_variable(QUEUE) or "")
