"""The visit of a caller whose agent has hung up: the survey of his queue, where it has one.

His talk is over for the Floor as soon as he is asked about it. Should the survey bring him back into a queue, the
dialplan makes him a new contact.
"""

from collections.abc import Callable

from acd.config.settings import Settings
from acd.core.events import CallerStayed
from acd.pump import Pump
from acd.visits.flow import FlowVisit
from acd.visits.leavings import Talk
from ivr.agi.session import Session


class AfterVisit:
    """Route ``after/<queue>/<agent>``. `settings` gives the configuration of the moment."""

    def __init__(self, settings: Callable[[], Settings], pump: Pump, flows: FlowVisit) -> None:
        self._settings = settings
        self._pump = pump
        self._flows = flows

    async def __call__(self, session: Session) -> None:
        queue, _, agent = session.rest.partition("/")
        settings = self._settings()
        rules = settings.roster.queues.get(queue)
        survey = rules.survey if rules is not None else None
        if survey is None or survey not in settings.flows:
            await session.set_variable("ACD_NEXT", "hangup")
            return
        self._pump.put(CallerStayed(session.call))
        await self._flows.walk(session, survey, None, Talk(agent, queue))
