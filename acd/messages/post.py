"""Mails messages, from the store: what is to be mailed is a message with an address and no mark of the post. So a
restart loses none. One is sent twice only where the daemon dies between the server's word and the mark.

A server that cannot be reached is tried again, with growing pauses; a letter it will not have (5xx) is given up at
once, and any other after `GIVE_UP_S`. Neither is ever in a call's way, nor in the way of a daemon that stops: smtplib
works in a thread that nobody waits for.
"""

import asyncio
import logging
import smtplib
import ssl
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from email.message import EmailMessage
from enum import Enum
from threading import Thread

from acd.config.messages_settings import MailServer
from acd.config.settings import Settings
from acd.core.left import Mark, MessageMarked
from acd.core.records import Row
from acd.messages.letters import letter
from acd.messages.tapes import Tapes
from acd.store import Store, StoreError
from acd.store.messages import Kept

FIRST_PAUSE_S = 15.0
LONGEST_PAUSE_S = 900.0
LOOK_EVERY_S = 300.0
SETTLE_S = 1.5  # Asterisk closes the file of a caller who hung up a moment after it told of the hang-up
GIVE_UP_S = 3 * 86_400.0
AT_ONCE = 20

log = logging.getLogger(__name__)


class Fate(Enum):
    """What the server said of a letter."""

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Word:
    fate: Fate
    why: str = ""


def send(mail: EmailMessage, server: MailServer) -> Word:
    """Gives one letter to the server. Blocking; never raises. Of what the server says only its code is told."""
    try:
        with _connected(server) as connection:
            if server.username and server.secret is not None:
                connection.login(server.username, server.secret.value)
            connection.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code = min((code for code, _ in error.recipients.values()), default=500)
        return Word(Fate.REFUSED if code >= 500 else Fate.LATER, f"the address is refused with {code}")
    except smtplib.SMTPAuthenticationError as error:
        return Word(Fate.LATER, f"the log-in is refused with {error.smtp_code}")
    except smtplib.SMTPResponseException as error:
        is_final = error.smtp_code >= 500 and isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused)
        return Word(Fate.REFUSED if is_final else Fate.LATER, f"refused with {error.smtp_code}")
    except UnicodeError:  # smtplib logs in by ASCII only; its own words would hold the password
        return Word(Fate.LATER, "the password is not plain ASCII, and cannot be sent")
    except (smtplib.SMTPException, OSError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        return Word(Fate.LATER, why)
    return Word(Fate.TAKEN)


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout_s, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout_s)
    if server.security == "starttls":
        try:
            connection.starttls(context=ssl.create_default_context())
        except BaseException:
            connection.close()
            raise
    return connection


async def _beside(deed: Callable[[], Word]) -> Word:
    """What `deed` says, in a thread that is left alone when the daemon stops: what it mails then is mailed again."""
    word: Future[Word] = Future()
    word.set_running_or_notify_cancel()

    def work() -> None:
        try:
            word.set_result(deed())
        except BaseException as error:
            word.set_exception(error)

    Thread(target=work, name="post", daemon=True).start()
    return await asyncio.wrap_future(word)


class Post:
    """`settings` gives the configuration of the moment; `write` keeps a row; `now` reads the core's clock."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        store: Store,
        write: Callable[[Row, float], None],
        now: Callable[[], float],
        first_pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        self._settings = settings
        self._store = store
        self._write = write
        self._now = now
        self._first_pause_s = self._pause_s = first_pause_s
        self._news = asyncio.Event()
        self._done: set[str] = set()  # whose mark may not be in the store yet

    def came(self) -> None:
        """There is something to be mailed."""
        self._news.set()

    async def work_on(self) -> None:
        """Until it is cancelled."""
        while True:
            self._news.clear()
            has_failed = await self._round()
            self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S) if has_failed else self._first_pause_s
            try:
                async with asyncio.timeout(self._pause_s if has_failed else LOOK_EVERY_S):
                    await self._news.wait()
                await asyncio.sleep(SETTLE_S)
            except TimeoutError:
                pass

    async def _round(self) -> bool:
        """Mails what waits; whether something has to wait on."""
        server = self._settings().messages.mail
        if server is None:
            return False
        try:
            waiting = await asyncio.to_thread(self._waiting)
        except StoreError as error:
            log.warning("mail waits for the store: %s", error)
            return True
        has_failed = False
        for kept in waiting[-AT_ONCE:][::-1]:  # the oldest first
            has_failed |= not await self._mail(kept, server)
        return has_failed or len(waiting) > AT_ONCE

    def _waiting(self) -> list[Kept]:
        self._store.flush()
        found = self._store.read.messages(unmailed=True)
        waiting = {kept.message.message for kept in found}
        self._done &= waiting
        return [kept for kept in found if kept.message.message not in self._done]

    async def _mail(self, kept: Kept, server: MailServer) -> bool:
        """Whether it is done with."""
        left = kept.message

        def post() -> Word:
            audio, why = None, ""
            try:
                audio = Tapes(self._settings().messages.voicemail.root).read(left.message)
            except (OSError, ValueError) as error:
                why = (error.strerror if isinstance(error, OSError) else None) or "it cannot be read"
            return send(letter(left, server.sender, audio, why), server)

        word = await _beside(post)
        if word.fate is Fate.LATER and self._now() - left.at < GIVE_UP_S:
            log.warning("message %d could not be mailed: %s; it is tried again", kept.number, word.why)
            return False
        if word.fate is not Fate.TAKEN:
            log.error("message %d is not mailed: %s; hear it with: acd voicemail play", kept.number, word.why)
        at = self._now()
        self._done.add(left.message)
        self._write(MessageMarked(left.message, Mark.MAILED if word.fate is Fate.TAKEN else Mark.NOT_MAILED, at), at)
        return True
