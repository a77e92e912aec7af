"""Messages and what became of them; answers to surveys."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Subquery, and_, func, or_, select

from acd.core.left import Mark, MessageLeft
from acd.store import tables
from acd.store.history import record

_STATES = (Mark.READ, Mark.UNREAD, Mark.DELETED)
_POST = (Mark.MAILED, Mark.NOT_MAILED)


@dataclass(frozen=True, slots=True)
class Kept:
    """`number` is for people; `state` is READ, UNREAD or DELETED; `mailed` is None while it is to be, or never was."""

    number: int
    message: MessageLeft
    state: Mark
    mailed: Mark | None


@dataclass(frozen=True, slots=True)
class Answers:
    """How often `question` was answered with `answer` about talks of `agent` for `queue`."""

    queue: str
    agent: str
    question: str
    answer: int
    count: int


def messages(
    connection: Connection,
    *,
    number: int | None = None,
    box: tuple[str, str] | None = None,
    unread: bool = False,
    deleted: bool = False,
    unmailed: bool = False,
    before: float | None = None,
    limit: int | None = None,
) -> list[Kept]:
    """The latest first. `box`: queue or agent, and its name. `unmailed`: only those still to be mailed."""
    left = tables.messages.c
    state, post = _last(_STATES, "state"), _last(_POST, "post")
    wanted: list[ColumnElement[bool]] = []
    if number is not None:
        wanted.append(left.id == number)
    if box is not None:
        wanted.append(and_(left.box_kind == box[0], left.box == box[1]))
    if unread:
        wanted.append(or_(state.c.mark.is_(None), state.c.mark == Mark.UNREAD))
    if not deleted:
        wanted.append(or_(state.c.mark.is_(None), state.c.mark != Mark.DELETED))
    if unmailed:
        wanted += [left.mail_to != "", post.c.mark.is_(None)]
    if before is not None:
        wanted.append(left.at < before)
    source = tables.messages.outerjoin(state, state.c.message == left.message)
    source = source.outerjoin(post, post.c.message == left.message)
    query = (
        select(tables.messages, state.c.mark.label("state_mark"), post.c.mark.label("post_mark"))
        .select_from(source)
        .where(*wanted)
        .order_by(left.at.desc(), left.id.desc())
        .limit(limit)
    )
    return [
        Kept(
            row.id,
            record(MessageLeft, row),
            Mark(row.state_mark or Mark.UNREAD),
            Mark(row.post_mark) if row.post_mark else None,
        )
        for row in connection.execute(query)
    ]


def is_known(connection: Connection, message: str) -> bool:
    left = tables.messages.c
    return connection.execute(select(left.id).where(left.message == message).limit(1)).first() is not None


def answers(connection: Connection, from_: float, to: float) -> list[Answers]:
    """Of from_ <= at < to, by queue, agent, question and answer, in that order."""
    given = tables.survey_answers.c
    by = (given.queue, given.agent, given.question, given.answer)
    query = select(*by, func.count()).where(given.at >= from_, given.at < to).group_by(*by).order_by(*by)
    return [Answers(*row) for row in connection.execute(query)]


def _last(marks: tuple[Mark, ...], name: str) -> Subquery:
    """Each message's last mark out of `marks`."""
    mark = tables.message_marks.c
    newest = select(func.max(mark.id)).where(mark.mark.in_(marks)).group_by(mark.message)
    return select(mark.message, mark.mark).where(mark.id.in_(newest)).subquery(name)
