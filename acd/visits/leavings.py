"""What a caller left in a flow is written down: messages and answers; recordings that are no messages are removed."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from acd.config.settings import Settings
from acd.core.left import MessageLeft, SurveyAnswered
from acd.core.records import Row
from acd.messages.tapes import Tapes
from acd.pbx.names import pbx_of
from ivr.inputs import Started
from ivr.left import Left, Message

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk a caller is asked about."""

    agent: str = ""
    queue: str = ""


class Leavings:
    """`settings` gives the configuration of the moment; `write` keeps a row; `came`: a message is to be mailed."""

    def __init__(
        self, settings: Callable[[], Settings], write: Callable[[Row, float], None], came: Callable[[], None]
    ) -> None:
        self._settings = settings
        self._write = write
        self._came = came
        self._tidying: set[asyncio.Task[None]] = set()

    @property
    def folder(self) -> str:
        """Where callers are recorded now."""
        return str(self._settings().messages.voicemail.root)

    def take(self, left: Left, started: Started, flow: str, talk: Talk, at: float) -> None:
        """At once; files are seen to beside."""
        for answer in left.answers:
            row = SurveyAnswered(started.call, talk.agent, talk.queue, flow, answer.question, answer.value, at)
            self._write(row, at)
        for message in left.kept:
            self._write(self._row(message, started, at), at)
        if left.begun:
            task = asyncio.get_running_loop().create_task(
                self._tidy(left, Tapes(self._settings().messages.voicemail.root))
            )
            self._tidying.add(task)
            task.add_done_callback(self._tidying.discard)

    def _row(self, message: Message, started: Started, at: float) -> MessageLeft:
        box = message.box
        messages = self._settings().messages
        mail_to = messages.voicemail.options(box.kind, box.name).mail if messages.mail else ""
        if mail_to:
            self._came()
        pbx = pbx_of(started.call)
        who = started.number, started.name
        return MessageLeft(message.tape, started.call, pbx, box.kind, box.name, *who, message.seconds, at, mail_to)

    async def _tidy(self, left: Left, tapes: Tapes) -> None:
        def tidy() -> None:
            for tape in left.dropped:
                tapes.remove(tape)
            for message in left.kept:
                tapes.close_to_others(message.tape)

        try:
            await asyncio.to_thread(tidy)
        except FileNotFoundError:
            log.info("messages are not to be seen from this machine under %s", self.folder)
        except OSError as error:
            log.warning("recordings could not be tidied up: %s", error.strerror)
