"""What gives way first where room is short: the journal, then explanations, then the rest, contacts' ends last.

Each kind may fill only its share of the whole (the queue in memory, the spool on the disk); what is beyond it is lost
and counted by kind.
"""

from enum import StrEnum


class Worth(StrEnum):
    """Least first; the value is the word people read."""

    JOURNAL = "journal"
    EXPLANATION = "explanations"  # decisions, predictions, refusals
    HISTORY = "history"
    END = "ends of contacts"


_PERCENT = {Worth.JOURNAL: 50, Worth.EXPLANATION: 75, Worth.HISTORY: 90, Worth.END: 100}


def share(worth: Worth, whole: int) -> int:
    """How much of `whole` may be in use when something of `worth` is still let in."""
    return whole * _PERCENT[worth] // 100
