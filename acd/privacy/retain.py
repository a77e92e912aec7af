"""What is kept too long, let go: by `[retention]` of privacy.toml, and messages by their own `keep_s`. Numbers of
call-backs that are outstanding stay until these are over."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from acd.config.settings import Settings
from acd.messages.tapes import Tapes
from acd.privacy import audio
from acd.store import Reader, disk
from acd.store.aging import Aging
from acd.store.engine import failed
from acd.store.erasing import delete_messages
from acd.store.steps import check

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Retained:
    """What went, or would go: rows by table, files of recordings, messages by name; what could not, in words."""

    rows: dict[str, int]
    recordings: tuple[str, ...]
    messages: tuple[str, ...]
    left: tuple[str, ...] = ()


def retain(settings: Settings, now: float, *, dry_run: bool, pause_s: float = 0.02) -> Retained:
    """Once; `now` is the machine's clock. Blocking. Raises StoreError."""
    engine = disk.open_erasing(settings.store_url)
    try:
        check(engine)
        aging = Aging(engine, pause_s)
        days = settings.privacy.journal_kept_days()
        journal = None if days is None else now - days * DAY_S
        cutoff = _numbers_cutoff(settings, now)
        rows = aging.counts(cutoff, journal) if dry_run else aging.let_go(cutoff, journal)
        if not dry_run and any(rows.values()):
            disk.settle(engine, (name for name, count in rows.items() if count))
        old = _old_recordings(settings, aging, now)
        messages = _old_messages(settings, Reader(engine), now)
        left = [] if dry_run else [f"{each.path}: {why}" for each in old if (why := audio.remove(each))]
        if not dry_run:
            left += _delete_messages(settings, engine, messages, now)
    except SQLAlchemyError as error:
        raise failed(engine, error) from error
    finally:
        engine.dispose()
    return Retained(rows, tuple(str(each.path) for each in old), tuple(messages), tuple(left))


def _numbers_cutoff(settings: Settings, now: float) -> Callable[[str], float | None]:
    def before(queue: str) -> float | None:
        days = settings.privacy.of(queue).numbers_days
        return None if days is None else now - days * DAY_S

    return before


def _old_recordings(settings: Settings, aging: Aging, now: float) -> list[audio.Audio]:
    privacy = settings.privacy
    if privacy.keep.recordings_days is None and all(each.recordings_days is None for each in privacy.queues.values()):
        return []
    found = list(audio.recordings(settings.recording.root))
    queues = aging.queue_of(sorted({each.contact for each in found}))
    old = []
    for each in found:
        days = privacy.of(queues.get(each.contact, "")).recordings_days
        if days is not None and now - each.written > days * DAY_S:
            old.append(each)
    return old


def _old_messages(settings: Settings, read: Reader, now: float) -> list[str]:
    """Those that are older than their box keeps them."""
    voicemail = settings.messages.voicemail
    if voicemail.keep_s is None and all(each.keep_s is None for each in voicemail.boxes.values()):
        return []
    old = []
    for kept in read.messages():
        keep_s = voicemail.options(kept.message.box_kind, kept.message.box).keep_s
        if keep_s is not None and now - kept.message.at > keep_s:
            old.append(kept.message.message)
    return old


def _delete_messages(settings: Settings, engine: Engine, messages: list[str], now: float) -> list[str]:
    """What is still there, and why. Where the folder is not to be seen they are left to the daemon."""
    tapes, left, gone = Tapes(settings.messages.voicemail.root), [], []
    for name in messages if tapes.is_here else ():
        try:
            tapes.remove(name)
            gone.append(name)
        except (OSError, ValueError) as error:
            left.append(f"message {name}: {error}")
    delete_messages(engine, gone, now)
    return left
