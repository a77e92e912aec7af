"""What is noted of agents beside their states (``AgentNoted``), so that a restart does not forget it: a row whenever it
has changed when an event is done. That a cool-down is over needs no row.

Skills an operator set by hand count until the configured ones change, under way (``reload``) or while no Floor was.
"""

from collections.abc import Mapping
from dataclasses import replace

from acd.core.agent import Agent, AgentTrigger
from acd.core.books import Books
from acd.core.delivery import LEAST_COOLDOWN_S, cooldown_s
from acd.core.events import NoteRecalled, OfferFailure
from acd.core.records import AgentNoted, AgentState
from acd.core.requests import set_skills
from acd.core.roster import Cooldowns

_WISHES: Mapping[AgentTrigger | None, AgentState] = {
    AgentTrigger.PAUSES: AgentState.PAUSED,
    AgentTrigger.SIGNS_OUT: AgentState.SIGNED_OUT,
}
_TRIGGERS = {state: trigger for trigger, state in _WISHES.items()}


def write(books: Books) -> None:
    for who in books.to_note:
        agent, last = books.agents.get(who), books.noted.get(who)
        if last is not None or (agent is not None and not _is_plain(agent)):
            _write(books, _note(who, agent), last or AgentNoted(who))
    books.to_note.clear()


def _is_plain(agent: Agent) -> bool:
    """There is nothing to note of him: so it is with most, and this is quickly seen."""
    has_trouble = agent.strikes or agent.cool_until is not None or agent.after_call is not None
    return not has_trouble and agent.skills == agent.profile.skills


def _write(books: Books, note: AgentNoted, last: AgentNoted) -> None:
    now = _as_of(books.now, note)
    if now != _as_of(books.now, last):
        books.record(now)
    if now == AgentNoted(note.agent):
        books.noted.pop(note.agent, None)
    else:
        books.noted[note.agent] = now


def _note(who: str, agent: Agent | None) -> AgentNoted:
    """Nothing of an agent who is gone."""
    if agent is None:
        return AgentNoted(who)
    is_by_hand = agent.skills != agent.profile.skills
    return AgentNoted(
        agent=who,
        wish=_WISHES.get(agent.after_call),
        reason=agent.after_reason,
        strikes=agent.strikes,
        cool_until=agent.cool_until,
        skills=dict(agent.skills) if is_by_hand else {},
        configured=dict(agent.profile.skills) if is_by_hand else {},
    )


def _as_of(now: float, note: AgentNoted) -> AgentNoted:
    """A cool-down that is over is none."""
    is_over = note.cool_until is not None and note.cool_until <= now
    return replace(note, cool_until=None) if is_over else note


# --- after a restart ---


def recall(books: Books, event: NoteRecalled) -> None:
    """Of one who is in the configuration no more nothing is noted from now on."""
    note, agent = event.note, books.agents.get(event.note.agent)
    books.noted[note.agent] = note
    books.to_note[note.agent] = None
    if agent is None:
        return
    agent.strikes = note.strikes
    if note.wish is not None and agent.state is AgentState.READY:
        agent.after_call, agent.after_reason = _TRIGGERS.get(note.wish), note.reason
    if note.cool_until is not None and note.cool_until > books.now:
        agent.cool_until = min(note.cool_until, books.now + _longest_s(agent.profile.cooldowns))
        books.wake(agent.cool_until, "cool", 0, agent.id)
    books.refresh(agent)
    if note.skills != note.configured and agent.profile.skills == note.configured:
        set_skills(books, agent, note.skills)


def _longest_s(rules: Cooldowns) -> float:
    """A clock that was wrong when the note was written, or is now, keeps nobody for a day."""
    return max(LEAST_COOLDOWN_S, *(cooldown_s(rules, cause) for cause in OfferFailure))
