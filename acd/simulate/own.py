"""An administrator's own house under made-up traffic: their queues, agents, skills, ring and wrap-up times.

A caller of a queue asks for what the queue needs; whoever holds that at its levels can serve him, all equally fast
(`handle_s`, talk and wrap-up together: nothing else is known). Whoever only can once the needs are relaxed helps out
(to app_queue: a member of the queue like the others, or with a penalty). All agents are signed in. Traffic is a TOML
file:

    [traffic]
    service_level_s = 20      # optional
    [traffic.queue.sales]
    calls_per_hour = 120      # or a list, one figure an hour, gone round
    handle_s = 240            # optional: the queue's own expectation
    patience_s = 120          # optional
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from acd.config.read import read
from acd.core.roster import AgentProfile, QueueRules, Roster
from acd.core.routing import needs
from acd.simulate.scenarios.scenario import Options
from acd.simulate.traffic import FOR_EVER, Stream, draw, exponential
from acd.simulate.world import CANNOT, Case, World

PATIENCE_S = 120.0
HOUR_S = 3600.0
MOST_CALLS_PER_HOUR = 1_000_000.0


class TrafficError(ValueError):
    """Says where, what was got and what is allowed."""


@dataclass(frozen=True, slots=True)
class QueueTraffic:
    """`handle_s` None: the queue's own expectation."""

    calls_per_hour: tuple[float, ...]
    handle_s: float | None = None
    patience_s: float = PATIENCE_S


@dataclass(frozen=True, slots=True)
class Traffic:
    queues: Mapping[str, QueueTraffic]
    service_level_s: float | None = None  # None: that of the queue with the most calls


def read_traffic(path: Path) -> Traffic:
    """Raises TrafficError."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TrafficError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TrafficError(f"{path}: {error}") from None
    whole = _table(f"{path}", table, {"traffic"}).get("traffic", {})
    traffic = _table(f"{path}: traffic", whole, {"service_level_s", "queue"})
    queues = traffic.get("queue", {})
    if not isinstance(queues, dict) or not queues:
        raise TrafficError(f"{path}: traffic.queue: needs a table for each queue that has calls")
    level = traffic.get("service_level_s")
    return Traffic(
        {name: _queue(f"{path}: traffic.queue.{name}", each) for name, each in queues.items()},
        None if level is None else _number(f"{path}: traffic.service_level_s", level),
    )


def _queue(where: str, raw: object) -> QueueTraffic:
    table = _table(where, raw, {"calls_per_hour", "handle_s", "patience_s"})
    rate = table.get("calls_per_hour")
    rates = rate if isinstance(rate, list) and rate else [rate]
    handle_s, patience_s = table.get("handle_s"), table.get("patience_s", PATIENCE_S)
    return QueueTraffic(
        tuple(calls_per_hour(f"{where}.calls_per_hour", each) for each in rates),
        None if handle_s is None else _number(f"{where}.handle_s", handle_s),
        _number(f"{where}.patience_s", patience_s),
    )


def _table(where: str, raw: object, known: set[str]) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise TrafficError(f"{where}: got {raw!r}, it must be a table")
    for key in raw:
        if key not in known:
            raise TrafficError(f"{where}: no key {key!r} here; there are: {', '.join(sorted(known))}")
    return raw


def _number(where: str, raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0.0 < raw <= 86_400.0:
        raise TrafficError(f"{where}: got {raw!r}, it must be a number above 0 and at most 86400 (seconds)")
    return float(raw)


def calls_per_hour(where: str, raw: object) -> float:
    """Raises TrafficError."""
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0.0 <= raw <= MOST_CALLS_PER_HOUR:
        raise TrafficError(f"{where}: got {raw!r}, it must be a number from 0 to {MOST_CALLS_PER_HOUR:.0f}")
    return float(raw)


def own_case(directory: Path, traffic: Traffic, seed: int, options: Options) -> Case:
    """Raises ConfigErrors and TrafficError."""
    roster = read(directory).roster
    for name in traffic.queues:
        if name not in roster.queues:
            raise TrafficError(f"no queue {name!r} in {directory}; there are: {', '.join(roster.queues)}")
    if not roster.agents:
        raise TrafficError(f"there are no agents in {directory}")
    warm_s = HOUR_S if options.warm_s is None else options.warm_s
    end_s = warm_s + (options.seconds or 8 * HOUR_S)
    scale = 1.0 if options.load is None else options.load
    streams = [
        Stream(_steps(queue.calls_per_hour, scale, end_s), exponential(queue.patience_s), exponential())
        for queue in traffic.queues.values()
    ]
    return Case(_world(roster, traffic, warm_s, end_s, scale), draw(seed, streams, end_s), seed)


def _steps(rates: tuple[float, ...], scale: float, end_s: float) -> list[tuple[float, float]]:
    hours = range(int(end_s // HOUR_S) + 1)
    return [(hour * HOUR_S, scale * rates[hour % len(rates)] / HOUR_S) for hour in hours]


def _world(roster: Roster, traffic: Traffic, warm_s: float, end_s: float, scale: float) -> World:
    """Only agents of one PBX can meet: that of most agents."""
    pbxes = [agent.pbx for agent in roster.agents.values()]
    pbx = max(sorted(set(pbxes)), key=pbxes.count)
    agents = sorted((agent for agent in roster.agents.values() if agent.pbx == pbx), key=lambda agent: agent.id)
    rules = {name: roster.queues[name] for name in traffic.queues}
    expected = {name: traffic.queues[name].handle_s or each.handle_s for name, each in rules.items()}
    mean = {name: sum(each.calls_per_hour) / len(each.calls_per_hour) for name, each in traffic.queues.items()}
    busiest = max(mean, key=mean.__getitem__)
    return World(
        kinds=tuple(rules),
        agents=tuple(agent.id for agent in agents),
        handle_s=tuple(
            tuple(expected[name] if _can(agent, each, relaxed=True) else CANNOT for agent in agents)
            for name, each in rules.items()
        ),
        rank=tuple(tuple(int(not _can(agent, each)) for agent in agents) for each in rules.values()),
        base_s=tuple(expected.values()),
        rate=tuple(scale * each / HOUR_S for each in mean.values()),
        service_level_s=traffic.service_level_s or rules[busiest].service_level_s,
        end_s=end_s,
        warm_s=warm_s,
        ring_s=rules[busiest].ring_s,
        roster=roster,
    )


def _can(agent: AgentProfile, rules: QueueRules, *, relaxed: bool = False) -> bool:
    """At the door, or once every step of relaxing is taken."""
    wanted = needs.after(needs.at_entry(rules.needs), rules.relax, FOR_EVER if relaxed else 0.0)
    return all(agent.skills.get(skill, 0) >= level for skill, level in wanted)
