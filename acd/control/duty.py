"""What this daemon is there for, of two that share a store; and how it is ending, if it is."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    ALONE = "alone"  # no other may stand by
    LEADER = "leader"
    STANDBY = "standby"


class DrainWay(StrEnum):
    """What becomes of those who wait when the daemon is told to stop."""

    LEAVE = "leave"  # they stay on hold for the next daemon
    SERVE = "serve"  # they are served first, for a while
    FALLBACK = "fallback"  # they are sent to the fallback


@dataclass(frozen=True, slots=True)
class Duty:
    """`leader` names the leader's host and process where it is another; `epoch` is 0 where nobody counts."""

    role: Role = Role.ALONE
    since: float = 0.0
    epoch: int = 0
    leader: str = ""


ALONE = Duty()


@dataclass(frozen=True, slots=True)
class Draining:
    """No new work is taken. At `until` the daemon ends, whoever still waits."""

    way: DrainWay
    since: float
    until: float
    waiting: int
