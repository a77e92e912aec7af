"""The requests about what is kept: of operators, and of callers."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
MOST_ACTS = 10_000


class _Request(msgspec.Struct, frozen=True, tag_field="do", forbid_unknown_fields=True):
    pass


class ListActs(_Request, frozen=True, tag="acts"):
    """What operators did, the latest first: a list of ``OperatorActed``."""

    since: float | None = None
    until: float | None = None
    by: Text | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ACTS)] = 100


class LetGo(_Request, frozen=True, tag="let-go"):
    """Before a caller is erased: his call-backs are cancelled, and all that was put down is written. Answered by
    ``LeftAlone``."""

    number: Text


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """`cancelled` call-backs; `here`: contacts of that number that are in the house now; `is_written`: everything put
    down until now stands in the store."""

    cancelled: tuple[str, ...]
    here: tuple[str, ...]
    is_written: bool


PrivacyRequest = ListActs | LetGo
