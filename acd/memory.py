"""What outlives the daemon beside the callers, who are in the PBX: agents' states and all that was learned.

A store whose daemon never kept what it learned (the first start of this program on it) is learned from: the rows of the
last `LESSONS_S`, through the very code that learns online.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from acd.core.events import AgentPaused, AgentSignedIn, EstimatesRecalled, Event, NoteRecalled, WorkRecalled
from acd.core.floor import Floor
from acd.core.records import AgentNoted, AgentState
from acd.core.roster import QueueRules
from acd.core.routing.learned import Learned
from acd.core.routing.piece import Piece, work_key
from acd.core.routing.resolution import WINDOW_S
from acd.store import Store
from acd.store.queries import LastState, Reader
from acd.store.writer import WriterHealth

log = logging.getLogger(__name__)
KEEP_EVERY_S = 300.0
AT_WORK = (AgentState.TALKING, AgentState.WRAPPING)
LONGEST_WORK_S = 86_400.0  # of one contact
LESSONS_S = 30 * 86_400.0
MAX_TALKS = 20_000


async def recall(
    store: Store,
    put: Callable[[Event], None],
    agents: Collection[str],
    at_start: Collection[str],
    queues: Mapping[str, QueueRules],
    now: float,
) -> None:
    """Puts what was learned, and signs in and pauses again those of `agents` who were when the rows end; of an agent
    never seen `at_start` decides. What was noted of them holds, and who was at a contact goes on with it. Raises
    StoreError."""
    _say_what_is_missing(store.health())
    states = await asyncio.to_thread(store.read.last_agent_states)
    notes = _worth_recalling(await asyncio.to_thread(store.read.agent_notes), states)
    at_work = [agent for agent, last in states.items() if last.state in AT_WORK]
    worked = await asyncio.to_thread(store.read.last_queues, at_work, now - LONGEST_WORK_S)
    pieces = await asyncio.to_thread(lambda: store.read.learned() or learn(store.read, queues, now))
    talks = await asyncio.to_thread(store.read.talks, now - WINDOW_S, MAX_TALKS)
    if pieces or talks:
        put(EstimatesRecalled(tuple(pieces), tuple(talks)))
    for agent in agents:
        last = states.get(agent)
        if agent in at_start if last is None else last.state is not AgentState.SIGNED_OUT:
            put(AgentSignedIn(agent, "start"))
        if last is not None and last.state is AgentState.PAUSED:
            put(AgentPaused(agent, last.reason, "start"))
        if agent in notes:
            put(NoteRecalled(notes[agent]))
        if last is not None and last.state in AT_WORK:
            ended = last.since if last.state is AgentState.WRAPPING else None
            put(WorkRecalled(agent, worked.get(agent, ""), ended))
    for agent in sorted(notes.keys() - set(agents)):
        put(NoteRecalled(notes[agent]))


def _worth_recalling(notes: Mapping[str, AgentNoted], states: Mapping[str, LastState]) -> dict[str, AgentNoted]:
    """Without wishes for after a talk that is over, should the rows contradict one another."""
    kept = {}
    for agent, note in notes.items():
        is_at_work = agent in states and states[agent].state in AT_WORK
        kept[agent] = note if is_at_work else replace(note, wish=None, reason="")
    return {agent: note for agent, note in kept.items() if note != AgentNoted(agent)}


def _say_what_is_missing(health: WriterHealth) -> None:
    if health.spooled.rows:
        log.warning(
            "%d rows of an earlier run are not written yet (%s): who was signed in, what callers and agents were at, "
            "is recalled as of before them",
            health.spooled.rows,
            health.trouble or "there were too many for now",
        )


def learn(read: Reader, queues: Mapping[str, QueueRules], now: float) -> tuple[Piece, ...]:
    """What the store's last `LESSONS_S` teach. `queues` tell the configured handle times. Raises StoreError."""
    learned = Learned()
    for row in read.lessons(now - LESSONS_S):
        learned.note(row)
    for call in read.handled(now - LESSONS_S):
        rules = queues.get(call.queue) or QueueRules(call.queue)
        key = work_key(call.intent, call.queue)
        learned.handle.add(call.agent, key, call.seconds, rules.handle_of(key))
        if learned.handle.is_due(call.at):
            learned.handle.refresh(call.at)
    return learned.dump()


class Memory:
    """Writes down what was learned since it last did."""

    def __init__(self, floor: Floor, store: Store) -> None:
        self._floor = floor
        self._store = store
        self._kept = set(floor.learned())

    def keep(self) -> None:
        known = set(self._floor.learned())
        self._store.keep(known - self._kept)
        self._kept = known

    async def keep_on(self) -> None:
        """For ever: a daemon that is killed has lost little."""
        while True:
            await asyncio.sleep(KEEP_EVERY_S)
            self.keep()
