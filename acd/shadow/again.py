"""The same day once more with the real Floor as its router, under a virtual clock: a heap of facts in order of time."""

import heapq
from dataclasses import dataclass, replace

from acd.core import commands as c
from acd.core import events as e
from acd.core.floor import Floor
from acd.shadow.floor import PBX, arrival, roster
from acd.shadow.past import FOR_EVER, Drawn, Past

LATEST_S = 4 * 3600.0  # after the day's end whoever still waits is let go


@dataclass(slots=True)
class Again:
    """What became of one call: `waited_s` until it was answered or the caller gave up."""

    waited_s: float = 0.0
    agent: str | None = None


class _Day:
    def __init__(self, past: Past, drawn: Drawn, preset: str) -> None:
        self.past, self.drawn = past, drawn
        self.floor = Floor(roster(replace(past.shop, preset=preset), past.seats, past.means, past.ring_s))
        self.calls = [Again() for _ in past.stays]
        self.places = {f"{PBX}-{_name(place)}": place for place in range(len(past.stays))}
        self.heap: list[tuple[float, int, e.Event]] = []
        self.pushed = 0
        self.legs: dict[tuple[str, int], str] = {}
        self.open = len(past.stays)

    def push(self, at: float, event: e.Event) -> None:
        self.pushed += 1
        heapq.heappush(self.heap, (at, self.pushed, event))

    def run(self) -> list[Again]:
        for place, stay in enumerate(self.past.stays):
            self.push(stay.joined, arrival(_name(place), stay.queue, stay.joined))
            self.push(stay.joined + self.drawn.patience_s[place], e.CallerLeft(f"{PBX}-{_name(place)}"))
        for agent, spans in self.past.there.items():
            for start, end in spans:
                self.push(start, e.AgentSignedIn(agent, ""))
                if end < FOR_EVER:
                    self.push(end, e.AgentSignedOut(agent, ""))
        while self.heap and self.open:
            at, _, event = heapq.heappop(self.heap)
            if at > self.past.until + LATEST_S:
                break
            if self._still_means_something(event, at):
                for command in self.floor.handle(event, at):
                    self._carry_out(command, at)
        return self.calls

    def _still_means_something(self, event: e.Event, at: float) -> bool:
        if isinstance(event, e.CallerLeft):
            call = self.calls[self.places[event.contact]]
            if call.agent is not None:
                return False
            self._over(event.contact, at)
        elif isinstance(event, e.OfferAnswered | e.OfferConnected | e.OfferFailed):
            leg = (event.contact, event.offer)
            if leg not in self.legs:
                return False
            if isinstance(event, e.OfferFailed):
                del self.legs[leg]
            elif isinstance(event, e.OfferConnected):
                self._talk(leg, at)
        return True

    def _talk(self, leg: tuple[str, int], at: float) -> None:
        contact, offer = leg
        place = self.places[contact]
        agent = self.calls[place].agent = self.legs.pop(leg)
        expected = self.drawn.expected_s.get((agent, self.past.stays[place].queue))
        seconds = self.drawn.effort[place] * (expected or self.past.means[self.past.stays[place].queue])
        self._over(contact, at)
        self.push(at + max(0.0, seconds - self.past.shop.wrap_s), e.TalkEnded(contact, offer, by_agent=False))

    def _over(self, contact: str, at: float) -> None:
        place = self.places[contact]
        self.calls[place].waited_s = at - self.past.stays[place].joined
        self.open -= 1

    def _carry_out(self, command: c.Command, now: float) -> None:
        if isinstance(command, c.RingAgent):
            self._ring(command, now)
        elif isinstance(command, c.StopRinging):
            failed = e.OfferFailed(command.contact, command.offer, e.OfferFailure.CANCELLED)
            self.push(now, failed)
        elif isinstance(command, c.WakeMe):
            self.push(max(now, command.at), e.TimerRang(command.token))

    def _ring(self, ring: c.RingAgent, now: float) -> None:
        self.legs[ring.contact, ring.offer] = ring.agent
        answers, after_s = self.past.picks_up(ring.agent, now)
        if answers:
            self.push(now + after_s, e.OfferAnswered(ring.contact, ring.offer))
            self.push(now + after_s, e.OfferConnected(ring.contact, ring.offer))
            return
        self.push(now + ring.ring_s, e.OfferFailed(ring.contact, ring.offer, e.OfferFailure.NO_ANSWER))
        back = self.past.back_from(ring.agent, now)
        if back is not None:  # whom the Floor has paused for missing calls comes back when he in truth did
            self.push(back, e.AgentReady(ring.agent, ""))


def _name(place: int) -> str:
    return f"{place}"


def again(past: Past, drawn: Drawn, preset: str) -> list[Again]:
    """One row for each of ``past.stays``."""
    return _Day(past, drawn, preset).run()
