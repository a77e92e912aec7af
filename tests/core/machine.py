"""What the state machines of the Floor have in common: the shell around it, the world, the daemon's death."""

import heapq
import itertools
from dataclasses import replace

import hypothesis.strategies as st
from invariants import FAILURES, START, Invariants, roster
from pbx_model import ModelPbx

from acd.core import commands as c
from acd.core import events as e
from acd.core import records as r
from acd.core.agent import Agent, AgentTrigger
from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.contact import ContactState, Stage
from acd.core.floor import Asked, Floor
from acd.core.records import AgentState


class Machine(Invariants):
    def begin(self, signed_in) -> None:
        self.now, self.roster, self.pbx = START, roster(), ModelPbx()
        self.is_slow = False
        self.lasts: dict[str, e.LastStay] = {}  # what the store would have of those who have not ended
        self.ever: set[str] = set()
        self.notes: dict[str, r.AgentNoted] = {}  # what the store would have of the agents
        self.numbers, self.tokens = itertools.count(1), itertools.count(1)
        self.start_floor()
        for agent in signed_in:
            self.do(e.AgentSignedIn(agent, str(next(self.tokens))))

    def start_floor(self) -> None:
        self.floor = Floor(self.roster)
        self.books = self.floor._books
        self.timers: list[tuple[float, str]] = []
        self.entered: set[str] = set()
        self.adopted: set[str] = set()
        self.recalled: set[str] = set()
        self.ended: dict[str, r.Outcome] = {}
        self.failed_at: dict[str, float] = {}
        self.reserved: dict[str, str] = {}
        self.booked: dict[str, CallbackBooked] = {}  # what the store would have
        self.tried: list[CallbackTried] = []
        self.talked: set[str] = set()

    def do(self, event: e.Event) -> list[c.Command]:
        out = self.floor.handle(event, self.now)
        replies = [each for each in out if isinstance(each, c.Reply)]
        assert [each.asked for each in replies] == ([event.asked] if isinstance(event, Asked) else [])
        if isinstance(event, e.OfferFailed) and event.cause in FAILURES:
            self.note_failure(event, out)
        for agent in self.failed_at.keys() - self.books.agents.keys():
            del self.failed_at[agent]  # forgotten with the configuration: he begins anew, should he come back
        for command in out:
            self.check(command)
            if isinstance(command, c.Record):
                self.keep(command.row)
            self.check_nobody_is_dropped(event, command)
            self.pbx.order(command)
            if not self.is_slow:
                self.carry_out_all()
            if isinstance(command, c.WakeMe):
                heapq.heappush(self.timers, (command.at, command.token))
        self.adopted |= self.recalled & self.books.contacts.keys()
        dialling = {each.contact for each in self.books.offers.values() if each.stage is Stage.DIALLING}
        self.reserved = {contact: agent for contact, agent in self.reserved.items() if contact in dialling}
        return out

    def keep(self, row: r.Row) -> None:
        self.keep_stay(row)
        match row:
            case CallbackBooked():
                known = self.booked.setdefault(row.contact, row)
                assert known.entered == row.entered, "he keeps the time he began to wait"
                self.booked[row.contact] = row
                self.talked.discard(row.contact)
            case CallbackTried():
                self.tried.append(row)
            case r.QueueStayEnded(outcome=r.Outcome.CALLED_BACK):
                self.talked.add(row.contact)
            case r.AgentNoted():
                assert row != self.notes.get(row.agent), "it is written already"
                self.notes[row.agent] = row
            case r.ContactEnded():
                assert row.contact not in self.booked or row.outcome is not r.Outcome.ABANDONED
                self.booked.pop(row.contact, None)

    def keep_stay(self, row: r.Row) -> None:
        """Over any number of restarts each entry has one stay, and each stay one entry."""
        match row:
            case r.ContactEntered(contact=contact):
                assert contact not in self.lasts or self.lasts[contact].outcome, "he entered already"
                since = row.at if contact in self.ever else None
                self.lasts[contact] = e.LastStay(contact, row.pbx, row.queue, since, "")
                self.ever.add(contact)
            case r.QueueStayEnded(contact=contact) if contact in self.lasts:
                last = self.lasts[contact]
                assert (last.queue, last.outcome) == (row.queue, ""), "his stay is over already"
                self.lasts[contact] = replace(last, outcome=row.outcome)
            case r.ContactEnded(contact=contact):
                assert contact not in self.lasts or self.lasts.pop(contact).outcome, "his stay is not over"
                self.adopted |= self.recalled & {contact}

    # --- who and what there is ---

    def some_caller(self, data, *states: str) -> str | None:
        fitting = [contact for contact, each in self.pbx.callers.items() if each.state in states]
        return data.draw(st.sampled_from(fitting)) if fitting else None

    def some_leg(self, data, *states: str):
        fitting = [leg for leg in self.pbx.legs.values() if leg.state in states]
        return data.draw(st.sampled_from(fitting)) if fitting else None

    def maybe(self, tell: bool) -> None:
        if tell:
            self.deliver_all()

    def carry_out_all(self) -> None:
        while self.pbx.orders:
            self.pbx.carry_out()

    def deliver_all(self) -> None:
        while channels := self.pbx.channels():
            self.do(self.pbx.news[channels[0]].popleft())

    # --- the world ---

    def pass_time(self, seconds, *, late: bool) -> None:
        """`late`: timers ring only at the end."""
        end = self.now + seconds
        while self.timers and self.timers[0][0] <= end:
            at, token = heapq.heappop(self.timers)
            self.now = end if late else max(self.now, at)
            self.do(e.TimerRang(token))
        self.now = end

    def reload(self, fewer, wrap_s) -> None:
        self.roster = roster(wrap_s, fewer=fewer)
        self.do(e.RosterChanged(self.roster))

    def pbx_lost(self, pbx) -> None:
        self.pbx.lost.add(pbx)
        self.pbx.forget_news(pbx)
        self.do(e.PbxLost(pbx))

    def pbx_snapshot(self, pbx, twice) -> None:
        was_lost = pbx in self.pbx.lost
        self.pbx.lost.discard(pbx)
        if was_lost:
            self.pbx.orders = type(self.pbx.orders)(each for each in self.pbx.orders if each.pbx != pbx)
        snapshot = self.pbx.snapshot(pbx)
        self.reconcile(snapshot)
        if twice:
            self.reconcile(snapshot)

    def reconcile(self, snapshot: e.PbxSnapshot) -> None:
        for talk in snapshot.talking:
            if talk.arrival.contact not in self.entered:
                self.adopted.add(talk.arrival.contact)
        self.do(snapshot)

    def daemon_restarts(self) -> None:
        """A new Floor and a snapshot of each PBX: every caller on hold is owned again, with the time he entered."""
        self.pbx.orders.clear()
        self.pbx.forget_news()
        for leg in self.pbx.legs.values():
            leg.is_from_before = True
        self.pbx.lost.clear()
        agents = {a.id: a for a in self.books.agents.values() if not a.removed}
        was = tuple(self.booked.values())
        booked = [row for row in was if row.contact not in self.talked]
        tried = [row for row in self.tried if row.contact in self.booked]
        talked = tuple(contact for contact in self.booked if contact in self.talked)
        closed = self.books.closed
        self.start_floor()
        for pbx in ("main", "two"):
            self.do(e.PbxLost(pbx))
        self.do(e.HoursTurned(tuple(closed)))
        self.adopted |= {row.contact for row in booked if row.joined is not None}
        self.booked = {row.contact: row for row in was if row.contact not in self.ended}
        self.tried = list(tried)
        self.talked = set(talked)
        self.do(e.CallbacksRecalled(was, tuple(tried), talked))
        self.recalled = self.lasts.keys() - {row.contact for row in booked}
        self.do(e.ContactsRecalled(tuple(self.lasts[contact] for contact in sorted(self.recalled))))
        for row in booked:
            known = self.books.contacts.get(row.contact)
            assert known is None or known.entered == row.entered, "his place outlives the daemon"
        for agent in agents.values():
            self.recall(agent)
        for gone in self.notes.keys() - agents.keys():
            self.do(e.NoteRecalled(self.notes[gone]))
        for pbx in ("main", "two"):
            snapshot = self.pbx.snapshot(pbx)
            self.end_unseen(snapshot)
            self.reconcile(snapshot)
            for arrival in snapshot.holding:
                if arrival.queue in self.roster.queues and arrival.contact not in self.ended:
                    found = self.books.contacts[arrival.contact].entered
                    assert found == arrival.entered or (found < arrival.entered and arrival.number)
            for talk in snapshot.talking:
                assert self.books.contacts[talk.arrival.contact].state is ContactState.CONNECTED
        for agent in agents.values():
            self.check_memory(agent, self.books.agents[agent.id])

    def recall(self, agent: Agent) -> None:
        """As ``acd.memory`` does."""
        if agent.is_signed_in():
            self.do(e.AgentSignedIn(agent.id, str(next(self.tokens))))
        if agent.state is AgentState.PAUSED:
            self.do(e.AgentPaused(agent.id, agent.reason, str(next(self.tokens))))
        if agent.id in self.notes:
            self.do(e.NoteRecalled(self.notes[agent.id]))
        if agent.state in (AgentState.TALKING, AgentState.WRAPPING):
            self.do(e.WorkRecalled(agent.id, "any", agent.since if agent.state is AgentState.WRAPPING else None))

    def check_memory(self, was: Agent, now: Agent) -> None:
        assert now.skills == was.skills
        if now.state is AgentState.TALKING:
            assert was.after_call in (None, now.after_call)
        else:
            assert (now.strikes, now.cool_until) == (was.strikes, self.if_ahead(was.cool_until))
        if was.after_call is not None and now.state is not AgentState.TALKING:
            wish = AgentState.SIGNED_OUT if was.after_call is AgentTrigger.SIGNS_OUT else AgentState.PAUSED
            assert now.state is wish or (now.state, now.after_call) == (AgentState.WRAPPING, was.after_call)

    def end_unseen(self, snapshot: e.PbxSnapshot) -> None:
        """What the daemon writes of those who ended while it was away."""
        shown = {each.contact for each in snapshot.holding} | {each.arrival.contact for each in snapshot.talking}
        for contact in (self.recalled & self.lasts.keys()) - shown:  # others have ended since, and were told of
            if self.lasts[contact].pbx == snapshot.pbx:
                del self.lasts[contact]
                self.recalled.remove(contact)

    def teardown(self) -> None:
        """Everybody hangs up, everything is delivered, every timer rings: nothing may be left."""
        if not hasattr(self, "books"):
            return
        for pbx in ("main", "two"):
            self.pbx_snapshot(pbx, twice=False)
        for contact in list(self.books.callbacks):
            self.do(e.ContactDropped(contact, str(next(self.tokens))))
        for contact in self.pbx.callers:
            self.pbx.hang_up_caller(contact)
        for _ in range(3):
            while self.pbx.orders:
                self.pbx.carry_out()
            for leg in self.pbx.legs.values():
                self.pbx.fail(leg, e.OfferFailure.NO_ANSWER)
            self.deliver_all()
            self.pass_time(200.0, late=False)
        assert not self.books.contacts
        assert not self.books.offers
        assert set(self.ended) == self.entered | self.adopted
        busy = (AgentState.OFFERED, AgentState.TALKING, AgentState.WRAPPING)
        assert not [a for a in self.books.agents.values() if a.state in busy or a.offer or a.kept_for]
