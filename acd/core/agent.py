"""One agent: the table of his day and what the Floor remembers of him.

Rules of the day that the table alone does not tell:

- `offer` is the leg our PBX may still have to his phone. It outlives the state: an agent who pauses while his phone
  rings is paused at once, but is not offered anything until that leg is reported over or its guard has run out.
- Signing out during a call takes effect when the call ends and skips wrap-up. A pause asked for during a call begins
  after wrap-up. In wrap-up both take effect at once. The last wish counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from acd.core.contact import Offer
from acd.core.load import Load
from acd.core.records import AgentState
from acd.core.roster import AgentProfile

S = AgentState
MISSED_CALLS = "missed calls"  # the pause reason after too many strikes


class AgentTrigger(StrEnum):
    SIGNS_IN = "signs in"
    SIGNS_OUT = "signs out"
    PAUSES = "pauses"
    IS_READY = "is ready"
    IS_OFFERED = "is offered a contact"
    TALKS = "is connected"
    CALL_ENDS = "call ends"
    IS_FOUND_WRAPPING = "is found wrapping up"


T = AgentTrigger
_WORDS = {state: state.value.replace("_", " ") for state in AgentState}

AGENT_DAY: Mapping[tuple[AgentState, AgentTrigger], AgentState] = {
    (S.SIGNED_OUT, T.SIGNS_IN): S.READY,
    (S.READY, T.IS_OFFERED): S.OFFERED,
    (S.READY, T.PAUSES): S.PAUSED,
    (S.READY, T.SIGNS_OUT): S.SIGNED_OUT,
    (S.READY, T.IS_FOUND_WRAPPING): S.WRAPPING,
    (S.OFFERED, T.TALKS): S.TALKING,
    (S.OFFERED, T.IS_READY): S.READY,
    (S.OFFERED, T.PAUSES): S.PAUSED,
    (S.OFFERED, T.SIGNS_OUT): S.SIGNED_OUT,
    (S.TALKING, T.CALL_ENDS): S.WRAPPING,
    (S.TALKING, T.IS_READY): S.READY,
    (S.TALKING, T.PAUSES): S.PAUSED,
    (S.TALKING, T.SIGNS_OUT): S.SIGNED_OUT,
    (S.WRAPPING, T.IS_READY): S.READY,
    (S.WRAPPING, T.PAUSES): S.PAUSED,
    (S.WRAPPING, T.SIGNS_OUT): S.SIGNED_OUT,
    (S.PAUSED, T.IS_READY): S.READY,
    (S.PAUSED, T.PAUSES): S.PAUSED,
    (S.PAUSED, T.SIGNS_OUT): S.SIGNED_OUT,
    # the PBX is the truth: a call found running makes its agent talk, whatever we believed
    (S.SIGNED_OUT, T.TALKS): S.TALKING,
    (S.READY, T.TALKS): S.TALKING,
    (S.WRAPPING, T.TALKS): S.TALKING,
    (S.PAUSED, T.TALKS): S.TALKING,
}


@dataclass(frozen=True, slots=True)
class Handling:
    """The work an agent is at, from the talk's beginning until wrap-up is over."""

    contact: str
    key: str  # of the estimates
    prior_s: float  # the queue's configured handle time
    expected_s: float
    began: float


class Standing(NamedTuple):
    words: str
    until: float | None = None


FREE = Standing("")


@dataclass(slots=True)
class Agent:
    """The running record of one agent. Times are on the core's clock."""

    profile: AgentProfile
    skills: Mapping[str, int]
    state: AgentState = S.SIGNED_OUT
    reason: str = ""
    since: float = 0.0
    until: float | None = None  # deadline of wrap-up
    idle_since: float = 0.0
    load: Load = field(default_factory=Load)
    offer: Offer | None = None
    after_call: AgentTrigger | None = None  # SIGNS_OUT or PAUSES, wished for during a call
    after_reason: str = ""
    strikes: int = 0
    cool_until: float | None = None
    phone_lost: bool = False
    phone_taken: bool = False
    calls: int = 0
    removed: bool = False  # gone from the configuration; vanishes with his call
    handling: Handling | None = None
    kept_for: set[str] = field(default_factory=set)  # contacts held for him as their preferred agent

    @property
    def id(self) -> str:
        return self.profile.id

    def is_signed_in(self) -> bool:
        return self.state is not S.SIGNED_OUT

    def is_present(self, lost: set[str]) -> bool:
        """He is at work and can be rung now or soon: signed in, not paused, phone and PBX reachable."""
        at_work = self.state not in (S.SIGNED_OUT, S.PAUSED)
        return at_work and not self.phone_lost and self.profile.pbx not in lost and not self.removed

    def standing(self, lost: set[str]) -> Standing:
        """What keeps him from being offered anything, in a supervisor's words, and until when where that is known; no
        words when he is free."""
        if self.state is not S.READY:
            paused = self.state is S.PAUSED and self.reason
            return Standing(f"paused: {self.reason}" if paused else _WORDS[self.state], self.until_known())
        if self.removed:
            return Standing("removed from the configuration")
        if self.profile.pbx in lost:
            return Standing(f"PBX {self.profile.pbx} is lost")
        if self.phone_lost:
            return Standing("phone is not registered")
        if self.phone_taken:
            return Standing("phone has another call")
        if self.cool_until is not None:
            return Standing("cooling down", self.cool_until)
        return FREE if self.offer is None else Standing("last leg still ending")

    def until_known(self) -> float | None:
        """When wrap-up ends, if he does not end it himself."""
        return self.until if self.state is S.WRAPPING else None
