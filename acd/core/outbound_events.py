"""What can happen about calls out, as ``acd.core.events`` has it."""

from acd.core.frozen import frozen
from acd.core.outbound import CallOut


@frozen
class TransferWanted:
    """A flow is about to send its caller to a destination that dials out. Refused when a cap is reached."""

    contact: str
    pbx: str
    destination: str
    asked: str


@frozen
class CallsOutRecalled:
    """The calls of the last hour that an earlier Floor let out."""

    calls: tuple[CallOut, ...]
