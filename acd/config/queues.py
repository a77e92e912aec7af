"""The tables of queues.toml, and a queue's rules made of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, PlainValidator
from pydantic_core import PydanticCustomError

from acd.config.fields import (
    Flag,
    Key,
    LengthOrNone,
    Level,
    LevelOrZero,
    MusicClass,
    Name,
    NameOrNone,
    Seconds,
    SecondsOrNone,
    SomeSeconds,
    Sound,
    Weight,
    check_name,
    check_node,
    check_sound,
    or_none,
    refuse,
)
from acd.config.queue_callback import QueueCallbackTable
from acd.config.queue_callback import or_none as or_no_table
from acd.config.tables import Table
from acd.core.roster import (
    Goodbye,
    Leave,
    QueueRules,
    RelaxStep,
    SkillNeed,
    ToDestination,
    ToNode,
    ToQueue,
    Weights,
)
from acd.core.routing.presets import PRESETS

_RULES = QueueRules("")
_LEAVE = '{queue = "x"}, {destination = "x"}, {flow = "x", node = "y"} or {goodbye = "sound"} ("" for no message)'


def _leave(value: object) -> Leave:
    try:
        match value:
            case {"queue": name, **rest} if not rest:
                return ToQueue(check_name(name))
            case {"destination": name, **rest} if not rest:
                return ToDestination(check_name(name))
            case {"flow": flow, "node": node, **rest} if not rest:
                return ToNode(check_name(flow), check_node(node))
            case {"goodbye": sound, **rest} if not rest:
                return Goodbye(check_sound(sound) if sound != "" else None)
    except PydanticCustomError:
        return refuse(_LEAVE)
    return refuse(_LEAVE)


LeaveField = Annotated[Leave, PlainValidator(_leave)]
LeaveOrNone = Annotated[Leave | None, PlainValidator(or_none(_leave))]


class RelaxTable(Table):
    after_s: SomeSeconds
    skill: Name
    level: LevelOrZero


def _preset(value: object) -> str:
    allowed = ", ".join(f'"{name}"' for name in PRESETS)
    return value if isinstance(value, str) and value in PRESETS else refuse(f"one of {allowed}")


def _by_name(value: object) -> object:
    """``weights = "fair"`` is short for ``weights = { preset = "fair" }``."""
    return {"preset": value} if isinstance(value, str) else value


class WeightsTable(Table):
    """A preset and what shall be other than in it."""

    preset: Annotated[str, PlainValidator(_preset)] = "balanced"
    wait: Weight = 0.0
    priority: Weight = 0.0
    handle: Weight = 0.0
    price: Weight = 0.0
    fit: Weight = 0.0
    occupancy: Weight = 0.0
    idle: Weight = 0.0
    preferred: Weight = 0.0
    answer: Weight = 0.0

    def stands_alone(self) -> bool:
        """Whoever names a preset means it, and not the defaults' changes to another."""
        return "preset" in self.model_fields_set

    def weights(self) -> Weights:
        own = {name: getattr(self, name) for name in self.model_fields_set - {"preset"}}
        return replace(PRESETS[self.preset], **own)


class QueueTable(Table):
    """[queue.NAME] and [defaults]; a queue's own keys go before the defaults'."""

    needs: Mapping[Name, Level] = {}
    relax: tuple[RelaxTable, ...] = ()
    weights: Annotated[WeightsTable, BeforeValidator(_by_name)] = WeightsTable()
    service_level_s: SomeSeconds = _RULES.service_level_s
    overdue_s: SomeSeconds = _RULES.overdue_s
    reserve_s: SecondsOrNone = _RULES.reserve_s
    by_resolution: Flag = _RULES.by_resolution
    handle_s: SomeSeconds = _RULES.handle_s
    ring_s: SomeSeconds = _RULES.ring_s
    wrap_s: Seconds = _RULES.wrap_s
    preferred_s: Seconds = _RULES.preferred_s
    max_length: LengthOrNone = _RULES.max_length
    max_wait_s: SecondsOrNone = _RULES.max_wait_s
    when_full: LeaveField = _RULES.when_full
    when_late: LeaveField = _RULES.when_late
    when_nobody: LeaveOrNone = _RULES.when_nobody
    keys: Mapping[Key, LeaveField] = {}
    announce_every_s: SomeSeconds = _RULES.announce_every_s
    say_position: Flag = _RULES.say_position
    say_wait: Flag = _RULES.say_wait
    comfort: tuple[Sound, ...] = _RULES.comfort
    music: MusicClass = _RULES.music
    record: Flag = _RULES.record
    whisper: Flag = _RULES.whisper
    survey: NameOrNone = _RULES.survey
    callback: Annotated[QueueCallbackTable | None, BeforeValidator(or_no_table)] = None


def to_rules(name: str, table: QueueTable) -> QueueRules:
    """The queue as the core knows it; relax steps in order of time."""
    plain = {
        field: getattr(table, field)
        for field in QueueTable.model_fields
        if field not in {"needs", "relax", "weights", "keys", "callback"}
    }
    steps = sorted((RelaxStep(s.after_s, s.skill, s.level) for s in table.relax), key=lambda step: step.after_s)
    return QueueRules(
        name=name,
        needs=tuple(SkillNeed(skill, level) for skill, level in sorted(table.needs.items())),
        relax=tuple(steps),
        weights=table.weights.weights(),
        keys=MappingProxyType(dict(sorted(table.keys.items()))),
        callback=table.callback.rules() if table.callback else None,
        **plain,
    )


def leaves_of(rules: QueueRules) -> Iterator[tuple[str, Leave]]:
    """Every way out of a queue, with its key in the file."""
    yield "when_full", rules.when_full
    yield "when_late", rules.when_late
    if rules.when_nobody:
        yield "when_nobody", rules.when_nobody
    for key, leave in rules.keys.items():
        yield f"keys.{key}", leave
