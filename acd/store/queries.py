"""The reading side: what the command line, reports and a starting daemon ask. Every answer is a plain frozen value.

Reads are blocking and short (an indexed look-up is well under a millisecond on SQLite); from asyncio use a thread.
What was put in the last moments may not be there yet: `Store.flush` first where that matters.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from acd.core.acts import OperatorActed
from acd.core.events import Event, PastTalk
from acd.core.pin_tries import PinTried
from acd.core.records import (
    AgentNoted,
    AgentState,
    ContactEnded,
    ContactEntered,
    Decided,
    FlowWalked,
    OfferEnded,
    Outcome,
    QueueStayEnded,
    Refused,
    Row,
)
from acd.core.routing.piece import Piece
from acd.store import (
    acts,
    callbacks,
    forecasts,
    intents,
    journal,
    lessons,
    messages,
    presence,
    summary,
    tables,
    workload,
)
from acd.store.callbacks import Outstanding
from acd.store.engine import failed, open_engine
from acd.store.forecasts import Forecast
from acd.store.history import R, record
from acd.store.journal import PAGE, Entry
from acd.store.lessons import Handled
from acd.store.messages import Answers, Kept
from acd.store.presence import Call, Shift
from acd.store.steps import check
from acd.store.summary import AgentSummary, QueueSummary
from acd.store.workload import Arrivals, Work


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of one contact, each part in order of time. `end` is None while it lives."""

    contact: str
    walks: tuple[FlowWalked, ...]
    entries: tuple[ContactEntered, ...]
    stays: tuple[QueueStayEnded, ...]
    offers: tuple[OfferEnded, ...]
    decisions: tuple[Decided, ...]
    end: ContactEnded | None


@dataclass(frozen=True, slots=True)
class LastState:
    """What an agent was last seen entering, and when."""

    state: AgentState
    reason: str
    since: float


class Reader:
    """Thread-safe. Every method raises StoreError, in one sentence, when the store cannot be read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> "Reader":
        """For a process that only reads: changes nothing, makes nothing. StoreError: no store there, or another
        version's."""
        engine = open_engine(url, create=False)
        try:
            check(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        self._engine.dispose()

    def history(
        self,
        limit: int = 50,
        *,
        since: float | None = None,
        until: float | None = None,
        agent: str | None = None,
        queue: str | None = None,
        number: str | None = None,
        outcome: Outcome | None = None,
    ) -> list[ContactEnded]:
        """Ended contacts, newest first, that ended at since <= time < until and match all that is given."""
        table = tables.contacts
        query = select(table).order_by(table.c.ended.desc(), table.c.id.desc()).limit(limit)
        for column, wanted in (("agent", agent), ("queue", queue), ("number", number), ("outcome", outcome)):
            if wanted is not None:
                query = query.where(table.c[column] == wanted)
        if since is not None:
            query = query.where(table.c.ended >= since)
        if until is not None:
            query = query.where(table.c.ended < until)
        with self._connected() as connection:
            return [record(ContactEnded, found) for found in connection.execute(query)]

    def story(self, contact: str) -> Story | None:
        """One contact from its first menu to its end; None when the store has never heard of it."""
        with self._connected() as connection:
            ends = _of_contact(connection, ContactEnded, tables.contacts, contact)
            story = Story(
                contact,
                _of_contact(connection, FlowWalked, tables.flow_walks, contact),
                _of_contact(connection, ContactEntered, tables.contact_entries, contact),
                _of_contact(connection, QueueStayEnded, tables.queue_stays, contact),
                _of_contact(connection, OfferEnded, tables.offers, contact),
                _of_contact(connection, Decided, tables.decisions, contact),
                ends[0] if ends else None,
            )
        return None if story == Story(contact, (), (), (), (), (), None) else story

    def unbalanced(self, alive: Collection[str] = ()) -> list[str]:
        """Contacts that entered a queue, are not among those `alive`, and have no terminal row. (More than one cannot
        be: the table refuses it.) In a house that loses nobody this is empty."""
        entries, ended = tables.contact_entries.c, tables.contacts.c
        has_ended = select(ended.id).where(ended.contact == entries.contact).exists()
        query = select(entries.contact).distinct().where(~has_ended)
        with self._connected() as connection:
            return sorted(set(connection.execute(query).scalars()) - set(alive))

    def last_agent(self, number: str, queue: str | None, within_s: float, now: float) -> str | None:
        """Who last talked to `number` (in `queue`, if given) on a contact that ended in the `within_s` before `now`."""
        if not number:
            return None
        ended = tables.contacts.c
        query = select(ended.agent).where(
            ended.number == number,
            ended.ended >= now - within_s,
            ended.connected.is_not(None),
            ended.agent.is_not(None),
        )
        if queue is not None:  # as an expression, lest a planner without statistics take the index of a busy queue
            query = query.where(ended.queue + "" == queue)
        with self._connected() as connection:
            return connection.execute(query.order_by(ended.ended.desc()).limit(1)).scalar()

    def last_agent_states(self) -> dict[str, LastState]:
        """By agent, the state he was in when the rows end: what a starting daemon signs in and pauses again."""
        states = tables.agent_states.c
        newest = select(func.max(states.id)).group_by(states.agent)
        query = select(states.agent, states.next_state, states.next_reason, states.until).where(states.id.in_(newest))
        with self._connected() as connection:
            rows = connection.execute(query).all()
        return {agent: LastState(AgentState(state), reason, since) for agent, state, reason, since in rows}

    def agent_notes(self) -> dict[str, AgentNoted]:
        """By agent, what was noted of him last."""
        notes = tables.agent_notes
        newest = select(func.max(notes.c.id)).group_by(notes.c.agent)
        with self._connected() as connection:
            found = connection.execute(select(notes).where(notes.c.id.in_(newest)))
            return {row.agent: record(AgentNoted, row) for row in found}

    def last_queues(self, agents: Collection[str], since: float) -> dict[str, str]:
        """See ``presence.last_queues``."""
        with self._connected() as connection:
            return presence.last_queues(connection, agents, since)

    def learned(self) -> list[Piece]:
        """What `Store.keep` kept, ordered by what, who and key."""
        kept = tables.learned.c
        query = select(kept.what, kept.who, kept.key, kept["values"]).order_by(kept.what, kept.who, kept.key)
        with self._connected() as connection:
            found = connection.execute(query)
            return [Piece(what, who, key, tuple(map(float, values))) for what, who, key, values in found]

    def lessons(self, from_: float) -> Iterator[Row]:
        """See ``lessons.rows``."""
        with self._connected() as connection:
            yield from lessons.rows(connection, from_)

    def handled(self, from_: float) -> Iterator[Handled]:
        """See ``lessons.handled``."""
        with self._connected() as connection:
            yield from lessons.handled(connection, from_)

    def talks(self, from_: float, limit: int) -> list[PastTalk]:
        """See ``lessons.talks``."""
        with self._connected() as connection:
            return lessons.talks(connection, from_, limit)

    def pin_tries(self, since: float) -> tuple[PinTried, ...]:
        """In their order."""
        with self._connected() as connection:
            query = select(tables.pin_tries).where(tables.pin_tries.c.at >= since).order_by(tables.pin_tries.c.id)
            return tuple(record(PinTried, row) for row in connection.execute(query))

    def callbacks(self) -> Outstanding:
        """See ``callbacks.outstanding``."""
        with self._connected() as connection:
            return callbacks.outstanding(connection)

    def callbacks_booked(self, since: float, number: str | None = None) -> int:
        """See ``callbacks.booked_since``."""
        with self._connected() as connection:
            return callbacks.booked_since(connection, since, number)

    def acts(self, since: float | None, until: float | None, by: str | None, limit: int) -> list[OperatorActed]:
        """See ``acts.acts``."""
        with self._connected() as connection:
            return acts.acts(connection, since, until, by, limit)

    def refusals(self, limit: int = 50) -> list[Refused]:
        """The newest events that made no sense to the Floor, newest first."""
        table = tables.refusals
        with self._connected() as connection:
            found = connection.execute(select(table).order_by(table.c.id.desc()).limit(limit))
            return [record(Refused, row) for row in found]

    def events(self, from_: float, to: float) -> Iterator[tuple[float, Event]]:
        """The journal's events with from_ <= at < to as (at, event), in the order the Floor had them."""
        with self._connected() as connection:
            yield from journal.events(connection, from_, to)

    def entries(self, from_: float, to: float) -> Iterator[Entry]:
        """See ``journal.entries``."""
        with self._connected() as connection:
            yield from journal.entries(connection, from_, to)

    def journalled(self, from_: float, to: float) -> int:
        """How many entries `entries` yields."""
        with self._connected() as connection:
            return journal.count(connection, from_, to)

    def recorded(self, kind: type[R], from_: float, to: float) -> Iterator[tuple[float, R]]:
        """The rows of `kind` that were given out at from_ <= at < to, as (at, row) in the order of their writing."""
        table, after = tables.ROW_TABLES[kind], -1  # type: ignore[index]
        within = (table.c.recorded >= from_) & (table.c.recorded < to)
        while True:
            query = select(table).where(within, table.c.id > after).order_by(table.c.id).limit(PAGE)
            with self._connected() as connection:
                page = connection.execute(query).all()
            if not page:
                return
            yield from ((found.recorded, record(kind, found)) for found in page)
            after = page[-1].id

    def queues(
        self, from_: float, to: float, targets: Mapping[str, float] | None = None, default_target_s: float = 20.0
    ) -> list[QueueSummary]:
        """See ``summary.queues``."""
        with self._connected() as connection:
            return summary.queues(connection, from_, to, targets or {}, default_target_s)

    def agents(self, from_: float, to: float) -> list[AgentSummary]:
        """See ``summary.agents``."""
        with self._connected() as connection:
            return summary.agents(connection, from_, to)

    def arrivals(self, from_: float, to: float) -> list[Arrivals]:
        """See ``workload.arrivals``."""
        with self._connected() as connection:
            return workload.arrivals(connection, from_, to)

    def work(self, from_: float, to: float) -> list[Work]:
        """See ``workload.work``."""
        with self._connected() as connection:
            return workload.work(connection, from_, to)

    def shifts(self, from_: float, to: float) -> list[Shift]:
        """See ``presence.shifts``."""
        with self._connected() as connection:
            return presence.shifts(connection, from_, to)

    def calls(self, from_: float, to: float) -> list[Call]:
        """See ``presence.calls``."""
        with self._connected() as connection:
            return presence.calls(connection, from_, to)

    def span(self) -> tuple[float, float] | None:
        """See ``presence.span``."""
        with self._connected() as connection:
            return presence.span(connection)

    def last_intents(self, number: str, from_: float, limit: int) -> list[tuple[str, float]]:
        """See ``intents.of_number``."""
        with self._connected() as connection:
            return intents.of_number(connection, number, from_, limit)

    def intents_around(self, now: float, days: int) -> Sequence[tuple[str, int]]:
        """See ``intents.around``."""
        with self._connected() as connection:
            return intents.around(connection, now, days)

    def forecasts(self, from_: float, to: float, queue: str | None = None) -> list[Forecast]:
        """See ``forecasts.forecasts``."""
        with self._connected() as connection:
            return forecasts.forecasts(connection, from_, to, queue)

    def messages(
        self,
        *,
        number: int | None = None,
        box: tuple[str, str] | None = None,
        unread: bool = False,
        deleted: bool = False,
        unmailed: bool = False,
        before: float | None = None,
        limit: int | None = None,
    ) -> list[Kept]:
        """See ``messages.messages``."""
        wanted = {"unread": unread, "deleted": deleted, "unmailed": unmailed}
        with self._connected() as connection:
            return messages.messages(connection, number=number, box=box, before=before, limit=limit, **wanted)

    def has_message(self, message: str) -> bool:
        with self._connected() as connection:
            return messages.is_known(connection, message)

    def answers(self, from_: float, to: float) -> list[Answers]:
        """See ``messages.answers``."""
        with self._connected() as connection:
            return messages.answers(connection, from_, to)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise failed(self._engine, error) from error


def _of_contact(connection: Connection, kind: type[R], table: Table, contact: str) -> tuple[R, ...]:
    found = connection.execute(select(table).where(table.c.contact == contact).order_by(table.c.id))
    return tuple(record(kind, row) for row in found)
