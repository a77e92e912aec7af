"""A recorded time once more, with the real Floor under a virtual clock: a heap of events in order of time.

Why not the simulator's engine: it knows kinds of calls, shifts as head counts and one pick-up time; here each caller
comes with his own needs, number and priority, each agent with his own pauses, phone and rings.

The PBX is perfect here: a leg stopped is over at once, a phone picked up is bridged. An agent rung at some instant does
what he did at his ring nearest to it; whoever the Floor pauses for missing calls is back when he next, in truth, picked
up. Nobody is moved by operators, and no PBX is lost.
"""

import heapq
from bisect import bisect_left
from dataclasses import dataclass
from statistics import median

from acd.core import commands as c
from acd.core import events as e
from acd.core.agent import MISSED_CALLS
from acd.core.floor import Floor
from acd.core.records import AgentState, AgentStateEnded
from acd.core.roster import Roster
from acd.planning import Planner
from acd.replay.draw import Drawn, Lots, key
from acd.replay.past import Call, Past, Ring, Span

PLAN_S = 300.0  # the daemon plans oftener; here it would cost more than the calls
LATEST_S = 4 * 3600.0  # after the period's end nobody waits longer
PICK_UP_S = 3.0  # where nobody was ever seen to pick up
EARLY_S = 0.5  # a wrap-up that much shorter than configured was ended by its agent
LEAST_S = 1.0

ANSWERED, ABANDONED, ELSE = "answered", "abandoned", "else"


@dataclass(slots=True)
class Fared:
    """How one call fared. `handle_s` of the answered."""

    fate: str = ELSE
    waited_s: float = 0.0
    handle_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """`fared` has a row for each of ``Past.calls``."""

    fared: list[Fared]
    spans: list[Span]


class _Replayed:
    def __init__(self, past: Past, lots: Lots, drawn: Drawn, roster: Roster | None) -> None:
        self.past, self.lots, self.drawn = past, lots, drawn
        self.fixed = roster
        self.floor = Floor(Roster({}, {}), foretells=False)
        self.planner = Planner(self.floor)
        self.fared = [Fared() for _ in past.calls]
        self.places = {call.arrival.contact: place for place, call in enumerate(past.calls)}
        self.open = set(self.places)
        self.legs: dict[tuple[str, int], str] = {}
        self.wrapping: dict[str, str] = {}  # agent -> contact
        self.spans: list[Span] = []
        self.heap: list[tuple[float, int, e.Event, str]] = []
        self.pushed = 0
        self.now = past.from_
        self.pick_up_s = _usual_pick_up_s(past)

    def push(self, at: float, event: e.Event, of: str = "") -> None:
        """`of`: the contact whose wrap-up the event ends."""
        self.pushed += 1
        heapq.heappush(self.heap, (at, self.pushed, event, of))

    def run(self) -> Run:
        self._begin()
        plan_at = self.past.from_
        while self.heap and (self.open or self.heap[0][0] <= self.past.to):
            at, _, event, of = heapq.heappop(self.heap)
            if at > self.past.to + LATEST_S:
                break
            while plan_at <= min(at, self.past.to):
                self._plan(plan_at)
                plan_at += PLAN_S
            self.now = max(self.now, at)
            if self._still_means_something(event, of):
                self._tell(event)
        view = self.floor.view(max(self.now, self.past.to))
        self.spans += [Span(agent.agent, agent.state, agent.since, view.at) for agent in view.agents]
        return Run(self.fared, self.spans)

    def _begin(self) -> None:
        past = self.past
        self._tell(e.RosterChanged(self.fixed or past.roster))
        self._tell(e.EstimatesRecalled(past.pieces))
        for agent in past.at_start:
            if agent.state is not AgentState.SIGNED_OUT:
                self.push(past.busy_until.get(agent.agent, past.from_), e.AgentSignedIn(agent.agent, ""))
            if agent.state is AgentState.PAUSED:
                self.push(past.from_, e.AgentPaused(agent.agent, agent.reason, ""))
            if agent.phone_state != "ok":
                lost = agent.phone_state == "lost"
                self._tell(e.PhoneLost(agent.agent) if lost else e.PhoneTaken(agent.agent))
        for at, event in past.happenings:
            if self.fixed is None or not isinstance(event, e.RosterChanged):
                self.push(at, event)
        for call, leaves in zip(past.calls, self.drawn.leaves, strict=True):
            if call.until < past.from_:
                self.open.discard(call.arrival.contact)  # he talks already: his agent comes later
                continue
            at = max(call.at, past.from_)
            self.push(at, call.arrival)
            self.push(max(at, leaves), e.CallerLeft(call.arrival.contact))

    def _plan(self, at: float) -> None:
        self.now = max(self.now, at)
        event = self.planner.plan(self.now)
        if event is not None:
            self._tell(event)

    def _still_means_something(self, event: e.Event, of: str) -> bool:
        if of:
            return isinstance(event, e.AgentReady) and self.wrapping.get(event.agent) == of
        if isinstance(event, e.CallerLeft):
            if event.contact not in self.open:
                return False
            self._over(event.contact, ABANDONED)
        elif isinstance(event, e.OfferConnected | e.OfferFailed):
            leg = (event.contact, event.offer)
            if leg not in self.legs:
                return False
            agent = self.legs.pop(leg)
            if isinstance(event, e.OfferConnected):
                self._talk(leg, agent)
        return True

    def _over(self, contact: str, fate: str) -> None:
        place = self.places[contact]
        call, fared = self.past.calls[place], self.fared[place]
        fared.fate, fared.waited_s = fate, max(0.0, self.now - call.arrival.entered)
        self.open.discard(contact)

    def _talk(self, leg: tuple[str, int], agent: str) -> None:
        contact, offer = leg
        place = self.places[contact]
        call = self.past.calls[place]
        self._over(contact, ANSWERED)
        wrap_s = call.wrap_s or 0.0
        if agent == call.agent and call.talk_s is not None:
            talk_s = call.talk_s
        else:
            factor = self.drawn.factor.get((agent, key(call)), 1.0)
            total_s = self.drawn.effort[place] * factor * self.lots.expected_s(agent, call)
            talk_s = max(LEAST_S, total_s - (wrap_s if call.talk_s is not None else self._wrap_s(agent, call)))
        self.fared[place].handle_s = talk_s
        self.push(self.now + talk_s, e.TalkEnded(contact, offer, by_agent=False))
        if call.talk_s is not None and wrap_s and wrap_s < self._wrap_s(call.agent or agent, call) - EARLY_S:
            self.push(self.now + talk_s + wrap_s, e.AgentReady(agent, ""), of=contact)

    def _wrap_s(self, agent: str, call: Call) -> float:
        """As configured when it was recorded."""
        profile, rules = self.past.roster.agents.get(agent), self.past.roster.queues.get(call.arrival.queue)
        own = None if profile is None else profile.wrap_s
        return own if own is not None else rules.wrap_s if rules is not None else 0.0

    def _tell(self, event: e.Event) -> None:
        talking = event.contact if isinstance(event, e.TalkEnded) else ""
        for command in self.floor.handle(event, self.now):
            match command:
                case c.Record(row=AgentStateEnded() as row):
                    self._note(row, talking)
                case c.WakeMe(at=at, token=token):
                    self.push(max(self.now, at), e.TimerRang(token))
                case c.RingAgent():
                    self._ring(command)
                case c.StopRinging(contact=contact, offer=offer):
                    if (contact, offer) in self.legs:
                        self.push(self.now, e.OfferFailed(contact, offer, e.OfferFailure.CANCELLED))
                case c.SendCaller(contact=contact) if contact in self.open:
                    self._over(contact, ELSE)
                case _:
                    pass

    def _note(self, row: AgentStateEnded, talking: str) -> None:
        self.spans.append(Span(row.agent, row.state, row.since, row.until))
        if row.state is AgentState.WRAPPING:
            place = self.places.get(self.wrapping.pop(row.agent, ""))
            if place is not None:
                self.fared[place].handle_s += row.until - row.since
        if row.next_state is AgentState.WRAPPING:
            self.wrapping[row.agent] = talking
        if row.next_state is AgentState.PAUSED and row.next_reason == MISSED_CALLS:
            back = next((r.made for r in self.past.rings.get(row.agent, ()) if r.made > self.now and not r.cause), None)
            if back is not None:
                self.push(back, e.AgentReady(row.agent, ""))

    def _ring(self, ring: c.RingAgent) -> None:
        self.legs[ring.contact, ring.offer] = ring.agent
        near = self._nearest(ring.agent)
        if near is None or near.cause is None:
            after_s = self.pick_up_s if near is None else near.after_s
            if after_s < ring.ring_s:
                self.push(self.now + after_s, e.OfferConnected(ring.contact, ring.offer))
                return
        cause = e.OfferFailure.NO_ANSWER if near is None or near.cause is None else near.cause
        after_s = ring.ring_s if cause is e.OfferFailure.NO_ANSWER or near is None else near.after_s
        self.push(self.now + after_s, e.OfferFailed(ring.contact, ring.offer, cause))

    def _nearest(self, agent: str) -> Ring | None:
        rings = self.past.rings.get(agent)
        if not rings:
            return None
        after = bisect_left(rings, self.now, key=lambda ring: ring.made)
        return min(rings[max(0, after - 1) : after + 1], key=lambda ring: abs(ring.made - self.now))


def _usual_pick_up_s(past: Past) -> float:
    seen = [ring.after_s for rings in past.rings.values() for ring in rings if ring.cause is None]
    return median(seen) if seen else PICK_UP_S


def again(past: Past, lots: Lots, drawn: Drawn, roster: Roster | None) -> Run:
    """Under `roster`; None: under those of the record, each in its time."""
    return _Replayed(past, lots, drawn, roster).run()
