"""The tables, as SQLAlchemy Core sees them; a change here needs a step in ``steps.py``.

Every time is a float of seconds since the Unix epoch (UTC) on the core's clock (``acd.clock``): within one run of the
daemon it never jumps, so differences are true durations. `recorded` is when the Floor gave the row out; `journal.wall`
is the machine's wall clock beside the core's `at`, so that a step of it can be seen later.

A record's table has exactly the record's fields as columns, after `id` and `recorded`. Callers' numbers and names are
kept in `contact_entries`, `contacts`, `flow_walks`, `messages`, `callbacks`, `calls_out` and in the bodies of
`journal`: whoever must forget a caller looks there (erasing.py), and in the spool (spool.py) while it holds what these
tables could not take.
"""

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, MetaData, String, Table

from acd.core.acts import OperatorActed
from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.left import MessageLeft, MessageMarked, SurveyAnswered
from acd.core.outbound import CallOut
from acd.core.pin_tries import PinTried
from acd.core.records import (
    AgentStateEnded,
    ContactEnded,
    ContactEntered,
    Decided,
    FlowWalked,
    NeedsRelaxed,
    OfferEnded,
    QueueStayEnded,
    Refused,
    Row,
    WaitPredicted,
)
from acd.store.append_only import keep_append_only
from acd.store.columns import Json, Words
from acd.store.decisions import DecisionText

metadata = MetaData()
Seconds = Double
Count = BigInteger


def _id() -> Column[int]:
    """Rising in the order of writing. INTEGER in SQLite because only that is its own row id."""
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def _recorded() -> Column[float]:
    return Column("recorded", Seconds, nullable=False)


def _words(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Words, nullable=nullable)


def _seconds(name: str, *, nullable: bool = False) -> Column[float]:
    return Column(name, Seconds, nullable=nullable)


def _count(name: str) -> Column[int]:
    return Column(name, Count, nullable=False)


contact_entries = Table(
    "contact_entries",
    metadata,
    _id(),
    _recorded(),
    _words("contact"),
    _words("pbx"),
    _words("queue"),
    _words("number"),
    _words("name"),
    _words("intent"),
    _count("priority"),
    _seconds("entered"),
    _seconds("at"),
    Index("contact_entries_contact", "contact"),
    Index("contact_entries_at", "at"),
)

queue_stays = Table(
    "queue_stays",
    metadata,
    _id(),
    _recorded(),
    _words("contact"),
    _words("queue"),
    _seconds("since"),
    _seconds("until"),
    _words("outcome"),
    Index("queue_stays_contact", "contact"),
    Index("queue_stays_until", "until"),
)

contacts = Table(
    "contacts",
    metadata,
    _id(),
    _recorded(),
    Column("contact", Words, nullable=False, unique=True),  # one terminal row a contact, whatever happens
    _words("pbx"),
    _words("queue"),
    _words("number"),
    _words("name"),
    _words("intent"),
    _words("language"),
    _count("priority"),
    _seconds("entered"),
    _seconds("connected", nullable=True),
    _seconds("ended"),
    _words("outcome"),
    _words("agent", nullable=True),
    _count("offers"),
    Column("ended_by_agent", Boolean, nullable=False),
    Column("data", Json, nullable=False),
    Index("contacts_ended", "ended"),
    Index("contacts_number_ended", "number", "ended"),
    Index("contacts_agent_ended", "agent", "ended"),
    Index("contacts_queue_ended", "queue", "ended"),
)

offers = Table(
    "offers",
    metadata,
    _id(),
    _recorded(),
    _words("contact"),
    _count("offer"),
    _words("agent"),
    _words("queue"),
    _seconds("made"),
    _seconds("rang", nullable=True),
    _seconds("answered", nullable=True),
    _seconds("connected", nullable=True),
    _seconds("ended"),
    _words("result"),
    Index("offers_contact", "contact"),
    Index("offers_ended", "ended"),
)

agent_states = Table(
    "agent_states",
    metadata,
    _id(),
    _recorded(),
    _words("agent"),
    _words("state"),
    _words("reason"),
    _seconds("since"),
    _seconds("until"),
    _words("next_state"),
    _words("next_reason"),
    Index("agent_states_agent_id", "agent", "id"),
    Index("agent_states_agent_since", "agent", "since"),
    Index("agent_states_agent_until", "agent", "until"),
    Index("agent_states_until", "until"),
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    _recorded(),
    _words("contact"),
    _count("offer"),
    _seconds("at"),
    Column("decision", DecisionText, nullable=False),
    Index("decisions_contact", "contact"),
)

flow_walks = Table(
    "flow_walks",
    metadata,
    _id(),
    _recorded(),
    _words("contact"),
    _words("pbx"),
    _words("flow"),
    _words("number"),
    _words("name"),
    _seconds("began"),
    _seconds("ended"),
    Column("path", Json, nullable=False),
    _words("outcome"),
    _words("target"),
    _words("intent"),
    Index("flow_walks_contact", "contact"),
    Index("flow_walks_ended", "ended"),
)

relaxations = Table(
    "relaxations",
    metadata,
    _id(),
    _recorded(),
    _words("contact"),
    _words("queue"),
    _seconds("at"),
    Column("needs", Json, nullable=False),
    Index("relaxations_contact", "contact"),
    Index("relaxations_at", "at"),
)

wait_predictions = Table(
    "wait_predictions",
    metadata,
    _id(),
    _recorded(),
    _words("contact"),
    _words("queue"),
    _seconds("at"),
    _seconds("p50_s"),
    _seconds("p80_s"),
    Index("wait_predictions_at", "at"),
)

refusals = Table(
    "refusals",
    metadata,
    _id(),
    _recorded(),
    _seconds("at"),
    _words("event"),
    _words("who"),
    _words("state"),
)

callbacks = Table(
    "callbacks",
    metadata,
    _id(),
    _recorded(),
    _words("contact"),
    _words("pbx"),
    _words("queue"),
    _words("number"),
    _words("national"),
    _words("name"),
    _words("intent"),
    _words("language"),
    _count("priority"),
    Column("needs", Json, nullable=False),
    Column("excluded", Json, nullable=False),
    _seconds("entered"),
    _seconds("since"),
    _seconds("due"),
    _seconds("joined", nullable=True),
    _seconds("at"),
    Column("data", Json, nullable=False),
    Index("callbacks_contact", "contact"),
    Index("callbacks_number_at", "number", "at"),
    Index("callbacks_at", "at"),
)

callback_tries = Table(
    "callback_tries",
    metadata,
    _id(),
    _recorded(),
    _words("contact"),
    _count("attempt"),
    _words("agent"),
    _seconds("at"),
    _words("result"),
    _seconds("due"),
    Index("callback_tries_contact", "contact"),
)

messages = Table(
    "messages",
    metadata,
    _id(),
    _recorded(),
    _words("message"),
    _words("contact"),
    _words("pbx"),
    _words("box_kind"),
    _words("box"),
    _words("number"),
    _words("name"),
    _seconds("seconds"),
    _seconds("at"),
    _words("mail_to"),
    Index("messages_message", "message"),
    Index("messages_contact", "contact"),
    Index("messages_at", "at"),
)

message_marks = Table(
    "message_marks",
    metadata,
    _id(),
    _recorded(),
    _words("message"),
    _words("mark"),
    _seconds("at"),
    Index("message_marks_message", "message"),
)

survey_answers = Table(
    "survey_answers",
    metadata,
    _id(),
    _recorded(),
    _words("contact"),
    _words("agent"),
    _words("queue"),
    _words("flow"),
    _words("question"),
    _count("answer"),
    _seconds("at"),
    Index("survey_answers_contact", "contact"),
    Index("survey_answers_at", "at"),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    _seconds("at"),
    _seconds("wall"),
    _words("kind"),
    Column("body", String, nullable=False),
    Column("number", Count, nullable=True),  # from 1 within a run of the daemon; what was lost leaves a gap
    Index("journal_at", "at"),
)

learned = Table(
    "learned",
    metadata,
    Column("what", Words, primary_key=True),
    Column("who", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("values", Json, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("run", String, primary_key=True),  # one opening of the store for writing
    Column("started", Seconds, nullable=False),
    Column("batch", BigInteger, nullable=False),  # the last batch committed: a retried one is not written twice
)

schema_steps = Table(
    "schema_steps",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("what", String, nullable=False),
    Column("applied", Seconds, nullable=False),
)

pin_tries = Table(
    "pin_tries",
    metadata,
    _id(),
    _recorded(),
    _words("book"),
    _words("account"),  # a digest, and so is the number
    _words("number"),
    _seconds("at"),
    _words("act"),
    Index("pin_tries_at", "at"),
)

leader = Table(  # one row; lease.py says what is in it
    "leader",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _count("epoch"),
    _words("who"),
    _words("session"),
    _words("process"),
    Column("is_shared", Boolean, nullable=False),
    _count("renewals"),
    _seconds("since"),
    Column("is_left", Boolean, nullable=False),
)

operator_acts = Table(
    "operator_acts",
    metadata,
    _id(),
    _recorded(),
    _seconds("at"),
    _count("uid"),
    _words("who"),
    _words("role"),
    _words("act"),
    _words("whom"),
    _words("what"),
    _words("result"),
    _words("why"),
    Index("operator_acts_at", "at"),
)
keep_append_only(operator_acts)

calls_out = Table(
    "calls_out",
    metadata,
    _id(),
    _recorded(),
    _words("contact"),
    _words("pbx"),
    _words("number"),
    _words("destination"),
    _seconds("at"),
    _words("refused"),
    Index("calls_out_at", "at"),
)

ROW_TABLES: dict[type[Row], Table] = {
    ContactEntered: contact_entries,
    QueueStayEnded: queue_stays,
    ContactEnded: contacts,
    OfferEnded: offers,
    AgentStateEnded: agent_states,
    Decided: decisions,
    FlowWalked: flow_walks,
    NeedsRelaxed: relaxations,
    WaitPredicted: wait_predictions,
    Refused: refusals,
    CallbackBooked: callbacks,
    CallbackTried: callback_tries,
    MessageLeft: messages,
    MessageMarked: message_marks,
    SurveyAnswered: survey_answers,
    PinTried: pin_tries,
    OperatorActed: operator_acts,
    CallOut: calls_out,
}
