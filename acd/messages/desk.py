"""Answers what people ask about messages, and switches announcements. Everything that may take time is in a thread."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, assert_never

from acd.config.fields import check_sound, holds
from acd.config.settings import Settings
from acd.control.desk_answers import AnnouncementStatus, MessageStatus, Switched
from acd.control.desk_requests import (
    AnnouncementPiece,
    DeleteMessage,
    DeskRequest,
    ListMessages,
    MarkMessage,
    MessageAudio,
    SwitchAnnouncementOff,
    SwitchAnnouncementOn,
)
from acd.control.house import RefusedError
from acd.core.left import Mark, MessageMarked
from acd.core.records import Row
from acd.messages.announcements import ALL, Announcement, Announcements, NotSwitchedError
from acd.messages.tapes import Tapes
from acd.store import Store, StoreError
from acd.store.messages import Kept

T = TypeVar("T")
log = logging.getLogger(__name__)
_POST = {Mark.MAILED: "mailed", Mark.NOT_MAILED: "given up"}


class MessageDesk:
    """`settings` gives the configuration of the moment; `write` keeps a row; `now` reads the core's clock."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        store: Store,
        announcements: Announcements,
        write: Callable[[Row, float], None],
        now: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._store = store
        self._announcements = announcements
        self._write = write
        self._now = now

    async def ask(self, request: DeskRequest) -> object:
        """The answer as the request says. RefusedError with the reason."""
        match request:
            case ListMessages():
                return tuple(map(self._status, await self._messages(request)))
            case MarkMessage(number, read):
                self._mark(await self._one(number), Mark.READ if read else Mark.UNREAD)
                return None
            case DeleteMessage(number):
                return await self._delete(await self._one(number))
            case MessageAudio(number):
                return await self._audio(await self._one(number))
            case AnnouncementPiece(upload, data):
                await self._switch(lambda: self._announcements.add_piece(upload, data))
                return None
            case SwitchAnnouncementOn():
                return await self._switch_on(request)
            case SwitchAnnouncementOff(scopes):
                self._check_queues(tuple(scope for scope in scopes if scope != ALL))
                return self._switched(await self._switch(lambda: self._announcements.switch_off(scopes)))
            case _:
                assert_never(request)

    def announced(self) -> tuple[AnnouncementStatus, ...]:
        """What is on now."""
        return tuple(map(self._announcement, self._announcements.active()))

    # --- messages ---

    async def _messages(self, wanted: ListMessages) -> list[Kept]:
        box = None
        if wanted.queue is not None or wanted.agent is not None:
            box = ("queue", wanted.queue) if wanted.queue is not None else ("agent", wanted.agent or "")

        def look() -> list[Kept]:
            return self._store.read.messages(
                number=wanted.number, box=box, unread=wanted.unread, deleted=wanted.deleted, limit=wanted.limit
            )

        return await self._read(look)

    async def _one(self, number: int) -> Kept:
        found = await self._read(lambda: self._store.read.messages(number=number, deleted=True))
        if not found:
            raise RefusedError(f"there is no message {number}; see: acd voicemail list")
        if found[0].state is Mark.DELETED:
            raise RefusedError(f"message {number} was deleted")
        return found[0]

    async def _delete(self, kept: Kept) -> str:
        """The audio is gone, or nothing is changed."""
        tapes, path = self._tapes(), self._path(kept)

        def remove() -> None:
            if not tapes.is_here:
                raise RefusedError(
                    f"{path.parent} is not to be seen from this machine: its audio cannot be deleted here"
                )
            try:
                tapes.remove(kept.message.message)
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) and error.strerror else error
                raise RefusedError(f"{path} cannot be deleted: {why}; nothing was changed") from None

        await asyncio.to_thread(remove)
        self._mark(kept, Mark.DELETED)
        return str(path)

    async def _audio(self, kept: Kept) -> bytes:
        try:
            return await asyncio.to_thread(self._tapes().read, kept.message.message)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise RefusedError(f"{self._path(kept)} on PBX {kept.message.pbx} cannot be read here: {why}") from None

    def _mark(self, kept: Kept, mark: Mark) -> None:
        at = self._now()
        self._write(MessageMarked(kept.message.message, mark, at), at)

    def _tapes(self) -> Tapes:
        return Tapes(self._settings().messages.voicemail.root)

    def _path(self, kept: Kept) -> Path:
        return self._settings().messages.voicemail.root / f"{kept.message.message}.wav"

    def _status(self, kept: Kept) -> MessageStatus:
        left = kept.message
        mailed = "" if not left.mail_to else _POST[kept.mailed] if kept.mailed else "waiting"
        return MessageStatus(
            number=kept.number,
            contact=left.contact,
            pbx=left.pbx,
            box_kind=left.box_kind,
            box=left.box,
            caller_number=left.number,
            caller_name=left.name,
            seconds=left.seconds,
            at=left.at,
            state=kept.state.value,
            mailed=mailed,
            path=str(self._path(kept)),
        )

    async def _read(self, look: Callable[[], T]) -> T:
        def flushed() -> T:
            self._store.flush()
            return look()

        try:
            return await asyncio.to_thread(flushed)
        except StoreError as error:
            raise RefusedError(str(error)) from None

    # --- announcements ---

    async def _switch_on(self, wanted: SwitchAnnouncementOn) -> Switched:
        if (wanted.sound is None) == (wanted.upload is None):
            raise RefusedError("say a sound or bring a file, one of them")
        self._check_queues(wanted.queues)
        warning = await asyncio.to_thread(self._check_sound, wanted.sound) if wanted.sound else ""
        scopes, sound, upload = wanted.queues or (ALL,), wanted.sound or "", wanted.upload or ""
        switched = await self._switch(
            lambda: self._announcements.switch_on(scopes, wanted.until, sound=sound, upload=upload)
        )
        for each in switched:
            log.warning("announcement %s is on for %s", each.sound, each.scope)
        return self._switched(switched, warning)

    def _check_queues(self, queues: tuple[str, ...]) -> None:
        known = self._settings().roster.queues
        for queue in queues:
            if queue not in known:
                raise RefusedError(f"there is no queue {queue}; there are: {', '.join(sorted(known))}")

    def _check_sound(self, sound: str) -> str:
        """A sound that is certainly not there is refused; what to say where nobody can tell."""
        if not holds(check_sound, sound):
            raise RefusedError(f"{sound} is no sound's name (custom/fire); a file goes as FILE.wav")
        for pbx in self._settings().pbxes.values():
            if pbx.sounds is None:
                return f"whether PBX {pbx.name} has the sound {sound} is not known here: call in and listen"
            if not _is_there(pbx.sounds, sound):
                raise RefusedError(f"PBX {pbx.name} has no sound {sound} under {pbx.sounds}; a file goes as FILE.wav")
        return ""

    async def _switch(self, deed: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(deed)
        except NotSwitchedError as error:
            raise RefusedError(str(error)) from None

    def _switched(self, changed: tuple[Announcement, ...], warning: str = "") -> Switched:
        return Switched(tuple(map(self._announcement, changed)), self.announced(), warning)

    def _announcement(self, each: Announcement) -> AnnouncementStatus:
        root = self._settings().messages.announcements
        sound = str(root / f"{each.sound}.wav") if each.is_file else each.sound
        return AnnouncementStatus(each.scope, sound, each.since, each.until)


def _is_there(sounds: Path, sound: str) -> bool:
    """In any language, or without one."""
    return any(sounds.glob(f"{sound}.*")) or any(sounds.glob(f"*/{sound}.*"))
