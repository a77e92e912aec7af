"""What a recorded time tells that any configuration would have met: who called, how long each call took whom, who was
at work, who picked up. Gathered while the journal is played to a Floor again, from the rows that Floor gives out."""

from collections import defaultdict
from dataclasses import dataclass, field

from acd.core import events as e
from acd.core.commands import Record
from acd.core.records import OF_CALLBACKS, AgentStateEnded, ContactEnded, ContactEntered, OfferEnded, Outcome
from acd.core.roster import Roster
from acd.core.routing.piece import Piece
from acd.core.view import AgentView
from acd.replay.runs import Gap, Step

CONNECTED = "connected"
_CAUSES = (
    e.OfferFailure.NO_ANSWER,
    e.OfferFailure.BUSY,
    e.OfferFailure.REJECTED,
    e.OfferFailure.UNREACHABLE,
    e.OfferFailure.DROPPED,
)
_HAPPENINGS = (
    e.AgentSignedIn,
    e.AgentSignedOut,
    e.AgentPaused,
    e.AgentReady,
    e.AgentSkillsChanged,
    e.PhoneReached,
    e.PhoneLost,
    e.PhoneTaken,
    e.PhoneFreed,
    e.RosterChanged,
)


@dataclass(frozen=True, slots=True)
class Span:
    """An agent in one state."""

    agent: str
    state: str
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Ring:
    """An agent's phone was rung at `made`; `cause` None: he was connected `after_s` later, else it failed then."""

    made: float
    after_s: float
    cause: e.OfferFailure | None


@dataclass(frozen=True, slots=True)
class Call:
    """A caller who came at `at`, and whose wait was over at `until`. `talk_s` and `wrap_s` are of those answered.
    `is_counted`: he came within the period; others only keep agents busy at its beginning."""

    arrival: e.ContactArrived
    at: float
    until: float
    outcome: Outcome
    agent: str | None
    talk_s: float | None
    wrap_s: float | None
    is_counted: bool

    @property
    def waited_s(self) -> float:
        return max(0.0, self.until - self.arrival.entered)


@dataclass(slots=True)
class Past:
    """Times of the period are `from_` to `to`. `at_start` are the agents then, `pieces` what was known of them, and
    `known` what is known at its end. `busy_until`: agents who talked or wrapped up as it began."""

    from_: float = 0.0
    to: float = 0.0
    roster: Roster = field(default_factory=lambda: Roster({}, {}))
    calls: list[Call] = field(default_factory=list)
    at_start: tuple[AgentView, ...] = ()
    busy_until: dict[str, float] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    known: tuple[Piece, ...] = ()
    happenings: list[tuple[float, e.Event]] = field(default_factory=list)
    rings: dict[str, list[Ring]] = field(default_factory=lambda: defaultdict(list))
    spans: list[Span] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    runs: int = 0
    not_over: int = 0  # calls
    operators: int = 0  # calls moved, dropped or given another priority by operators
    pbx_lost: int = 0  # times


class Witness:
    """Told of every step and gap, then asked once for the ``Past`` from `from_` on."""

    def __init__(self, from_: float) -> None:
        self._from = from_
        self._past = Past()
        self._arrivals: dict[str, e.ContactArrived] = {}
        self._entered: dict[str, float] = {}
        self._talks: dict[str, OfferEnded] = {}
        self._ended: list[ContactEnded] = []
        self._came: dict[str, tuple[e.ContactArrived, float]] = {}
        self._wraps: dict[tuple[str, float], float] = {}
        self._last: Step | None = None

    def take(self, step: Step | Gap) -> None:
        if isinstance(step, Gap):
            self._past.gaps.append(step)
            return
        self._last = step
        self._hear(step.event, step.at)
        for command in step.commands:
            if isinstance(command, Record):
                self._note(command.row)
        if step.at >= self._from:
            self._within(step)

    def past(self) -> Past:
        past, last = self._past, self._last
        if last is None or not past.from_:
            return past
        past.to, past.known = last.at, last.floor.learned()
        view = last.floor.view(last.at)
        past.spans += [Span(agent.agent, agent.state, agent.since, last.at) for agent in view.agents]
        past.not_over = sum(contact.entered >= past.from_ for contact in view.contacts)
        past.calls = sorted(map(self._call, self._ended), key=lambda call: call.at)
        for rings in past.rings.values():
            rings.sort(key=lambda ring: ring.made)
        for agent, spans in self._busy_at_start().items():
            past.busy_until[agent] = max(span.until for span in spans)
        return past

    def _hear(self, event: e.Event, at: float) -> None:
        match event:
            case e.ContactArrived(contact=contact):
                self._arrivals.setdefault(contact, event)
            case e.PbxSnapshot(holding=holding, talking=talking):
                for arrival in (*holding, *(talk.arrival for talk in talking)):
                    self._arrivals.setdefault(arrival.contact, arrival)
                    self._entered.setdefault(arrival.contact, at)  # a run before wrote that he entered
            case e.RosterChanged(roster=roster):
                if not self._past.from_:
                    self._past.roster = roster

    def _note(self, row: object) -> None:
        match row:
            case ContactEntered(contact=contact, at=at):
                self._entered.setdefault(contact, at)
            case OfferEnded():
                self._note_offer(row)
            case ContactEnded(contact=contact, ended=ended):
                self._note_end(row, self._arrivals.pop(contact, None), self._entered.pop(contact, ended))
            case AgentStateEnded(agent=agent, state=state, since=since, until=until) if until > self._from:
                self._past.spans.append(Span(agent, state, since, until))
                if state == "wrapping":
                    self._wraps[agent, since] = until - since

    def _note_end(self, row: ContactEnded, arrival: e.ContactArrived | None, at: float) -> None:
        """Of a caller who came back after his end only the first time counts. Who was called back did not come."""
        is_call = row.outcome not in OF_CALLBACKS
        if is_call and row.ended > self._from and arrival is not None and row.contact not in self._came:
            self._ended.append(row)
            self._came[row.contact] = arrival, at

    def _note_offer(self, row: OfferEnded) -> None:
        if row.ended <= self._from:
            return
        if row.result == CONNECTED and row.connected is not None:
            self._talks[row.contact] = row
            self._past.rings[row.agent].append(Ring(row.made, row.connected - row.made, None))
        elif row.result in _CAUSES:
            cause = e.OfferFailure(row.result)
            self._past.rings[row.agent].append(Ring(row.made, row.ended - row.made, cause))

    def _within(self, step: Step) -> None:
        past, event = self._past, step.event
        past.runs += step.begins or not past.from_
        if not past.from_:
            past.from_, past.pieces = step.at, step.floor.learned()
            past.at_start = step.floor.view(step.at).agents
        if isinstance(event, _HAPPENINGS) and not _ends_wrap_up(step):
            past.happenings.append((step.at, event))
        past.operators += isinstance(event, e.ContactMoved | e.ContactPrioritised | e.ContactDropped)
        past.pbx_lost += isinstance(event, e.PbxLost)

    def _call(self, row: ContactEnded) -> Call:
        arrival, at = self._came[row.contact]
        talk = self._talks.get(row.contact)
        until = row.ended if row.connected is None else row.connected
        talk_s = wrap_s = None
        if talk is not None and talk.connected is not None:
            talk_s, wrap_s = talk.ended - talk.connected, self._wraps.get((talk.agent, talk.ended), 0.0)
        is_counted = at >= self._past.from_
        return Call(arrival, at, until, row.outcome, row.agent, talk_s, wrap_s, is_counted)

    def _busy_at_start(self) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = defaultdict(list)
        from_ = self._past.from_
        for span in sorted(self._past.spans, key=lambda each: each.since):
            at = max((each.until for each in found[span.agent]), default=from_)
            if span.state in ("talking", "wrapping") and span.since <= at < span.until:
                found[span.agent].append(span)
        return {agent: spans for agent, spans in found.items() if spans}


def _ends_wrap_up(step: Step) -> bool:
    """Whoever is ready before his wrap-up's deadline: that goes with his call."""
    return isinstance(step.event, e.AgentReady) and any(
        isinstance(command, Record) and isinstance(command.row, AgentStateEnded) and command.row.state == "wrapping"
        for command in step.commands
    )
