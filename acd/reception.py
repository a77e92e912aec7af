"""A caller who stands on hold in the PBX, as the channel variables tell it, becomes a ``ContactArrived``.

The dialplan says the same thing in two ways: ``UserEvent(AcdHolding, ...)`` every round of the hold loop, and the
channel's own ACD_ variables, which ``Status`` reads back after a restart. Both come here as one mapping of ACD_ names.
"""

import re
from collections.abc import Mapping

from acd.core.events import ContactArrived
from acd.core.roster import SkillNeed
from ivr.outcome import HandOff
from ivr.variables import UnreadableError, read_hand_off

LONGEST_WAIT_S = 86_400.0
APART_S = 30.0  # two clocks further apart are not of one time; what is less may be an event's way to us
VARIABLES = (
    "ACD_CALL_ID",
    "ACD_QUEUE",
    "ACD_ENTERED",
    "ACD_NUMBER",
    "ACD_NAME",
    "ACD_INTENT",
    "ACD_SKILLS",
    "ACD_PRIORITY",
    "ACD_POSITION",
    "ACD_PREFERRED",
    "ACD_LANGUAGE",
    "ACD_DATA",
)


def _wish(said: Mapping[str, str]) -> HandOff:
    """What the caller was handed off for; of unreadable variables only the queue is left."""
    try:
        return read_hand_off(said)
    except UnreadableError:
        return HandOff(said.get("ACD_QUEUE", ""))


def _position(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,4}", text) else None


def clock_reading(text: str) -> float | None:
    """A PBX's word on its own time, in seconds; None where it is none."""
    return float(text) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?", text) else None


def entry_time(text: str, now: float, theirs: float | None = None) -> float:
    """An entry time is within the last day; anything else counts as now, lest a clock gone wrong jump the line. It is
    by the PBX's clock: where that reads something else altogether (`theirs`; one of the two was stepped), the wait
    holds that it tells, not the time of day."""
    try:
        at = float(text)
    except ValueError:
        return now
    if theirs is not None and abs(theirs - now) > APART_S:
        at += now - theirs
    return at if now - LONGEST_WAIT_S <= at <= now else now


def arrival(
    pbx: str, channel: str, contact: str, said: Mapping[str, str], now: float, theirs: float | None = None
) -> ContactArrived:
    """Never fails: what cannot be read is left at its default, and an unknown queue is the Floor's to refuse kindly.
    `theirs`: what the PBX's clock reads now, where it is known."""
    wish = _wish(said)
    return ContactArrived(
        contact=contact,
        pbx=pbx,
        channel=channel,
        queue=wish.queue,
        entered=entry_time(said.get("ACD_ENTERED", ""), now, theirs),
        number=said.get("ACD_NUMBER", ""),
        name=said.get("ACD_NAME", ""),
        intent=wish.intent,
        language=wish.language,
        needs=tuple(SkillNeed(skill, level) for skill, level in wish.skills.items()),
        priority=wish.priority,
        position=_position(said.get("ACD_POSITION", "")),
        preferred_agent=said.get("ACD_PREFERRED") or None,
        data=dict(wish.data),
    )
