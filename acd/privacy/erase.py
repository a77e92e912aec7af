"""One caller erased, and the proof of it.

First his voice, by the contacts that his number leads to; then the rows. Afterwards everything is searched again, as
if nobody had done anything: each table, the files the store is made of, the folders of audio. What is found is told,
and is the one measure of success.
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from acd.config.lookups import AGENTS
from acd.config.settings import Settings
from acd.privacy import audio
from acd.store import disk
from acd.store.engine import failed
from acd.store.erasing import Call, Eraser, delete_messages
from acd.store.searching import files_with, rows_with
from acd.store.steps import check
from acd.store.wanted import Wanted
from acd.visits.pin_guard import number_digest


@dataclass(frozen=True, slots=True)
class Erased:
    """`changed`: rows by table; `removed`: files that are gone. Of the search afterwards: `found`, rows by table, every
    table named; `files_found`. `left` says in words what is still there, and why: empty when he is forgotten."""

    contacts: int
    changed: Mapping[str, int]
    removed: tuple[str, ...]
    found: Mapping[str, int]
    files_found: tuple[str, ...]
    left: tuple[str, ...] = field(default=())
    seconds: float = 0.0


def erase(settings: Settings, number: str, *, left: Collection[str] = ()) -> Erased:
    """`left`: what is known already to stay. Blocking. Raises StoreError."""
    wanted = Wanted(number, settings.privacy.country)
    engine = disk.open_erasing(settings.store_url)
    try:
        check(engine)
        return _erase(settings, wanted, engine, list(left))
    except SQLAlchemyError as error:
        raise failed(engine, error) from error
    finally:
        engine.dispose()


def _erase(settings: Settings, wanted: Wanted, engine: Engine, left: list[str]) -> Erased:
    began = time.monotonic()
    eraser = Eraser(engine, wanted)
    calls = eraser.calls()
    messages = eraser.messages(calls)
    removed = _remove_audio(settings, calls, messages, left)
    delete_messages(engine, messages, time.time())
    changed = eraser.scrub(calls)
    changed["pin_tries"] += eraser.forget_digests(_digests(settings, wanted))
    disk.settle(engine, iter(changed))
    files = files_with(disk.files(engine, settings.spool.folder), wanted)
    if files:
        disk.rewrite(engine)
        files = files_with(disk.files(engine, settings.spool.folder), wanted)
    found = rows_with(engine, wanted)
    left += [f"{count} rows of {table} hold the number" for table, count in found.items() if count]
    left += [f"{path} holds the number" for path in files]
    left += [f"{each.path} is still there" for each in _audio(settings, calls)]
    return Erased(
        len(calls), +changed, tuple(removed), found, tuple(map(str, files)), tuple(left), time.monotonic() - began
    )


def _audio(settings: Settings, calls: Collection[Call]) -> list[audio.Audio]:
    contacts = {call.contact for call in calls}
    told = audio.recordings(settings.recording.root), audio.messages(settings.messages.voicemail.root)
    return [each for found in told for each in audio.of(contacts, found)]


def _remove_audio(settings: Settings, calls: list[Call], messages: Collection[str], left: list[str]) -> list[str]:
    """What is gone; what cannot be removed, or not even be looked for, is added to `left`."""
    removed = []
    for each in _audio(settings, calls):
        if why := audio.remove(each):
            left.append(f"{each.path} cannot be removed: {why}")
        else:
            removed.append(str(each.path))
    recorded = [call for call in calls if _is_recorded(settings, call)]
    left += _out_of_sight(settings.recording.root, "recordings", [call.contact for call in recorded])
    left += _out_of_sight(settings.messages.voicemail.root, "messages", messages)
    return removed


def _is_recorded(settings: Settings, call: Call) -> bool:
    rules = settings.roster.queues.get(call.queue)
    return rules is not None and rules.record


def _out_of_sight(root: Path, what: str, names: Collection[str]) -> list[str]:
    if not names or root.is_dir():
        return []
    return [f"{root} is not to be seen from this machine: remove there the {what} of {', '.join(sorted(names))}"]


def _digests(settings: Settings, wanted: Wanted) -> set[str]:
    books, key = {AGENTS, *settings.pin_books}, settings.agi.secret.value.encode()
    return {number_digest(book, spelling, key) for book in books for spelling in wanted.spellings}
