"""What happens on the floor, in sentences: pure, for `acd watch` and the demo.

One happening gives at most one line; the steps that only repeat what another line says (a phone's ringing tone after
"rings", the end of a stay in a queue) give none. The story remembers just what a later line needs of a contact and
forgets it when the contact ends, so it may run for months; met in the middle of a call it says less, never wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from acd.cli.text import caller, clean, spoken
from acd.control.duty import Draining
from acd.control.happenings import CallerSent, Happening, PbxFound
from acd.core.acts import OperatorActed
from acd.core.callback import CallbackBooked, CallbackTried
from acd.core.events import OfferAnswered, OfferConnected, OfferFailure, PbxLost
from acd.core.left import MessageLeft, SurveyAnswered
from acd.core.outbound import ALL, DESTINATION, NUMBER, CallOut
from acd.core.records import (
    AgentState,
    AgentStateEnded,
    ContactEnded,
    ContactEntered,
    Decided,
    FlowWalked,
    OfferEnded,
    Outcome,
    Refused,
)
from acd.core.routing.why import Decision

_FAILED: Final[dict[str, str]] = {
    OfferFailure.NO_ANSWER: "did not answer for {s}",
    OfferFailure.BUSY: "is busy",
    OfferFailure.REJECTED: "rejected the call",
    OfferFailure.UNREACHABLE: "cannot be reached",
    OfferFailure.DROPPED: "picked up and was gone before the caller was connected",
    OfferFailure.CANCELLED: "stopped ringing: the offer was withdrawn",
}
_SETTLED: Final[dict[tuple[AgentState | None, AgentState], str]] = {
    (AgentState.SIGNED_OUT, AgentState.READY): "signed in",
    (AgentState.PAUSED, AgentState.READY): "is back after {s} of pause",
    (AgentState.WRAPPING, AgentState.READY): "is ready again after {s} of wrap-up",
    (AgentState.TALKING, AgentState.WRAPPING): "wraps up after {s} of talk",
    (None, AgentState.PAUSED): "is paused",
    (None, AgentState.SIGNED_OUT): "signed out",
}

_CAPS: Final = {
    ALL: "the house made all its calls out of this hour",
    NUMBER: "the number had all its calls of this hour",
    DESTINATION: "it had all its calls of this hour",
}

LAST_STEPS: Final = 5  # of a walk through a flow


def _ahead(decision: Decision, runner_up: str) -> str:
    if decision.is_joint:
        return "best for all calls offered together"
    return f"{decision.margin or 0.0:.0f} s better than {runner_up}"


class Tone(StrEnum):
    """What a line means, for its colour."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story: safe to print, without its time. `who` is the contact's short name, or empty."""

    who: str
    sentence: str
    tone: Tone = Tone.PLAIN

    def __str__(self) -> str:
        return f"{self.who} {self.sentence}" if self.who else self.sentence


@dataclass(slots=True)
class _Known:
    """What is remembered of a contact. `rang` is its offers' agents and times of asking."""

    entered: float | None = None
    is_put_down: bool = False
    rang: dict[int, tuple[str, float]] = field(default_factory=dict)


class Story:
    """`names` are the agents' names by id."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._names = dict(names or {})
        self._contacts: dict[str, _Known] = {}

    def line(self, at: float, what: Happening) -> Line | None:
        """The line for something that happened at `at`, or None if it is not worth one."""
        match what:
            case FlowWalked():
                return _walked(what)
            case ContactEntered():
                return self._entered(what)
            case Decided():
                return self._decided(what)
            case OfferAnswered():
                return self._picked_up(at, what)
            case OfferConnected():
                return self._connected(at, what)
            case OfferEnded():
                return self._offer_ended(what)
            case ContactEnded():
                return self._ended(what)
            case CallbackBooked():
                return self._put_down(what)
            case CallbackTried():
                by = f" by {self._agent_name(what.agent)}" if what.agent else ""
                vain = what.result.replace("_", " ")
                return Line(short(what.contact), f"was called{by}: {clean(vain)} (attempt {what.attempt})", Tone.BAD)
            case MessageLeft():
                return Line(short(what.contact), f"left a message of {spoken(what.seconds)} for {clean(what.box)}")
            case CallOut() if what.refused:
                to = f"destination {clean(what.destination)}" if what.destination else "his customer"
                cap = _CAPS.get(what.refused, clean(what.refused))
                return Line(short(what.contact), f"may not call {to} now: {cap}", Tone.BAD)
            case OperatorActed():
                asked = clean(" ".join(part for part in (what.act, what.whom, what.what) if part))
                return Line("", f"{clean(what.who)} asks: {asked} ({clean(what.result)})", Tone.QUIET)
            case SurveyAnswered():
                rated = f"rated {clean(what.question)} with {what.answer}"
                return Line(short(what.contact), f"{rated} after the talk with {self._agent_name(what.agent or '?')}")
            case AgentStateEnded():
                return self._agent(what)
            case CallerSent(contact, where):
                return Line(short(contact), f"is sent to {clean(where)}")
            case PbxLost(pbx):
                return Line("", f"lost the connection to PBX {clean(pbx)}", Tone.BAD)
            case PbxFound():
                return Line("", f"PBX {clean(what.pbx)} is connected: {what.holding} on hold, {what.talking} talking")
            case Draining():
                return Line("", f"the daemon takes no new work and ends ({what.way}); {what.waiting} waiting", Tone.BAD)
            case Refused():
                about = f"{clean(what.event)} of {clean(what.who)}"
                return Line("", f"{about} made no sense (state {clean(what.state)}) and changed nothing", Tone.QUIET)
            case _:
                return None

    def _put_down(self, what: CallbackBooked) -> Line | None:
        """Said once, though the row is written again with each change."""
        known = self._contacts.setdefault(what.contact, _Known())
        if known.is_put_down:
            return None
        known.is_put_down = True
        who = clean(caller(what.number, what.name))
        return Line(short(what.contact), f"{who} is to be called back for {clean(what.queue)}")

    def _entered(self, what: ContactEntered) -> Line:
        is_new = what.contact not in self._contacts
        known = self._contacts.setdefault(what.contact, _Known())
        known.entered = what.entered
        if not is_new:
            return Line(short(what.contact), f"moved to {clean(what.queue)}")
        who = clean(caller(what.number, what.name))
        intent = f" for {clean(what.intent)}" if what.intent else ""
        priority = f" with priority {what.priority}" if what.priority else ""
        return Line(short(what.contact), f"{who} entered {clean(what.queue)}{intent}{priority}")

    def _decided(self, what: Decided) -> Line:
        decision = what.decision
        self._contacts.setdefault(what.contact, _Known()).rang[what.offer] = (decision.chosen, what.at)
        others = [each.agent for each in decision.scored if each.agent != decision.chosen]
        notes = [_ahead(decision, clean(others[0]))] if others else []
        if decision.gated:
            notes.append(f"{len(decision.gated)} not eligible")
        said = f" ({'; '.join(notes)})" if notes else ""
        return Line(short(what.contact), f"rings {self._agent_name(decision.chosen)}{said}")

    def _picked_up(self, at: float, what: OfferAnswered) -> Line | None:
        rang = self._rang(what.contact, what.offer)
        if rang is None:
            return None
        return Line(
            short(what.contact), f"{self._agent_name(rang[0])} answered after {spoken(at - rang[1])}", Tone.QUIET
        )

    def _connected(self, at: float, what: OfferConnected) -> Line:
        known = self._contacts.get(what.contact)
        rang = self._rang(what.contact, what.offer)
        agent = self._agent_name(rang[0]) if rang else "an agent"
        waited = f" after waiting {spoken(at - known.entered)}" if known and known.entered is not None else ""
        return Line(short(what.contact), f"talks to {agent}{waited}", Tone.GOOD)

    def _offer_ended(self, what: OfferEnded) -> Line | None:
        known = self._contacts.get(what.contact)
        if known is not None:
            known.rang.pop(what.offer, None)
        failed = _FAILED.get(what.result)
        if failed is None:
            return None
        tone = Tone.QUIET if what.result == OfferFailure.CANCELLED else Tone.BAD
        words = failed.format(s=spoken(what.ended - what.made))
        return Line(short(what.contact), f"{self._agent_name(what.agent)} {words}", tone)

    def _ended(self, what: ContactEnded) -> Line:
        self._contacts.pop(what.contact, None)
        waited = spoken((what.connected or what.ended) - what.entered)
        queue = clean(what.queue)
        match what.outcome:
            case Outcome.ANSWERED | Outcome.CALLED_BACK:
                talked = spoken(what.ended - (what.connected or what.ended))
                by = "the agent" if what.ended_by_agent else "the caller"
                return Line(
                    short(what.contact),
                    f"ended: talked {talked} with {self._agent_name(what.agent or '?')}, {by} hung up",
                )
            case Outcome.ABANDONED:
                return Line(short(what.contact), f"gave up after {waited} in {queue}", Tone.BAD)
            case Outcome.LEFT_BY_KEY:
                return Line(short(what.contact), f"left {queue} by key after {waited}")
            case Outcome.OVERFLOWED:
                return Line(short(what.contact), f"overflowed from {queue} after {waited}")
            case Outcome.TURNED_AWAY:
                return Line(short(what.contact), f"was turned away from {queue} after {waited}", Tone.BAD)
            case Outcome.DROPPED:
                return Line(short(what.contact), f"was dropped by an operator after {waited}", Tone.BAD)
            case Outcome.PBX_LOST:
                return Line(short(what.contact), f"was lost with its PBX after {waited}", Tone.BAD)
            case Outcome.CALLBACK_FAILED:
                return Line(short(what.contact), f"could not be called back for {queue}", Tone.BAD)
            case Outcome.CALLED_AGAIN:
                return Line(short(what.contact), f"called again after {waited} and need not be called back")
            case Outcome.CANCELLED:
                return Line(short(what.contact), "is not called back: cancelled by an operator", Tone.QUIET)

    def _agent(self, what: AgentStateEnded) -> Line | None:
        words = _SETTLED.get((what.state, what.next_state)) or _SETTLED.get((None, what.next_state))
        if words is None:
            return None
        reason = f": {clean(what.next_reason)}" if what.next_reason else ""
        spent = words.format(s=spoken(what.until - what.since))
        return Line("", f"{self._agent_name(what.agent)} {spent}{reason}", Tone.QUIET)

    def _rang(self, contact: str, offer: int) -> tuple[str, float] | None:
        known = self._contacts.get(contact)
        return known.rang.get(offer) if known else None

    def _agent_name(self, agent: str) -> str:
        name = self._names.get(agent, "")
        return clean(f"{agent} {name}" if name and name != agent else agent)


def _walked(what: FlowWalked) -> Line:
    steps = ", ".join(f"{node} {came}".rstrip() for node, came in what.path[-LAST_STEPS:])
    way = clean(f"{caller(what.number, what.name)} went through {what.flow} ({steps})")
    target = clean(what.target)
    match what.outcome:
        case "hand_off":
            return Line(short(what.contact), f"{way} to queue {target}")
        case "transfer":
            return Line(short(what.contact), f"{way} and is transferred to {target}")
        case "caller_left":
            return Line(short(what.contact), f"{way} and hung up at {target}", Tone.BAD)
        case "failed":
            return Line(short(what.contact), f"{way} and the flow failed at {target}", Tone.BAD)
        case _:
            return Line(short(what.contact), f"{way} and was said goodbye")


def short(contact: str) -> str:
    """A contact's id as a person follows it: ``main-1763769287.12`` is ``main-…12``."""
    pbx, dash, unique = contact.rpartition("-")
    number = unique.rpartition(".")[2]
    return clean(f"{pbx}{dash}…{number}" if dash and number != unique else contact)
