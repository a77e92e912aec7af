"""Schema 5: messages that callers leave, their answers to surveys, call-backs, and tries of PINs.

The tables are written here as they were at this step, whatever ``tables.py`` says later.
"""

from sqlalchemy import BigInteger, Column, Connection, Double, Index, Integer, MetaData, String, Table

_metadata = MetaData()


def _row(name: str, *columns: Column[str] | Column[float] | Column[int] | Index) -> Table:
    number = Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    return Table(name, _metadata, number, Column("recorded", Double, nullable=False), *columns)


def _words(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def _seconds(name: str) -> Column[float]:
    return Column(name, Double, nullable=False)


_row(
    "messages",
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
_row(
    "message_marks",
    _words("message"),
    _words("mark"),
    _seconds("at"),
    Index("message_marks_message", "message"),
)
_row(
    "survey_answers",
    _words("contact"),
    _words("agent"),
    _words("queue"),
    _words("flow"),
    _words("question"),
    Column("answer", BigInteger, nullable=False),
    _seconds("at"),
    Index("survey_answers_contact", "contact"),
    Index("survey_answers_at", "at"),
)


_row(
    "callbacks",
    *(_words(name) for name in ("contact", "pbx", "queue", "number", "national", "name", "intent", "language")),
    Column("priority", BigInteger, nullable=False),
    _words("needs"),
    _words("excluded"),
    _seconds("entered"),
    _seconds("since"),
    _seconds("due"),
    Column("joined", Double, nullable=True),
    _seconds("at"),
    _words("data"),
    Index("callbacks_contact", "contact"),
    Index("callbacks_number_at", "number", "at"),
    Index("callbacks_at", "at"),
)
_row(
    "callback_tries",
    _words("contact"),
    Column("attempt", BigInteger, nullable=False),
    _words("agent"),
    _seconds("at"),
    _words("result"),
    _seconds("due"),
    Index("callback_tries_contact", "contact"),
)


_row(
    "pin_tries",
    _words("book"),
    _words("account"),
    _words("number"),
    _seconds("at"),
    _words("act"),
    Index("pin_tries_at", "at"),
)


def apply(connection: Connection) -> None:
    _metadata.create_all(connection, checkfirst=False)
