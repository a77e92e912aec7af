"""Messages are kept as long as their box says, and none is lost: one whose caller's visit came to no end, because the
daemon died or the PBX did, is found by its file and put into its box.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress

from acd.config.messages_settings import Voicemail
from acd.config.settings import Settings
from acd.core.left import Mark, MessageLeft, MessageMarked
from acd.core.records import Row
from acd.messages.tapes import Found, Tapes
from acd.pbx.names import pbx_of
from acd.store import Store, StoreError

EVERY_S = 600.0
OLD_S = 1200.0  # a tape nobody has written to for so long belongs to no running call: longer than any message
LEAST_S = 2.0

log = logging.getLogger(__name__)


class Keeping:
    """`settings` gives the configuration of the moment; `write` keeps a row; `now` reads the core's clock, `wall` the
    machine's, which dates files."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        store: Store,
        write: Callable[[Row, float], None],
        now: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._store = store
        self._write = write
        self._now = now
        self._wall = wall

    async def work_on(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.round)
            except StoreError as error:
                log.warning("messages are looked after later: %s", error)
            except OSError as error:
                log.warning("messages cannot be looked after: %s", error.strerror)
            await asyncio.sleep(EVERY_S)

    def round(self) -> None:
        """Once. Blocking. Raises StoreError, OSError."""
        voicemail = self._settings().messages.voicemail
        tapes = Tapes(voicemail.root)
        self._store.flush()
        if tapes.is_here:
            self._let_go(voicemail, tapes)
            self._adopt(voicemail, tapes)

    def _let_go(self, voicemail: Voicemail, tapes: Tapes) -> None:
        """Messages that are older than their box keeps them."""
        for kept in self._store.read.messages():
            left, now = kept.message, self._now()
            keep_s = voicemail.options(left.box_kind, left.box).keep_s
            if keep_s is not None and now - left.at > keep_s:
                with suppress(ValueError):
                    tapes.remove(left.message)
                self._write(MessageMarked(left.message, Mark.DELETED, now), now)

    def _adopt(self, voicemail: Voicemail, tapes: Tapes) -> None:
        for (contact, _), found in _by_visit(tapes.found()).items():
            if any(self._wall() - each.written < OLD_S for each in found):
                continue
            unknown = [each for each in found if not self._store.read.has_message(each.tape)]
            if len(unknown) < len(found):
                self._remove(tapes, unknown)  # what its caller recorded again or deleted, and was not removed then
            elif long := [each for each in found if each.seconds >= LEAST_S]:
                last = max(long, key=lambda each: each.take)
                log.warning("the message of a call that broke off is found: %s", contact)
                self._write(self._row(last, voicemail), self._now())
                self._remove(tapes, [each for each in found if each is not last])
            else:
                self._remove(tapes, found)

    def _row(self, found: Found, voicemail: Voicemail) -> MessageLeft:
        to = voicemail.options(found.box_kind, found.box).mail if self._settings().messages.mail else ""
        box = found.box_kind, found.box
        who = "", ""  # who called is known by the contact's other rows
        return MessageLeft(
            found.tape, found.contact, pbx_of(found.contact), *box, *who, found.seconds, found.written, to
        )

    def _remove(self, tapes: Tapes, found: Iterable[Found]) -> None:
        for each in found:
            tapes.remove(each.tape)


def _by_visit(found: Iterable[Found]) -> dict[tuple[str, int], list[Found]]:
    each_one: dict[tuple[str, int], list[Found]] = {}
    for each in found:
        each_one.setdefault((each.contact, each.visit), []).append(each)
    return each_one
