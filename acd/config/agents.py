"""The tables of agents.toml, and an agent's profile made of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import PlainValidator

from acd.config.fields import Flag, Level, Line, Name, Phone, Seconds, Strikes, refuse
from acd.config.pins import is_hash
from acd.config.tables import Table
from acd.core.roster import AgentProfile, Cooldowns

_COOLDOWNS = Cooldowns()


def _pin(value: object) -> str:
    return value if isinstance(value, str) and is_hash(value) else refuse('what "acd pin" prints')


class CooldownsTable(Table):
    no_answer_s: Seconds = _COOLDOWNS.no_answer_s
    busy_s: Seconds = _COOLDOWNS.busy_s
    rejected_s: Seconds = _COOLDOWNS.rejected_s
    unreachable_s: Seconds = _COOLDOWNS.unreachable_s
    dropped_s: Seconds = _COOLDOWNS.dropped_s
    strikes: Strikes = _COOLDOWNS.strikes


class AgentDefaults(Table):
    """[defaults] of agents.toml: what most agents share."""

    pbx: Name | None = None
    wrap_s: Seconds | None = None
    cooldowns: CooldownsTable = CooldownsTable()
    signed_in_at_start: Flag = False


class AgentTable(AgentDefaults):
    """[agent.ID]; without a phone it is ``PJSIP/ID``, without a PBX the only one there is."""

    name: Line | None = None
    phone: Phone | None = None
    skills: Mapping[Name, Level] = {}
    pin: Annotated[str, PlainValidator(_pin)] | None = None


def to_profile(agent: str, table: AgentTable, only_pbx: str) -> AgentProfile:
    """The agent as the core knows him."""
    return AgentProfile(
        id=agent,
        name=table.name or agent,
        pbx=table.pbx or only_pbx,
        phone=table.phone or f"PJSIP/{agent}",
        skills=MappingProxyType(dict(sorted(table.skills.items()))),
        wrap_s=table.wrap_s,
        cooldowns=Cooldowns(**{field: getattr(table.cooldowns, field) for field in CooldownsTable.model_fields}),
    )
