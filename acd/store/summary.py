"""The figures of a period, computed from the rows by the industry's definitions (each named where it is computed).

A period is from_ <= time < to, seconds on the core's clock; `to` should not lie in the future. Every measure belongs to
one instant (an answer, an end, a service level's decision), so neighbouring periods add up and nothing counts twice.
A stay is one contact's time in one queue: a contact moved between queues counts in each, for its own segment.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, select

from acd.core.events import OfferFailure
from acd.core.records import AgentState, Outcome
from acd.store import measures, tables

SERVICE_LEVEL_VARIANT = "answered in time / all decided, abandons count against it (Cisco: abandoned calls negative)"


@dataclass(frozen=True, slots=True)
class QueueSummary:
    """One queue in a period. Rates are in [0, 1], times in seconds; None where nothing happened to compute them from.

    offered: entered the queue in the period, or were refused at its door.
    outcomes: how stays ended in the period: an ``Outcome`` or "moved" -> count (`answered`, `abandoned` among them).
        One who asks for a call-back leaves by key, and his call-back is a stay of its own that ends as called_back,
        callback_failed, called_again or cancelled: never answered nor abandoned, and in no service level or wait.
    waiting: in the queue at the period's end, call-backs too. Over a queue's life offered = sum(outcomes) + waiting.
    service_level: answered within `target_s` / stays whose service level was decided in the period: by an answer or an
        abandon within the target or by the target passing, whichever came first (Cisco, "abandoned calls negative":
        who abandons early counts against it; who leaves otherwise before the target does not count).
    asa_s: mean wait of the answered, from entering the queue to talking, ring at the agent included (Genesys, Cisco);
        booked at the answer.
    abandon_rate: abandoned / offered (Genesys).
    abandon_s: mean wait of the abandoned (Amazon Connect, "average abandon time").
    longest_wait_s: of stays that ended in the period, abandoned ones too.
    aht_s: mean of talk and wrap-up over `handled` contacts, booked when the wrap-up ends (Genesys, Cisco).
    """

    queue: str
    target_s: float
    offered: int
    answered: int
    abandoned: int
    outcomes: Mapping[str, int]
    waiting: int
    service_level: float | None
    asa_s: float | None
    abandon_rate: float | None
    abandon_s: float | None
    longest_wait_s: float | None
    handled: int
    aht_s: float | None


@dataclass(frozen=True, slots=True)
class AgentSummary:
    """One agent in a period; states that are not over yet are not in it.

    offered: offers that were over in the period, but for those by which a customer was called and not reached;
        results: how they ended (an ``OfferFailure``, "connected" or "reached") -> count.
    answered: the connected ones; answered / offered is the agent answer rate (Amazon Connect).
    states: seconds spent in each ``AgentState`` within the period.
    occupancy: (talk + wrap-up) / (talk + wrap-up + ready); ring time is in neither (Amazon Connect).
    utilisation: (talk + wrap-up) / time signed in and not paused (Cisco "% utilization").
    """

    agent: str
    offered: int
    answered: int
    results: Mapping[str, int]
    handled: int
    aht_s: float | None
    states: Mapping[str, float]
    occupancy: float | None
    utilisation: float | None


def queues(
    connection: Connection, from_: float, to: float, targets: Mapping[str, float], default_target_s: float
) -> list[QueueSummary]:
    """By name, each queue that had a contact. `targets`: a queue's service level in seconds, else the default."""
    entries, stays, ended = tables.contact_entries.c, tables.queue_stays.c, tables.contacts.c
    entered = measures.counts(connection, entries.queue, measures.within(entries.at, from_, to))
    at_door = measures.counts(
        connection, ended.queue, and_(measures.within(ended.ended, from_, to), ~measures.entered_before_end())
    )
    outcomes = measures.outcomes(connection, from_, to)
    open_ = and_(entries.at < to, ~measures.stay_over_by(to))
    waiting = measures.counts(connection, entries.queue, open_)
    waits = {row.queue: row for row in connection.execute(measures.waits(from_, to))}
    target = measures.target(stays.queue, targets, default_target_s)
    decided = {row.queue: row for row in connection.execute(measures.service_levels(from_, to, target))}
    passed = measures.within(entries.at + measures.target(entries.queue, targets, default_target_s), from_, to)
    late = and_(passed, ~measures.stay_over_by(None), measures.is_call())
    still_waiting_late = measures.counts(connection, entries.queue, late)
    handled = {row.key: row for row in connection.execute(measures.handled(tables.offers.c.queue, from_, to))}
    return [
        _queue_summary(
            queue,
            targets.get(queue, default_target_s),
            entered[queue] + at_door[queue],
            outcomes.get(queue, Counter()),
            waiting[queue],
            waits.get(queue),
            decided.get(queue),
            still_waiting_late[queue],
            handled.get(queue),
        )
        for queue in sorted({*entered, *at_door, *outcomes, *waiting, *decided, *still_waiting_late, *handled})
    ]


def agents(connection: Connection, from_: float, to: float) -> list[AgentSummary]:
    """By id, each agent who had an offer or a state in the period."""
    offers = tables.offers.c
    results: dict[str, Counter[str]] = {}
    over = measures.within(offers.ended, from_, to)
    for agent, result, count in connection.execute(
        select(offers.agent, offers.result, func.count()).where(over).group_by(offers.agent, offers.result)
    ):
        results.setdefault(agent, Counter())[result] = count
    states: dict[str, dict[str, float]] = {}
    for agent, state, seconds in connection.execute(measures.state_times(from_, to)):
        states.setdefault(agent, {})[state] = seconds
    handled = {row.key: row for row in connection.execute(measures.handled(offers.agent, from_, to))}
    return [
        _agent_summary(agent, results.get(agent, Counter()), states.get(agent, {}), handled.get(agent))
        for agent in sorted({*results, *states, *handled})
    ]


def _queue_summary(
    queue: str,
    target_s: float,
    offered: int,
    outcomes: Counter[str],
    waiting: int,
    waits: Any,
    decided: Any,
    late: int,
    handled: Any,
) -> QueueSummary:
    answered, abandoned = outcomes[Outcome.ANSWERED], outcomes[Outcome.ABANDONED]
    in_time, events = (decided.in_time, decided.events + late) if decided else (0, late)
    return QueueSummary(
        queue=queue,
        target_s=target_s,
        offered=offered,
        answered=answered,
        abandoned=abandoned,
        outcomes=dict(outcomes),
        waiting=waiting,
        service_level=_ratio(in_time, events),
        asa_s=_ratio(waits.answered_s, answered) if waits else None,
        abandon_rate=_ratio(abandoned, offered),
        abandon_s=_ratio(waits.abandoned_s, abandoned) if waits else None,
        longest_wait_s=waits.longest_s if waits else None,
        handled=handled.count if handled else 0,
        aht_s=_ratio(handled.seconds, handled.count) if handled else None,
    )


def _agent_summary(agent: str, results: Counter[str], states: dict[str, float], handled: Any) -> AgentSummary:
    busy = states.get(AgentState.TALKING, 0.0) + states.get(AgentState.WRAPPING, 0.0)
    ready = states.get(AgentState.READY, 0.0)
    return AgentSummary(
        agent=agent,
        offered=results.total() - results[OfferFailure.NOT_REACHED] - results["reached"],
        answered=results["connected"],
        results=dict(results),
        handled=handled.count if handled else 0,
        aht_s=_ratio(handled.seconds, handled.count) if handled else None,
        states=states,
        occupancy=_ratio(busy, busy + ready),
        utilisation=_ratio(busy, busy + ready + states.get(AgentState.OFFERED, 0.0)),
    )


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
