"""An agent hears his messages on his phone: those for him, and those for the queues he can serve, the oldest first.

The phone says who he is (the PBX has authenticated it); he has to be signed in, which his PIN, where he has one, was
asked for. Before each message its envelope is said: when it came, from which number, how long it is.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from acd.config.settings import Settings
from acd.core.left import Mark, MessageMarked
from acd.core.records import AgentState, Row
from acd.core.view import AgentView
from acd.messages.tapes import Tapes
from acd.pbx.names import pbx_of
from acd.store import Store, StoreError
from acd.store.messages import Kept
from ivr.agi.session import Session
from ivr.inputs import HungUp, Pressed
from ivr.outputs import ClockTime, Day, Digits, KeyWant, Number, Part, Sound, Tape

REPEAT, NEXT, DELETE = "5", "6", "7"
AFTER = KeyWant(least=1, most=1, timeout_s=4.0)
MOST = 50
OPTIONS = (Sound("vm-repeat"), Sound("vm-next"), Sound("vm-delete"))

log = logging.getLogger(__name__)


class MessagesVisit:
    """The deed ``messages`` of a phone. `agent_at`: whose a PBX's phone is; `agent` looks at him."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        store: Store,
        agent_at: Callable[[str, str], str | None],
        agent: Callable[[str], AgentView | None],
        write: Callable[[Row, float], None],
        now: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._store = store
        self._agent_at = agent_at
        self._agent = agent
        self._write = write
        self._now = now

    async def __call__(self, session: Session, endpoint: str) -> None:
        found = self._agent_at(pbx_of(session.call), f"PJSIP/{endpoint}")
        seen = self._agent(found) if found is not None else None
        if seen is None or seen.state is AgentState.SIGNED_OUT:
            await self._end(session, "agent-incorrect")
            return
        session.tapes = str(self._settings().messages.voicemail.root)
        try:
            waiting = await asyncio.to_thread(self._unread, seen)
        except StoreError as error:
            log.warning("agent %s cannot hear his messages: %s", seen.agent, error)
            await self._end(session, "please-try-call-later")
            return
        await session.say((Sound("vm-youhave"), Number(len(waiting)), Sound("vm-INBOX"), Sound("vm-messages")))
        for kept in waiting:
            if not await self._play(session, kept):
                return
        await self._end(session, "vm-nomore")

    def _unread(self, agent: AgentView) -> list[Kept]:
        """Blocking. For him, and for the queues all of whose needs he meets."""
        self._store.flush()
        queues = self._settings().roster.queues
        able = {
            name
            for name, rules in queues.items()
            if all(agent.skills.get(need.skill, 0) >= need.level for need in rules.needs)
        }
        found = self._store.read.messages(unread=True)
        mine = [
            kept
            for kept in found
            if (kept.message.box in able if kept.message.box_kind == "queue" else kept.message.box == agent.agent)
        ]
        return mine[::-1][:MOST]

    async def _play(self, session: Session, kept: Kept) -> bool:
        """Whether he is still there."""
        today = datetime.fromtimestamp(self._now()).date()
        parts: tuple[Part, ...] = (*envelope(kept, today), Tape(kept.message.message), *OPTIONS)
        while True:
            answer = await session.say(parts, keys=AFTER)
            if isinstance(answer, HungUp):
                return False
            key = answer.keys if isinstance(answer, Pressed) else NEXT
            if key == DELETE and await self._delete(kept):
                await session.say((Sound("vm-deleted"),))
                return True
            if key != REPEAT:
                at = self._now()
                self._write(MessageMarked(kept.message.message, Mark.READ, at), at)
                return True

    async def _delete(self, kept: Kept) -> bool:
        tapes = Tapes(self._settings().messages.voicemail.root)
        try:
            if not tapes.is_here:
                return False
            await asyncio.to_thread(tapes.remove, kept.message.message)
        except (OSError, ValueError) as error:
            log.warning("message %d cannot be deleted: %s", kept.number, type(error).__name__)
            return False
        at = self._now()
        self._write(MessageMarked(kept.message.message, Mark.DELETED, at), at)
        return True

    @staticmethod
    async def _end(session: Session, sound: str) -> None:
        await session.say((Sound(sound),))
        await session.set_variable("ACD_NEXT", "hangup")


def envelope(kept: Kept, today: date) -> tuple[Part, ...]:
    """When it was left (local time; the date only where it was not today or yesterday), from which number, how long it
    is."""
    left = kept.message
    at = datetime.fromtimestamp(left.at)
    near = {today: Sound("digits/today"), today - timedelta(days=1): Sound("digits/yesterday")}
    day: Part = near.get(at.date()) or Day(at.date())
    number = "".join(char for char in left.number if char in "0123456789*#")
    who: tuple[Part, ...] = (Sound("vm-from-phonenumber"), Digits(number)) if number else (Sound("vm-unknown-caller"),)
    lasts = Sound("vm-duration"), Number(max(1, round(left.seconds))), Sound("seconds")
    return Sound("vm-received"), day, ClockTime(at.time().replace(microsecond=0)), *who, *lasts
