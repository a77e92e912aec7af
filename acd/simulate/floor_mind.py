"""The real ``Floor`` as a mind: the world's happenings as its events, its commands carried out at once.

The PBX is perfect here: a phone picked up is bridged in the same instant, a leg stopped is over in the same instant.
So one call is three events (arrival, connection, end of talk) and the timers that the Floor asked for.
"""

from collections.abc import Callable, Sequence

from acd.core.commands import Command, RingAgent, SendCaller, StopRinging, WakeMe
from acd.core.events import (
    AgentSignedIn,
    AgentSignedOut,
    CallerLeft,
    ContactArrived,
    Event,
    OfferConnected,
    OfferFailed,
    OfferFailure,
    TalkEnded,
    TimerRang,
)
from acd.core.floor import Floor
from acd.core.roster import Roster
from acd.simulate.engine import Engine
from acd.simulate.house import PBX

EPOCH = 1_000_000.0
"""The Floor's clock at the scenario's beginning: not zero, and small enough to keep microseconds exact."""

Every = tuple[float, Callable[[Floor, float], Event | None]]
"""``(interval_s, f)``: from the beginning on, every `interval_s` while calls come, ``f(floor, now)`` may hand the Floor
an event; `now` is the Floor's."""


class FloorMind:
    def __init__(self, roster: Roster, told: Sequence[Event] = (), every: Sequence[Every] = (), seed: int = 0) -> None:
        """`told` comes before the first agent signs in."""
        self.floor = Floor(roster, seed, foretells=False)  # nothing is decided by forecasts
        self._roster, self._told, self._every = roster, told, every
        self._wrap_s: list[list[float]] = []
        self._contacts: list[str] = []
        self._numbers: dict[int, int] = {}  # call -> its latest offer

    def begin(self, engine: Engine) -> None:
        world = engine.world
        self._engine, self._kinds, self._agents = engine, world.kinds, world.agents
        self._rows = {name: agent for agent, name in enumerate(world.agents)}
        profiles = [self._roster.agents[name] for name in world.agents]
        self._pbx = profiles[0].pbx if profiles else PBX
        self._prefix = len(self._pbx) + 1
        self._wrap_s = [
            [self._roster.queues[kind].wrap_s if each.wrap_s is None else each.wrap_s for each in profiles]
            for kind in world.kinds
        ]
        for event in self._told:
            self._tell(event)
        for place, (_, first) in enumerate(self._every):
            self._ask(place, first)

    # --- happenings ---

    def arrived(self, call: int) -> None:
        contact = f"{self._pbx}-{call}"
        queue = self._kinds[self._engine.tape.kind[call]]
        self._tell(ContactArrived(contact, self._pbx, contact, queue, self._engine.now + EPOCH))

    def left(self, call: int, agent: int) -> None:  # noqa: ARG002
        self._tell(CallerLeft(f"{self._pbx}-{call}"))
        self._numbers.pop(call, None)

    def connected(self, call: int, agent: int) -> None:  # noqa: ARG002
        self._tell(OfferConnected(f"{self._pbx}-{call}", self._numbers[call]))

    def done(self, call: int, agent: int, goes: bool) -> None:
        if goes:
            self._tell(AgentSignedOut(self._agents[agent], ""))
        self._tell(TalkEnded(f"{self._pbx}-{call}", self._numbers.pop(call), by_agent=False))

    def missed(self, call: int, agent: int) -> None:  # noqa: ARG002
        self._tell(OfferFailed(f"{self._pbx}-{call}", self._numbers[call], OfferFailure.NO_ANSWER))

    def came(self, agent: int) -> None:
        self._tell(AgentSignedIn(self._agents[agent], ""))

    def went(self, agent: int) -> None:
        self._tell(AgentSignedOut(self._agents[agent], ""))

    def woken(self, token: object) -> None:
        if isinstance(token, str):
            self._tell(TimerRang(token))
        elif isinstance(token, int):
            self._ask(token, self._every[token][1])

    def wrap_s(self, call: int, agent: int) -> float:
        return self._wrap_s[self._engine.tape.kind[call]][agent]

    # --- commands ---

    def _ask(self, place: int, make: Callable[[Floor, float], Event | None]) -> None:
        engine, interval_s = self._engine, self._every[place][0]
        event = make(self.floor, engine.now + EPOCH)
        if event is not None:
            self._tell(event)
        if engine.now + interval_s < engine.world.end_s:
            engine.wake(engine.now + interval_s, place)

    def _tell(self, event: Event) -> None:
        engine = self._engine
        rest: list[Command] = []
        for command in self.floor.handle(event, engine.now + EPOCH):
            kind = type(command)
            if kind is WakeMe:
                engine.wake(command.at - EPOCH, command.token)  # type: ignore[union-attr]
            elif kind is RingAgent or kind is StopRinging or kind is SendCaller:
                rest.append(command)
        for command in rest:
            self._carry_out(command)

    def _carry_out(self, command: Command) -> None:
        engine = self._engine
        if isinstance(command, RingAgent):
            call = int(command.contact[self._prefix :])
            self._numbers[call] = command.offer
            engine.offer(call, self._rows[command.agent], command.ring_s)
        elif isinstance(command, StopRinging):
            call = int(command.contact[self._prefix :])
            if self._numbers.get(call) == command.offer and engine.is_waiting(call):
                engine.stop(call)
            self._tell(OfferFailed(command.contact, command.offer, OfferFailure.CANCELLED))
        elif isinstance(command, SendCaller):
            engine.send_away(int(command.contact[self._prefix :]))
            self._tell(CallerLeft(command.contact))
