"""One directory -> Settings, or every mistake in it at once.

Every file is read and every entry validated even when others are broken; then what must hold between the entries is
checked on those that are whole, so that one round of corrections is enough.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from acd.config.agents import AgentDefaults, AgentTable, to_profile
from acd.config.callbacks import check_callbacks, read_policy, with_policy
from acd.config.check import check_between
from acd.config.draft import FALLBACK, AgentsDraft, Draft, QueuesDraft, Section
from acd.config.errors import ConfigError, ConfigErrors, Mistakes, dotted
from acd.config.fields import check_agent_id, check_line, check_name
from acd.config.files import Entry, Source, load_all, named, refuse_unknown, single
from acd.config.flows import read_flows
from acd.config.handle_times import with_handle_times
from acd.config.lookups import read_lookups
from acd.config.messages import check_messages, read_messages
from acd.config.outbound import read_outbound
from acd.config.privacy import read_privacy
from acd.config.queues import QueueTable, to_rules
from acd.config.read_daemon import read_daemon
from acd.config.settings import Settings
from acd.config.sounds import check_sounds, sounds_everywhere
from acd.config.tables import Table, is_allowed, over, salvage, validate
from acd.core.roster import Roster
from ivr.voice.voices import Voices

DEFAULT_DIRECTORY = Path("/etc/acd")
TableT = TypeVar("TableT", bound=Table)


def read(directory: Path) -> Settings:
    """The whole configuration in `directory`. Raises ConfigErrors with all mistakes."""
    if not directory.is_dir():
        raise ConfigErrors([ConfigError(str(directory), "", "no such directory")])
    mistakes = Mistakes()
    house = read_daemon(directory, mistakes)
    queues = _read_queues(directory, mistakes)
    agents = _read_agents(directory, mistakes)
    sounds = sounds_everywhere(house.pbxes.values(), mistakes)
    looked_up = read_lookups(directory, mistakes)
    flows = read_flows(
        directory,
        queues=queues.section.entries if queues.is_whole else None,
        destinations=queues.destinations if queues.is_whole else None,
        sounds=sounds,
        mistakes=mistakes,
        lookups=looked_up,
    )
    if sounds is not None:
        check_sounds(house, queues, sounds, mistakes)
    draft = Draft(house, queues, agents, flows)
    check_between(draft, mistakes)
    check_callbacks(queues.callback, draft, mistakes)
    messages = read_messages(directory, mistakes)
    check_messages(messages, flows, queues.section.entries, agents.section.entries, mistakes)
    home = queues.callback.countries[0] if queues.callback and queues.callback.countries else None
    privacy = read_privacy(directory, queues.section.entries if queues.is_whole else None, home, mistakes)
    mistakes.raise_any()
    whole = replace(_settings(directory, draft), messages=messages.messages, privacy=privacy)
    return replace(whole, lookups=looked_up.lookups, pin_books=looked_up.pin_books)


def _read_queues(directory: Path, mistakes: Mistakes) -> QueuesDraft:
    sources, is_whole = load_all(directory, "queues", mistakes)
    refuse_unknown(sources, ("defaults", "queue", "destinations", "callback", "outbound"), mistakes)
    defaults = _defaults(QueueTable, sources, mistakes)
    section = Section("queue", named(sources, "queue", mistakes))
    tables = _entries(QueueTable, section, check_name, mistakes)
    policy = read_policy(sources, mistakes)
    destinations = _destinations(named(sources, "destinations", mistakes), mistakes)
    return QueuesDraft(
        is_whole=is_whole,
        section=section,
        rules=with_policy({name: to_rules(name, over(defaults, table)) for name, table in tables.items()}, policy),
        destinations=destinations,
        callback=policy,
        outbound=read_outbound(sources, destinations, mistakes),
    )


def _read_agents(directory: Path, mistakes: Mistakes) -> AgentsDraft:
    sources, _ = load_all(directory, "agents", mistakes)
    refuse_unknown(sources, ("defaults", "agent"), mistakes)
    defaults = _defaults(AgentDefaults, sources, mistakes)
    section = Section("agent", named(sources, "agent", mistakes))
    tables = _entries(AgentTable, section, check_agent_id, mistakes)
    return AgentsDraft(section, {agent: over(defaults, table) for agent, table in tables.items()})


def _defaults(kind: type[TableT], sources: list[Source], mistakes: Mistakes) -> TableT:
    entry = single(sources, "defaults", mistakes)
    return (validate(kind, entry.raw, entry.file, "defaults", mistakes) if entry else None) or kind()


def _entries(
    kind: type[TableT], section: Section, check: Callable[[object], object], mistakes: Mistakes
) -> dict[str, TableT]:
    tables: dict[str, TableT] = {}
    for name, entry in section.entries.items():
        file, key = section.where(name)
        is_allowed(check, name, file, key, mistakes)
        table = validate(kind, entry.raw, file, key, mistakes) or salvage(kind, entry.raw)
        if table:
            tables[name] = table
    return tables


def _destinations(entries: Mapping[str, Entry], mistakes: Mistakes) -> dict[str, str]:
    destinations = {FALLBACK: "where callers go when the house cannot serve them"}
    for name, entry in entries.items():
        key = dotted(("destinations", name))
        is_allowed(check_name, name, entry.file, key, mistakes)
        is_allowed(check_line, entry.raw, entry.file, key, mistakes)
        destinations[name] = str(entry.raw)
    return destinations


def _settings(directory: Path, draft: Draft) -> Settings:
    house, agents = draft.house, draft.agents.tables
    if house.daemon is None or house.agi is None or house.recording is None or house.spool is None:
        raise AssertionError("a mistake was not told")
    only_pbx = next(iter(house.pbxes))
    queues = with_handle_times(draft.queues.rules, draft.flows.flows.values())
    profiles = {agent: to_profile(agent, table, only_pbx) for agent, table in agents.items()}
    return Settings(
        directory=directory,
        daemon=house.daemon,
        agi=house.agi,
        pbxes=MappingProxyType(dict(house.pbxes)),
        store_url=house.store_url,
        spool=house.spool,
        recording=house.recording,
        speech=house.speech,
        voice=house.voice or Voices(),
        roster=Roster(MappingProxyType(dict(queues)), MappingProxyType(profiles), draft.queues.outbound),
        roles=house.roles,
        flows=MappingProxyType(dict(draft.flows.flows)),
        calendars=MappingProxyType(dict(draft.flows.calendars)),
        callback=draft.queues.callback,
        destinations=MappingProxyType(dict(draft.queues.destinations)),
        pins=MappingProxyType({agent: table.pin for agent, table in agents.items() if table.pin}),
        signed_in_at_start=frozenset(agent for agent, table in agents.items() if table.signed_in_at_start),
        files=MappingProxyType(
            {
                dotted((section.name, name)): entry.file
                for section in (draft.queues.section, draft.agents.section)
                for name, entry in section.entries.items()
            }
        ),
    )
