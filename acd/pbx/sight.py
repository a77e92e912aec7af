"""One look at a PBX that changes nothing: what it shows now, to be compared with what is believed of it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from acd.core.events import PbxSnapshot
from acd.pbx.actions import DeviceStateList, Status
from acd.pbx.hear import Ear
from acd.pbx.link import Link
from acd.pbx.names import is_contact
from acd.pbx.recover import STATUS_VARIABLES, is_leg, snapshot
from acd.pbx.wire import Message


@dataclass(frozen=True, slots=True)
class Sight:
    """`present` are the contacts whose callers have a channel, wherever it stands."""

    truth: PbxSnapshot
    present: frozenset[str]


async def lists(link: Link, deadline_s: float) -> tuple[list[Message], list[Message]]:
    """All channels with our variables, and all phones. Raises LinkError."""
    return await link.ask_list(Status(STATUS_VARIABLES), deadline_s), await link.ask_list(DeviceStateList(), deadline_s)


def sight(
    pbx: str,
    channels: Sequence[Message],
    devices: Sequence[Message],
    agent_of: Callable[[str], str | None],
    now: float,
    dialling: Collection[str],
) -> Sight:
    """As ``recover.snapshot``, and the ear that hears the calls learns nothing of it."""
    truth = snapshot(pbx, channels, devices, agent_of, Ear(pbx, agent_of, lambda: now), now, dialling)
    named = (each.variables.get("ACD_CALL_ID", "") for each in channels if not is_leg(each))
    return Sight(truth, frozenset(contact for contact in named if is_contact(contact, pbx)))
