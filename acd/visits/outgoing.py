"""Calls out, beside the Floor that counts them: a flow asks before it sends its caller out; what the last hour had is
told to the next Floor; a refusal is logged."""

import logging
from collections.abc import Callable

from acd.config.settings import Settings
from acd.core.events import CallsOutRecalled, TransferWanted
from acd.core.outbound import HOUR_S, CallOut
from acd.pbx.names import pbx_of
from acd.pump import Pump
from acd.store import Reader

log = logging.getLogger(__name__)


class Exit:
    """`settings` gives the configuration of the moment."""

    def __init__(self, settings: Callable[[], Settings], pump: Pump) -> None:
        self._settings = settings
        self._pump = pump

    def may_go(self, contact: str, destination: str) -> bool:
        """Whether a contact may be sent to `destination` now; then it is counted."""
        if destination not in self._settings().roster.outbound.destinations:
            return True
        return self._pump.ask(lambda asked: TransferWanted(contact, pbx_of(contact), destination, asked)).ok


def recalled(read: Reader, now: float) -> CallsOutRecalled:
    """What an earlier Floor let out within the hour. Blocking. Raises StoreError."""
    return CallsOutRecalled(tuple(row for _, row in read.recorded(CallOut, now - HOUR_S, now) if not row.refused))


def warn(row: CallOut) -> None:
    if row.refused:
        where = f"to {row.destination}" if row.destination else "to a customer"
        log.warning("%s: no call out %s: the cap of %s within an hour is reached", row.contact, where, row.refused)
