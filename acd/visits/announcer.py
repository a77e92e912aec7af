"""Says the announcements that are on, once each to every caller they are for: at the start of his call, when he comes
to wait, or on hold to those who wait already.

ACD_HEARD on his channel holds the numbers of those he heard. Nothing but a hang-up ends one.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from acd.messages.announcements import Announcement, Announcements
from ivr.agi.session import Session
from ivr.outputs import Part, Sound, Tape

HEARD, QUEUE = "ACD_HEARD", "ACD_QUEUE"
MOST_REMEMBERED = 50


class Announcer:
    """`root` is the folder our own sounds are in."""

    def __init__(self, announcements: Announcements, root: Callable[[], Path]) -> None:
        self._announcements = announcements
        self._root = root

    async def at_start(self, session: Session) -> None:
        await self._say(session, self._announcements.for_all())

    async def before_waiting(self, session: Session, queue: str) -> None:
        await self._say(session, self._announcements.for_queue(queue))

    async def while_waiting(self, session: Session) -> None:
        if self._announcements.active():
            await self._say(session, self._announcements.for_queue(await session.get_variable(QUEUE) or ""))

    async def _say(self, session: Session, wanted: Iterable[Announcement]) -> None:
        wanted = list(wanted)
        if not wanted:
            return
        heard = (await session.get_variable(HEARD) or "").split(".")
        new = [each for each in wanted if str(each.number) not in heard]
        if not new:
            return
        numbers = [*filter(None, heard), *(str(each.number) for each in new)][-MOST_REMEMBERED:]
        await session.set_variable(HEARD, ".".join(numbers))
        await session.say([self._part(each) for each in new])

    def _part(self, each: Announcement) -> Part:
        return Tape(each.sound, str(self._root())) if each.is_file else Sound(each.sound)
