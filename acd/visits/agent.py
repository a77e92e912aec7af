"""An agent dials a short code on his phone: sign in (with his PIN), sign out, pause, ready.

The phone he calls from says who he is: the PBX has authenticated it. The PIN says that it is he who sits there, so it
is asked at sign-in only.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from acd.clock import Clock
from acd.config.pins import matches
from acd.core.events import AgentPaused, AgentReady, AgentSignedIn, AgentSignedOut, Event
from acd.pbx.names import pbx_of
from acd.pump import Pump
from acd.visits.pin_guard import PinGuard
from ivr.agi.session import Session
from ivr.inputs import HungUp, Pressed
from ivr.outputs import KeyWant, Sound

log = logging.getLogger(__name__)
PIN = KeyWant(least=4, most=12, terminator="#", timeout_s=8.0, gap_s=4.0, masked=True)
TRIES_A_CALL = 3
MESSAGES = "messages"
MAX_NUMBER = 40  # what the phone says of itself is of any length

DEEDS: dict[str, tuple[Callable[[str, str], Event], str]] = {
    "sign-in": (AgentSignedIn, "agent-loginok"),
    "sign-out": (AgentSignedOut, "agent-loggedoff"),
    "pause": (lambda agent, asked: AgentPaused(agent, "phone", asked), "activated"),
    "ready": (AgentReady, "auth-thankyou"),
}


class AgentVisit:
    """Route ``agent/<deed>/<endpoint>``. `agent_at` names the agent a phone of a PBX belongs to; `pins` gives the PIN
    hashes of the moment, by agent."""

    def __init__(
        self,
        pump: Pump,
        agent_at: Callable[[str, str], str | None],
        pins: Callable[[], Mapping[str, str]],
        clock: Clock,
        guard: PinGuard | None = None,
        messages: Callable[[Session, str], Awaitable[None]] | None = None,
    ) -> None:
        self._pump = pump
        self._agent_at = agent_at
        self._pins = pins
        self._clock = clock
        self._guard = guard or PinGuard()
        self._messages = messages

    async def __call__(self, session: Session) -> None:
        deed, _, endpoint = session.rest.partition("/")
        if deed == MESSAGES and self._messages is not None:
            await self._messages(session, endpoint)
            return
        number = (session.told("agi_callerid") or endpoint)[:MAX_NUMBER]
        agent = self._agent_at(pbx_of(session.call), f"PJSIP/{endpoint}")
        if agent is None or deed not in DEEDS:
            log.warning("%s: a short code from a phone of no agent", session.call)
            await self._end(session, "agent-incorrect")
        elif deed != "sign-in" or await self._knows_pin(session, agent, number):
            make, sound = DEEDS[deed]
            reply = self._pump.ask(lambda asked: make(agent, asked))
            if not reply.ok:
                log.info("agent %s: %s refused: %s", agent, deed, reply.error)
            await self._end(session, sound if reply.ok else "beeperr")

    async def _knows_pin(self, session: Session, agent: str, number: str) -> bool:
        """True for an agent without a PIN. Says so and ends the visit when it is wrong. A try is counted before it is
        looked at, so that many calls at once gain nothing; silence is no try."""
        kept = self._pins().get(agent)
        if kept is None:
            return True
        for _ in range(TRIES_A_CALL):
            if self._guard.is_locked(agent, number, self._clock.now()):
                break
            answer = await session.say((Sound("agent-pass"),), keys=PIN)
            if isinstance(answer, HungUp):
                return False
            if isinstance(answer, Pressed):
                if self._guard.is_locked(agent, number, self._clock.now()):
                    break
                self._guard.wrong(agent, number, self._clock.now())
                if await asyncio.to_thread(matches, answer.keys, kept):
                    self._guard.right(agent, number, self._clock.now())
                    return True
            await session.say((Sound("auth-incorrect"),))
        log.warning("agent %s: sign-in by phone failed", agent)
        await self._end(session, "vm-goodbye")
        return False

    @staticmethod
    async def _end(session: Session, sound: str) -> None:
        await session.say((Sound(sound),))
        await session.set_variable("ACD_NEXT", "hangup")
