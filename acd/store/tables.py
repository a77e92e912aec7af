"""The tables, as SQLAlchemy Core sees them; a change here needs a step in ``steps.py``.

Every time is a float of seconds since the Unix epoch (UTC) on the core's clock (``acd.clock``): within one run of the
daemon it never jumps, so differences are true durations. `recorded` is when the Floor gave the row out; `journal.wall`
is the machine's wall clock beside the core's `at`, so that a step of it can be seen later.

A record's table has exactly the record's fields as columns, after `id` and `recorded`. Callers' numbers and names are
kept in `contact_entries`, `contacts`, `flow_walks`, `messages`, `callbacks`, `calls_out` and in the bodies of
`journal`: whoever must forget a caller looks there (erasing.py), and in the spool (spool.py) while it holds what these
tables could not take.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table

from acd.core.acts import OperatorActed
from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.left import MessageLeft, MessageMarked, SurveyAnswered
from acd.core.outbound import CallOut
from acd.core.pin_tries import PinTried
from acd.core.records import (
    AgentNoted,
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
from acd.store.own_tables import leader as leader
from acd.store.own_tables import learned as learned
from acd.store.own_tables import runs as runs
from acd.store.own_tables import schema_steps as schema_steps
from acd.store.parts import Count, count, recorded, row_id, seconds, words
from acd.store.parts import metadata as metadata

contact_entries = Table(
    "contact_entries",
    metadata,
    row_id(),
    recorded(),
    words("contact"),
    words("pbx"),
    words("queue"),
    words("number"),
    words("name"),
    words("intent"),
    count("priority"),
    seconds("entered"),
    seconds("at"),
    Index("contact_entries_contact", "contact"),
    Index("contact_entries_at", "at"),
)

queue_stays = Table(
    "queue_stays",
    metadata,
    row_id(),
    recorded(),
    words("contact"),
    words("queue"),
    seconds("since"),
    seconds("until"),
    words("outcome"),
    Index("queue_stays_contact", "contact"),
    Index("queue_stays_until", "until"),
)

contacts = Table(
    "contacts",
    metadata,
    row_id(),
    recorded(),
    Column("contact", Words, nullable=False, unique=True),  # one terminal row a contact, whatever happens
    words("pbx"),
    words("queue"),
    words("number"),
    words("name"),
    words("intent"),
    words("language"),
    count("priority"),
    seconds("entered"),
    seconds("connected", nullable=True),
    seconds("ended"),
    words("outcome"),
    words("agent", nullable=True),
    count("offers"),
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
    row_id(),
    recorded(),
    words("contact"),
    count("offer"),
    words("agent"),
    words("queue"),
    seconds("made"),
    seconds("rang", nullable=True),
    seconds("answered", nullable=True),
    seconds("connected", nullable=True),
    seconds("ended"),
    words("result"),
    Index("offers_contact", "contact"),
    Index("offers_ended", "ended"),
)

agent_states = Table(
    "agent_states",
    metadata,
    row_id(),
    recorded(),
    words("agent"),
    words("state"),
    words("reason"),
    seconds("since"),
    seconds("until"),
    words("next_state"),
    words("next_reason"),
    Index("agent_states_agent_id", "agent", "id"),
    Index("agent_states_agent_since", "agent", "since"),
    Index("agent_states_agent_until", "agent", "until"),
    Index("agent_states_until", "until"),
)

agent_notes = Table(
    "agent_notes",
    metadata,
    row_id(),
    recorded(),
    words("agent"),
    words("wish", nullable=True),
    words("reason"),
    count("strikes"),
    seconds("cool_until", nullable=True),
    Column("skills", Json, nullable=False),
    Column("configured", Json, nullable=False),
    Index("agent_notes_agent_id", "agent", "id"),
)

decisions = Table(
    "decisions",
    metadata,
    row_id(),
    recorded(),
    words("contact"),
    count("offer"),
    seconds("at"),
    Column("decision", DecisionText, nullable=False),
    Index("decisions_contact", "contact"),
)

flow_walks = Table(
    "flow_walks",
    metadata,
    row_id(),
    recorded(),
    words("contact"),
    words("pbx"),
    words("flow"),
    words("number"),
    words("name"),
    seconds("began"),
    seconds("ended"),
    Column("path", Json, nullable=False),
    words("outcome"),
    words("target"),
    words("intent"),
    Index("flow_walks_contact", "contact"),
    Index("flow_walks_ended", "ended"),
)

relaxations = Table(
    "relaxations",
    metadata,
    row_id(),
    recorded(),
    words("contact"),
    words("queue"),
    seconds("at"),
    Column("needs", Json, nullable=False),
    Index("relaxations_contact", "contact"),
    Index("relaxations_at", "at"),
)

wait_predictions = Table(
    "wait_predictions",
    metadata,
    row_id(),
    recorded(),
    words("contact"),
    words("queue"),
    seconds("at"),
    seconds("p50_s"),
    seconds("p80_s"),
    Index("wait_predictions_at", "at"),
)

refusals = Table(
    "refusals",
    metadata,
    row_id(),
    recorded(),
    seconds("at"),
    words("event"),
    words("who"),
    words("state"),
)

callbacks = Table(
    "callbacks",
    metadata,
    row_id(),
    recorded(),
    words("contact"),
    words("pbx"),
    words("queue"),
    words("number"),
    words("national"),
    words("name"),
    words("intent"),
    words("language"),
    count("priority"),
    Column("needs", Json, nullable=False),
    Column("excluded", Json, nullable=False),
    seconds("entered"),
    seconds("since"),
    seconds("due"),
    seconds("joined", nullable=True),
    seconds("at"),
    Column("data", Json, nullable=False),
    Index("callbacks_contact", "contact"),
    Index("callbacks_number_at", "number", "at"),
    Index("callbacks_at", "at"),
)

callback_tries = Table(
    "callback_tries",
    metadata,
    row_id(),
    recorded(),
    words("contact"),
    count("attempt"),
    words("agent"),
    seconds("at"),
    words("result"),
    seconds("due"),
    Index("callback_tries_contact", "contact"),
)

messages = Table(
    "messages",
    metadata,
    row_id(),
    recorded(),
    words("message"),
    words("contact"),
    words("pbx"),
    words("box_kind"),
    words("box"),
    words("number"),
    words("name"),
    seconds("seconds"),
    seconds("at"),
    words("mail_to"),
    Index("messages_message", "message"),
    Index("messages_contact", "contact"),
    Index("messages_at", "at"),
)

message_marks = Table(
    "message_marks",
    metadata,
    row_id(),
    recorded(),
    words("message"),
    words("mark"),
    seconds("at"),
    Index("message_marks_message", "message"),
)

survey_answers = Table(
    "survey_answers",
    metadata,
    row_id(),
    recorded(),
    words("contact"),
    words("agent"),
    words("queue"),
    words("flow"),
    words("question"),
    count("answer"),
    seconds("at"),
    Index("survey_answers_contact", "contact"),
    Index("survey_answers_at", "at"),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    seconds("at"),
    seconds("wall"),
    words("kind"),
    Column("body", String, nullable=False),
    Column("number", Count, nullable=True),  # from 1 within a run of the daemon; what was lost leaves a gap
    Index("journal_at", "at"),
)

pin_tries = Table(
    "pin_tries",
    metadata,
    row_id(),
    recorded(),
    words("book"),
    words("account"),  # a digest, and so is the number
    words("number"),
    seconds("at"),
    words("act"),
    Index("pin_tries_at", "at"),
)

operator_acts = Table(
    "operator_acts",
    metadata,
    row_id(),
    recorded(),
    seconds("at"),
    count("uid"),
    words("who"),
    words("role"),
    words("act"),
    words("whom"),
    words("what"),
    words("result"),
    words("why"),
    Index("operator_acts_at", "at"),
)
keep_append_only(operator_acts)

calls_out = Table(
    "calls_out",
    metadata,
    row_id(),
    recorded(),
    words("contact"),
    words("pbx"),
    words("number"),
    words("destination"),
    seconds("at"),
    words("refused"),
    Index("calls_out_at", "at"),
)

ROW_TABLES: dict[type[Row], Table] = {
    ContactEntered: contact_entries,
    QueueStayEnded: queue_stays,
    ContactEnded: contacts,
    OfferEnded: offers,
    AgentStateEnded: agent_states,
    AgentNoted: agent_notes,
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
