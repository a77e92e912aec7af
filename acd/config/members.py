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
    """The member of one line, and what of him has no equivalent and why; either may be missing."""
    parts = [part.strip() for part in value.split(",")] + [""] * 7
    interface, penalty, name, state, _, wrap, paused = parts[:7]
    agent, reason = _phone(interface, state)
    if agent is None:
        return None, reason
    level, reasons = _level(penalty), [reason]
    if level is None or level < 10:
        taken = f"penalty {penalty} is level {level}: it" if level else "unreadable penalty, level 10 taken: a level"
        reasons.append(f"{taken} weighs against idle time (see weights), it does not bar anyone")
    if name and not holds(check_line, name):
        reasons.append("a name is one line of at most 100 characters: left out")
    return Member(
        agent=agent,
        level=level or 10,
        name=name if holds(check_line, name) else "",
        wrap_s=int(wrap) or None if re.fullmatch("[0-9]{1,6}", wrap, re.ASCII) else None,
        is_paused=paused.lower() in {"yes", "true", "y", "t", "1", "on"},
    ), "; ".join(filter(None, reasons))


def _level(penalty: str) -> int | None:
    """10 for penalty 0 down to 1 for penalty 9 and more; None when it is no number."""
    if not penalty:
        return 10
    return 10 - min(int(penalty), 9) if re.fullmatch("[0-9]{1,9}", penalty, re.ASCII) else None


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
