"""The ``member`` lines of queues.conf:
``interface[,penalty][,name][,state_interface][,ringinuse][,wrapuptime][,paused]``."""

import re
from dataclasses import dataclass

from acd.config.fields import check_line, holds

_PHONE = re.compile("PJSIP/([A-Za-z0-9_.-]{1,64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Member:
    """A member who can be one of our agents; his phone is ``PJSIP/<agent>``."""

    agent: str
    level: int
    name: str
    wrap_s: int | None
    is_paused: bool


def member_of(value: str) -> tuple[Member | None, str]:
    """The member of one line, and why he (or a part of him) has no equivalent; either may be missing."""
    parts = [part.strip() for part in value.split(",")] + [""] * 7
    interface, penalty, name, state, _, wrap, paused = parts[:7]
    phone, reason = _phone(interface, state)
    if phone is None:
        return None, reason
    level = 10 - min(int(penalty), 9) if re.fullmatch("[0-9]{1,9}", penalty, re.ASCII) else 10
    if penalty and not re.fullmatch("[0-9]", penalty, re.ASCII):
        reason = reason or f"levels run from 10 (penalty 0) to 1 (penalty 9 and more): taken as {level}"
    return Member(
        agent=phone,
        level=level,
        name=name if holds(check_line, name) else "",
        wrap_s=int(wrap) or None if re.fullmatch("[0-9]{1,6}", wrap, re.ASCII) else None,
        is_paused=paused.lower() in {"yes", "true", "y", "t", "1", "on"},
    ), reason


def _phone(interface: str, state: str) -> tuple[str | None, str]:
    direct, behind = _PHONE.fullmatch(interface), _PHONE.fullmatch(state)
    if direct:
        return direct[1], ""
    if interface.startswith("Local/") and behind:
        return behind[1], f"rung at {state} directly, not through {interface}"
    if interface.startswith("Local/"):
        return None, "an agent is a PJSIP phone, a Local channel may be anything: add him with his phone to agents.toml"
    if interface.startswith(("SIP/", "sip/")):
        return None, "chan_sip is gone from Asterisk: add him with his PJSIP phone to agents.toml"
    return None, "an agent is a PJSIP phone by its endpoint's name: add him with his phone to agents.toml"
