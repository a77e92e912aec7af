"""Visits of a caller on hold: the round of the hold loop, which says where he stands, and a key pressed at any time.

The engine's last act is ACD_NEXT=hold, which tells the dialplan that it is there; whatever goes wrong before, the
caller goes on waiting and the loop counts. It is not said either for a caller the floor does not know, or whose PBX it
cannot command: nobody would ever bring him an agent. He announces himself again, and after some rounds he takes the
fallback.
"""

from collections.abc import Callable

from acd.core.commands import Announcement
from acd.core.events import HoldVisited, KeyPressed
from acd.core.roster import Goodbye, ToDestination, ToNode
from acd.pbx.names import pbx_of
from acd.pump import Pump
from acd.visits.announcer import Announcer
from acd.visits.hold_words import HoldWords
from acd.visits.notice import Notice
from ivr.agi.perform import leave
from ivr.agi.session import Session
from ivr.inputs import Pressed
from ivr.outcome import Transfer
from ivr.outputs import KeyWant, Part

NEXT, HOLD = "ACD_NEXT", "hold"
KEY_NAMES = {"star": "*", "hash": "#"}
DURING_SPEECH = KeyWant(least=1, most=1, timeout_s=0.0, gap_s=0.0)


class HoldVisit:
    """Routes ``hold`` and ``key/<key>``. `is_up` tells whether a PBX, by its name, can be commanded."""

    def __init__(
        self,
        pump: Pump,
        is_up: Callable[[str], bool],
        notice: Notice,
        words: HoldWords,
        announcer: Announcer | None = None,
    ) -> None:
        self._pump = pump
        self._notice = notice
        self._words = words
        self._announcer = announcer
        self._is_up = is_up

    async def round(self, session: Session) -> None:
        reply = self._pump.ask(lambda asked: HoldVisited(session.call, asked))
        if not reply.ok or not self._is_up(pbx_of(session.call)):
            return
        if isinstance(reply.value, ToNode | ToDestination | Goodbye):
            await self._send_on(session, reply.value)
            return
        if self._announcer is not None:
            await self._announcer.while_waiting(session)
        await self._notice.while_waiting(session)
        if isinstance(reply.value, Announcement):
            heard = await session.say(self._spoken(session, reply.value), keys=DURING_SPEECH)
            if isinstance(heard, Pressed):
                await self._press(session, heard.keys)
                return
        await session.set_variable(NEXT, HOLD)

    async def key(self, session: Session) -> None:
        await self._press(session, KEY_NAMES.get(session.rest, session.rest))

    async def _press(self, session: Session, key: str) -> None:
        reply = self._pump.ask(lambda asked: KeyPressed(session.call, key, asked))
        if isinstance(reply.value, ToNode | ToDestination | Goodbye):
            await self._send_on(session, reply.value)
        elif reply.ok:
            if isinstance(reply.value, Announcement):
                await session.say(self._spoken(session, reply.value))
            await session.set_variable(NEXT, HOLD)

    def _spoken(self, session: Session, announcement: Announcement) -> tuple[Part, ...]:
        return self._words.parts(announcement, session.call, session.told("agi_language"))

    @staticmethod
    async def _send_on(session: Session, where: ToNode | ToDestination | Goodbye) -> None:
        """A flow is walked in a visit of its own, under a new contact's id: the contact that waited has ended here."""
        await session.set_variable("ACD_QUEUE", "")  # he waits for none now: a restart must not re-queue him
        match where:
            case ToNode(flow, node):
                await session.set_variable("ACD_FLOW", flow)
                await session.set_variable("ACD_NODE", node)
                await session.set_variable(NEXT, "flow")
            case ToDestination(destination):
                await leave(session, Transfer(destination))
            case Goodbye(message):
                await session.set_variable("ACD_MESSAGE", message or "")
                await session.set_variable(NEXT, "goodbye")
