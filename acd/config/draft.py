"""What was read of the directory, before it is known to hold together.

A broken entry is missing from the valid ones but its name is declared: who refers to it is not blamed as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.config.agents import AgentTable
from acd.config.callback_settings import CallbackPolicy
from acd.config.errors import dotted
from acd.config.files import Entry
from acd.config.roles import Named
from acd.config.settings import Agi, Daemon, Pbx, Recording, Spool
from acd.core.outbound import OutboundLimits
from acd.core.roster import QueueRules
from ivr.flow import Flow
from ivr.hours import Calendar
from ivr.speech.plan import SpeechPlan
from ivr.voice.voices import Voices

FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Section:
    """The declared entries of one section (``queue``), each with its file."""

    name: str
    entries: Mapping[str, Entry]

    def where(self, entry: str, *path: object) -> tuple[str, str]:
        """The file and dotted key of something inside an entry."""
        return self.entries[entry].file, dotted((self.name, entry, *path))


@dataclass(frozen=True, slots=True)
class DaemonDraft:
    """Of acd.toml; None where it has mistakes, and `store_url` means nothing then. `is_whole`: the
    file could be parsed, so what is not in it is not there."""

    is_whole: bool
    daemon: Daemon | None
    agi: Agi | None
    pbx_section: Section
    pbxes: Mapping[str, Pbx]
    store_url: str
    spool: Spool | None
    recording: Recording | None
    speech: SpeechPlan | None
    voice: Voices | None
    roles: Named


@dataclass(frozen=True, slots=True)
class QueuesDraft:
    """Of queues.toml and queues.d; `destinations` holds the fallback too. `is_whole`: all the files could be parsed."""

    is_whole: bool
    section: Section
    rules: Mapping[str, QueueRules]
    destinations: Mapping[str, str]
    callback: CallbackPolicy | None
    outbound: OutboundLimits


@dataclass(frozen=True, slots=True)
class AgentsDraft:
    """Of agents.toml."""

    section: Section
    tables: Mapping[str, AgentTable]


@dataclass(frozen=True, slots=True)
class FlowsDraft:
    """Of flows/*.yaml and calendars.toml: `files` holds every flow file there is, by flow name, also of broken ones."""

    files: Mapping[str, str]
    flows: Mapping[str, Flow]
    calendars: Mapping[str, Calendar]


@dataclass(frozen=True, slots=True)
class Draft:
    house: DaemonDraft
    queues: QueuesDraft
    agents: AgentsDraft
    flows: FlowsDraft
