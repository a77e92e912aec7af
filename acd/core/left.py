"""What callers leave behind: messages, and their answers about a talk. Rows of the shell, as ``FlowWalked`` is; the
Floor decides nothing by them.
"""

from enum import StrEnum

from acd.core.frozen import frozen


class Mark(StrEnum):
    """What became of a message. Of the first three the last one holds; a deleted message stays deleted."""

    READ = "read"
    UNREAD = "unread"
    DELETED = "deleted"  # its audio is gone
    MAILED = "mailed"
    NOT_MAILED = "not_mailed"  # given up: the mail server would not have it


@frozen
class MessageLeft:
    """`message` is its id, and the name of its audio under the voicemail root of `pbx`, without ``.wav``. `mail_to` is
    where it is to be mailed, empty for nowhere."""

    message: str
    contact: str
    pbx: str
    box_kind: str  # queue or agent
    box: str
    number: str
    name: str
    seconds: float
    at: float
    mail_to: str


@frozen
class MessageMarked:
    message: str
    mark: Mark
    at: float


@frozen
class SurveyAnswered:
    """One answer of a caller after his talk with `agent` for `queue`; both empty where there was no talk."""

    contact: str
    agent: str
    queue: str
    flow: str
    question: str
    answer: int
    at: float
