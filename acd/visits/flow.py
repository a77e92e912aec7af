"""A caller's visit to walk a flow, and how he is sent on from it."""

import asyncio
import logging
from collections.abc import Callable

from acd.clock import Clock
from acd.config.settings import Settings
from acd.core.going_out import SORRY
from acd.core.records import FlowWalked
from acd.pbx.names import pbx_of
from acd.store import Store
from acd.visits.announcer import Announcer
from acd.visits.facts import HouseFacts
from acd.visits.leavings import Leavings, Talk
from acd.visits.notice import Notice
from ivr.agi.book import Booker
from ivr.agi.perform import arrived, leave, perform
from ivr.agi.session import Session
from ivr.hearing import Ear
from ivr.inputs import Started
from ivr.outcome import CallerLeft, Failed, HandOff, Hangup, Outcome, Transfer
from ivr.outputs import Sound
from ivr.place import Place
from ivr.services import Services

log = logging.getLogger(__name__)
LATER = "please-try-call-later"  # after SORRY
LOOKUP_S = 1.0  # a caller hears silence while his last agent is looked up
REMEMBER_AGENT_S = 30 * 86_400.0


class FlowVisit:
    """`settings` gives the configuration of the moment; `write` keeps a row; `ear` listens to callers; `may_go` says
    whether a contact may be sent to a destination now."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        facts: HouseFacts,
        store: Store,
        clock: Clock,
        write: Callable[[FlowWalked, float], None],
        ear: Ear | None = None,
        leavings: Leavings | None = None,
        booker: Booker | None = None,
        services: Services | None = None,
        announcer: Announcer | None = None,
        may_go: Callable[[str, str], bool] = lambda _contact, _destination: True,
    ) -> None:
        self._settings = settings
        self._notice = Notice(settings)
        self._facts = facts
        self._store = store
        self._clock = clock
        self._write = write
        self._ear = ear
        self._leavings = leavings
        self._announcer = announcer
        self._services = services
        self._booker = booker
        self._may_go = may_go

    async def __call__(self, session: Session) -> None:
        """Route ``flow/<flow>[/<node>]``."""
        flow, _, node = session.rest.partition("/")
        await self.walk(session, flow, node or None)

    async def walk(self, session: Session, name: str, node: str | None, talk: Talk | None = None) -> None:
        """Walks flow `name` from `node` (None: its start) and leaves the outcome on the channel. An unknown flow leaves
        nothing there: the dialplan takes its fallback. After a `talk` it asks about that."""
        flow = self._settings().flows.get(name)
        if flow is None:
            log.error("%s: no such flow: %r", session.call, name[:40])
            return
        began = self._clock.now()
        started = arrived(session, node)
        session.ear = self._ear
        session.tapes = self._leavings.folder if self._leavings else ""
        if self._announcer is not None and talk is None:
            await self._announcer.at_start(session)
        outcome, place = await perform(
            flow, session, self._facts, started, services=self._services, booker=self._booker
        )
        is_refused = isinstance(outcome, Transfer) and not self._may_go(session.call, outcome.destination)
        outcome = Hangup() if is_refused else outcome
        ended = self._clock.now()
        if self._leavings is not None:
            self._leavings.take(place.left, started, name, talk or Talk(), ended)
        self._write(_row(started, name, place, outcome, began, ended), ended)
        if isinstance(outcome, HandOff):
            await self._prepare(session, outcome, started.number)
        if is_refused:
            await session.say((Sound(SORRY), Sound(LATER)))
        await leave(session, outcome)

    async def _prepare(self, session: Session, outcome: HandOff, number: str) -> None:
        """What the queue wants on the channel beside the outcome itself. He waits in the language his flow ended in,
        also where nothing was said to him in it."""
        await session.set_language(outcome.language)
        rules = self._settings().roster.queues.get(outcome.queue)
        if rules is None:
            return
        if self._announcer is not None:
            await self._announcer.before_waiting(session, outcome.queue)
        await self._notice.before(session, outcome.queue, outcome.language)
        await session.set_variable("ACD_MUSIC", rules.music)
        if rules.preferred_s > 0 and number:
            await session.set_variable("ACD_PREFERRED", await self._last_agent(number, outcome.queue) or "")

    async def _last_agent(self, number: str, queue: str) -> str | None:
        look = asyncio.to_thread(self._store.read.last_agent, number, queue, REMEMBER_AGENT_S, self._clock.now())
        try:
            async with asyncio.timeout(LOOKUP_S):
                return await look
        except Exception as error:  # a store in trouble costs the caller his preference, nothing more
            log.warning("last agent not looked up: %s", type(error).__name__)
            return None


def _row(started: Started, flow: str, place: Place, outcome: Outcome, began: float, ended: float) -> FlowWalked:
    word, target, intent = _ending(outcome)
    return FlowWalked(
        contact=started.call,
        pbx=pbx_of(started.call),
        flow=flow,
        number=started.number,
        name=started.name,
        began=began,
        ended=ended,
        path=tuple((visit.node, visit.result) for visit in place.path),
        outcome=word,
        target=target,
        intent=intent,
    )


def _ending(outcome: Outcome) -> tuple[str, str, str]:
    match outcome:
        case HandOff(queue, intent):
            return "hand_off", queue, intent
        case Transfer(destination):
            return "transfer", destination, ""
        case Hangup():
            return "hangup", "", ""
        case CallerLeft(node):
            return "caller_left", node, ""
        case Failed(node):
            return "failed", node, ""
