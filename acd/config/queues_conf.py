"""An Asterisk queues.conf turned into our queues and agents, with a list of everything that has no equivalent.

What is carried over keeps its meaning as near as our rules allow; each difference is a note. Nothing is dropped
silently unless it is Asterisk's default or what we do anyway. A queue asks for a skill of its own name, and its
members hold it: penalty 0 becomes level 10, 1 becomes 9, and so on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from acd.config.conf_format import ConfFile, ConfSection, Setting
from acd.config.fields import check_sound, holds
from acd.config.members import Member, member_of
from acd.config.queue_options import NO_EQUIVALENT, SAME_AS_OURS, STRATEGIES

_MUSIC = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
_YES = frozenset({"yes", "true", "y", "t", "1", "on"})  # ast_true()
_DIALPLAN = (
    "Queue() in the dialplan",
    "its timeout argument is max_wait_s here, and where the dialplan goes on afterwards is when_late and when_full",
)


@dataclass(frozen=True, slots=True)
class Note:
    """Something without an equal here: `what` with its place, and `reason`."""

    what: str
    reason: str

    def __str__(self) -> str:
        return f"{self.what}: {self.reason}"


@dataclass(slots=True)
class Imported:
    """The content of our two files as plain tables, ready to be written as TOML."""

    queues: dict[str, dict[str, Any]] = field(default_factory=dict)
    agents: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def convert(files: Sequence[tuple[str, ConfFile]]) -> Imported:
    """Everything in the (name, content) of `files`; the names are for the notes. Never raises."""
    imported = Imported()
    for file, conf in files:
        for line, text, reason in conf.unread:
            imported.notes.append(Note(f"{file}:{line}: {text[:80]}", reason))
        for section in conf.sections:
            if section.name == "general":
                _Options(file, section, imported.notes).note_rest()
            elif not section.is_template:
                _Queue(file, section, imported).convert()
    if imported.queues:
        imported.notes.append(Note(*_DIALPLAN))
    return imported


class _Options:
    """A section's settings, the last of a key counting; those nobody took are noted."""

    def __init__(self, file: str, section: ConfSection, notes: list[Note]) -> None:
        self.file, self.section, self.notes = file, section, notes
        self.left: dict[str, Setting] = {s.key.lower(): s for s in section.settings if s.key.lower() != "member"}

    def note(self, setting: Setting, reason: str) -> None:
        what = f"{self.file}:{setting.line}: [{self.section.name}] {setting.key} = {setting.value}"
        self.notes.append(Note(what, reason))

    def take(self, *keys: str) -> Setting | None:
        """The last setting of any of `keys`, which are alternative spellings."""
        found = [setting for setting in (self.left.pop(key, None) for key in keys) if setting]
        return max(found, key=lambda setting: setting.line, default=None)

    def number(self, key: str) -> int:
        """A count or seconds; 0 when absent or unreadable, as app_queue has it."""
        setting = self.take(key)
        if setting is None:
            return 0
        if re.fullmatch("[0-9]{1,6}", setting.value, re.ASCII):
            return int(setting.value)
        self.note(setting, "not a whole number of at most six digits: left out")
        return 0

    def is_yes(self, key: str) -> bool:
        setting = self.take(key)
        return setting is not None and setting.value.lower() in _YES

    def note_rest(self) -> None:
        for key, setting in self.left.items():
            is_stock_sound = key.startswith("queue-") and setting.value == key
            if is_stock_sound or SAME_AS_OURS.get(key) == setting.value.lower():
                continue
            sounds = "the house says position and wait in its own words" if key.startswith("queue-") else ""
            self.note(setting, NO_EQUIVALENT.get(key) or sounds or "not an option of app_queue")


class _Queue:
    def __init__(self, file: str, section: ConfSection, imported: Imported) -> None:
        self.section, self.imported = section, imported
        self.options = _Options(file, section, imported.notes)
        self.name = _free_name(section.name, imported.queues)
        self.table: dict[str, Any] = {"needs": {self.name: 1}}

    def convert(self) -> None:
        if self.name != self.section.name:
            line = Setting("name", self.section.name, self.section.line)
            self.options.note(line, f'is called "{self.name}" here: names are a-z, 0-9, _ and -')
        self._strategy()
        self._limits()
        self._empty()
        self._announcements()
        self._sounds()
        strikes = self._strikes()
        self.imported.queues[self.name] = self.table
        for setting in self.section.settings:
            if setting.key.lower() == "member":
                self._member(setting, strikes)
        self.options.note_rest()

    def _strategy(self) -> None:
        setting = self.options.take("strategy")
        if setting is None:
            setting = Setting("strategy", "ringall", self.section.line)
        weights, reason = STRATEGIES.get(setting.value.lower(), (None, "not a strategy of app_queue"))
        if weights:
            self.table["weights"] = dict(weights)
        if reason:
            self.options.note(setting, reason)

    def _limits(self) -> None:
        for theirs, ours in (("maxlen", "max_length"), ("servicelevel", "service_level_s"), ("timeout", "ring_s")):
            value = min(self.options.number(theirs), 100_000)
            if value:
                self.table[ours] = value
        self.table["wrap_s"] = self.options.number("wrapuptime")

    def _empty(self) -> None:
        for key, harmless in (("joinempty", {"yes", ""}), ("leavewhenempty", {"no", ""})):
            setting = self.options.take(key)
            if setting and setting.value.lower() not in harmless:
                self.table["when_nobody"] = {"destination": "fallback"}
                self.options.note(
                    setting,
                    "one rule here, when_nobody: callers whom nobody signed in could serve, at entry or later, go to "
                    "the fallback destination; paused and busy agents keep them waiting",
                )

    def _announcements(self) -> None:
        every, comfort_every = (
            self.options.number("announce-frequency"),
            self.options.take("periodic-announce-frequency"),
        )
        position, wait = self.options.take("announce-position"), self.options.take("announce-holdtime")
        self.table["say_position"] = bool(every) and not (position and position.value.lower() == "no")
        self.table["say_wait"] = bool(every) and wait is not None and wait.value.lower() in _YES | {"once"}
        if position and position.value.lower() in ("limit", "more"):
            self.options.note(position, "the position is said however far back the caller is")
        if every:
            self.table["announce_every_s"] = every
        self._comfort(every, comfort_every)

    def _comfort(self, every: int, comfort_every: Setting | None) -> None:
        setting = self.options.take("periodic-announce")
        seconds = int(comfort_every.value) if comfort_every and re.fullmatch("[0-9]{1,6}", comfort_every.value) else 0
        if not seconds:
            if setting:
                self.options.note(setting, "never played: there is no periodic-announce-frequency")
            return
        names = [name.strip() for name in (setting.value if setting else "queue-periodic-announce").split(",")]
        self.table["comfort"] = [name for name in names if holds(check_sound, name)]
        if setting and len(self.table["comfort"]) < len(names):
            self.options.note(setting, "only sound names of letters, digits, _, - and / are taken")
        if not every:
            self.table["announce_every_s"] = seconds
        elif comfort_every and seconds != every:
            self.options.note(comfort_every, f"comfort messages come with the announcements, every {every} s")

    def _sounds(self) -> None:
        music = self.options.take("musicclass", "music", "musiconhold")
        if music and _MUSIC.fullmatch(music.value):
            self.table["music"] = music.value
        elif music and music.value:
            self.options.note(music, "not a music class of letters, digits, _ and -")
        recording = self.options.take("monitor-format")
        if recording and recording.value:
            self.table["record"] = True
            self.options.note(recording, "recorded here (record = true); file format and name are the house's")
        announce = self.options.take("announce")
        self.table["whisper"] = self.options.is_yes("reportholdtime") or bool(announce and announce.value)
        if announce and announce.value:
            self.options.note(announce, "the whisper says the queue and the wait in place of a recording")

    def _strikes(self) -> int | None:
        setting = self.options.take("autopause")
        if setting is None or setting.value.lower() not in _YES | {"all"}:
            return None
        self.options.note(setting, "after one miss its members are paused in all queues (cooldowns.strikes = 1)")
        return 1

    def _member(self, setting: Setting, strikes: int | None) -> None:
        member, reason = member_of(setting.value)
        if reason:
            self.options.note(setting, reason)
        if member:
            self._add(member, strikes)

    def _add(self, member: Member, strikes: int | None) -> None:
        agent = self.imported.agents.setdefault(member.agent, {"skills": {}})
        agent.setdefault("name", member.name) if member.name else None
        agent["skills"].setdefault(self.name, member.level)
        agent["signed_in_at_start"] = agent.get("signed_in_at_start", True) and not member.is_paused
        if member.wrap_s is not None:
            agent.setdefault("wrap_s", member.wrap_s)
        if strikes:
            agent["cooldowns"] = {"strikes": strikes}


def _free_name(theirs: str, taken: Mapping[str, object]) -> str:
    name = re.sub("[^a-z0-9_-]", "_", theirs.lower())[:48] or "queue"
    name = name if "a" <= name[0] <= "z" else f"q{name}"
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free
