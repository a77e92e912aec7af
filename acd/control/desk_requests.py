"""The requests about messages and announcements."""

from typing import Annotated

import msgspec

MOST_MESSAGES = 1000
PIECE_BYTES = 36_000

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
Number = Annotated[int, msgspec.Meta(ge=1)]
Queues = Annotated[tuple[Text, ...], msgspec.Meta(max_length=200)]


class _Request(msgspec.Struct, frozen=True, tag_field="do", forbid_unknown_fields=True):
    pass


class ListMessages(_Request, frozen=True, tag="messages"):
    """Answered by a list of ``MessageStatus``, latest first. Without `deleted` only those whose audio is there."""

    queue: Text | None = None
    agent: Text | None = None
    unread: bool = False
    deleted: bool = False
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_MESSAGES)] = 50
    number: Number | None = None


class MarkMessage(_Request, frozen=True, tag="message-mark"):
    number: Number
    read: bool


class DeleteMessage(_Request, frozen=True, tag="message-delete"):
    """Answered by the path that is gone."""

    number: Number


class MessageAudio(_Request, frozen=True, tag="message-audio"):
    """Answered by the WAV file, in base 64."""

    number: Number


class AnnouncementPiece(_Request, frozen=True, tag="announcement-piece"):
    """More of a WAV file (8 kHz, mono, 16 bit) to be announced; `upload` is the client's own random name for it."""

    upload: Text
    data: Annotated[bytes, msgspec.Meta(max_length=PIECE_BYTES)]


class SwitchAnnouncementOn(_Request, frozen=True, tag="announcement-on"):
    """`sound` by name, or what came as pieces under `upload`. No queues: for all callers. Answered by ``Switched``."""

    sound: Text | None = None
    upload: Text | None = None
    queues: Queues = ()
    until: float | None = None


class SwitchAnnouncementOff(_Request, frozen=True, tag="announcement-off"):
    """Those for all callers and for queues, or only those for `scopes` ("all" or a queue). Answered by a
    ``Switched``."""

    scopes: Queues = ()


DeskRequest = (
    ListMessages
    | MarkMessage
    | DeleteMessage
    | MessageAudio
    | AnnouncementPiece
    | SwitchAnnouncementOn
    | SwitchAnnouncementOff
)
