"""What a leader tells each PBX it comes to: where callers' visits go from now on (see [acd-visit] in acd.conf).

The PBX is told, and does not try addresses in turn: a host that is gone would cost every visit Asterisk's two seconds,
and one that hangs takes a visit and keeps it. The global lives as long as the PBX; one that is started anew has the
address of acd-globals.conf until the leader has logged in.

A host that hangs or has lost its power keeps the visits that were made to it, for FastAGI has no time limit. Whoever is
in one is fetched back: from a round on hold to hold, from a flow to its start (or the node it began at). Who was being
asked about a call that is over is let go.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from acd.pbx.actions import Action, Fields, Redirect, Setvar
from acd.pbx.wire import Message, Unsendable

VISIT = "acd-visit"
STRANDED_VARIABLES = ("ACD_AT", "ACD_FLOW")

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

    def fetch_back(self, channels: Sequence[Message]) -> Iterator[Action]:
        """For those of `channels` (as ``Status`` lists them) who visit another."""
        for each in channels:
            said = dict(each.variables)
            if each["Context"] == VISIT and said.get("ACD_AT") not in (None, "", self.address):
                way = _way(said)
                if way:
                    yield Setvar(each["Channel"], "ACD_SENT", way)
                    yield Redirect(each["Channel"], "acd-sent", "s")


def _way(said: dict[str, str]) -> str:
    """Where [acd-sent] takes him; empty for an agent, who hangs up by himself."""
    if said.get("ACD_HELD") == "1":
        return "hold" if said.get("ACD_QUEUE") else "hangup"
    return "flow" if said.get("ACD_FLOW") else ""
