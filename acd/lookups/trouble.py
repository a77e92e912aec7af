"""Why a lookup came to nothing, on its way up."""

from ivr.services import Trouble


class LookupTroubleError(Exception):
    """`why` for the caller's way; the text says no more, since what was asked and answered is about the caller."""

    def __init__(self, why: Trouble) -> None:
        super().__init__(why.value)
        self.why = why
