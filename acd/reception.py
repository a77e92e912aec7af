"""A caller who stands on hold in the PBX, as the channel variables tell it, becomes a ``ContactArrived``.

The dialplan says the same thing in two ways: ``UserEvent(AcdHolding, ...)`` every round of the hold loop, and the channel's
own ACD_ variables, which ``Status`` reads back after a restart. Both come here as one mapping of ACD_ names.
"""

from collections.abc import Mapping

from acd.core.events import ContactArrived
from acd.core.roster import SkillNeed
from ivr.variables import data_of, skills_of

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


def _whole(text: str, low: int, high: int) -> int | None:
    """The number in `text` clamped to low..high; None where there is none: a mistyped variable must not lose a caller."""
    try:
        return max(low, min(high, int(text)))
    except ValueError:
        return None


def _time(text: str, now: float) -> float:
    """An entry time is in the past; anything else counts as now."""
    try:
        at = float(text)
    except ValueError:
        return now
    return at if 0 < at <= now else now


def arrival(pbx: str, channel: str, contact: str, said: Mapping[str, str], now: float) -> ContactArrived:
    """Never fails: what cannot be read is left at its default, and an unknown queue is the Floor's to refuse kindly."""
    return ContactArrived(
        contact=contact,
        pbx=pbx,
        channel=channel,
        queue=said.get("ACD_QUEUE", ""),
        entered=_time(said.get("ACD_ENTERED", ""), now),
        number=said.get("ACD_NUMBER", ""),
        name=said.get("ACD_NAME", ""),
        intent=said.get("ACD_INTENT", ""),
        language=said.get("ACD_LANGUAGE", ""),
        needs=tuple(SkillNeed(skill, level) for skill, level in skills_of(said.get("ACD_SKILLS", "")).items()),
        priority=_whole(said.get("ACD_PRIORITY", ""), 0, 10) or 0,
        position=_whole(said.get("ACD_POSITION", ""), 1, 100_000),
        preferred_agent=said.get("ACD_PREFERRED") or None,
        data=data_of(said.get("ACD_DATA", "")),
    )
