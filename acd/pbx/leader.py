"""What a leader tells each PBX it comes to: where callers' visits go from now on (see [acd-visit] in acd.conf).

The PBX is told, and does not try addresses in turn: a host that is gone would cost every visit Asterisk's two seconds,
and one that hangs takes a visit and keeps it. The global lives as long as the PBX; one that is started anew has the
address of acd-globals.conf until the leader has logged in.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from acd.pbx.actions import Action, Fields
from acd.pbx.wire import Unsendable

_ADDRESS = re.compile(r"agi://[A-Za-z0-9.:\[\]-]{1,100}:[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Leader(Action):
    """`address` is the leader's FastAGI server, ``agi://host:port``."""

    address: str
    name: ClassVar[str] = "Setvar"

    def __post_init__(self) -> None:
        if _ADDRESS.fullmatch(self.address) is None:
            raise Unsendable("Value", "agi://host:port")

    def fields(self) -> Fields:
        return (("Variable", "ACD_LEADER"), ("Value", self.address))
