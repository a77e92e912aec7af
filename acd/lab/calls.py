"""A phone's calls, seen from the phone: the common part, and one that came in."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TypeVar

from aiosipua import IncomingCall, SdpMessage, SdpNegotiationError, negotiate_sdp

from acd.lab.media import Media
from acd.lab.peer import Party, party

_Result = TypeVar("_Result")
PCMU = 0


class PhoneError(Exception):
    """Something a phone waited for did not happen, or the PBX refused it."""


async def within(what: Awaitable[_Result], within_s: float, failure: str) -> _Result:
    """The result of `what`, or PhoneError(`failure`) after `within_s` seconds."""
    try:
        async with asyncio.timeout(within_s):
            return await what
    except TimeoutError:
        raise PhoneError(f"{failure} within {within_s:g} s") from None


class Call:
    """One call. `connected` is whom the phone shows, `code` the SIP code that ended it unanswered (0: none)."""

    def __init__(self, title: str, media: Media, *, hang_up: Callable[[], object]) -> None:
        self.title = title
        self.media = media
        self.connected: Party | None = None
        self.code = 0
        self.proceeding = asyncio.Event()
        self._answered = asyncio.Event()
        self._ended = asyncio.Event()
        self._send_hang_up = hang_up
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_answered(self) -> bool:
        return self._answered.is_set()

    @property
    def is_over(self) -> bool:
        return self._ended.is_set()

    async def answered(self, *, within_s: float = 15.0) -> None:
        """Returns when both sides are up and sound flows; PhoneError when it ends before that."""
        waits = [asyncio.ensure_future(event.wait()) for event in (self._answered, self._ended)]
        try:
            await asyncio.wait(waits, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if not self._answered.is_set():
            ended = f"ended unanswered with {self.code}" if self.is_over else f"was not answered within {within_s:g} s"
            raise PhoneError(f"{self.title} {ended}")

    async def ended(self, *, within_s: float = 15.0) -> int:
        """Returns `code` when the other side (or we) ended the call."""
        await within(self._ended.wait(), within_s, f"{self.title} did not end")
        return self.code

    async def press(self, keys: str) -> None:
        """RFC 4733 events; returns when the last key is out."""
        if not self.is_answered or self.is_over:
            raise PhoneError(f"{self.title}: keys can only be pressed in an answered call")
        await self.media.press(keys)

    async def hears(self, tone: int, *, within_s: float = 15.0) -> None:
        """Returns when that tone (another phone's voice) is in the sound; PhoneError when it is not."""

        async def listen() -> None:
            while not self.media.hears(tone):
                await self.media.next_frame()

        await within(listen(), within_s, f"{self.title}: no tone of {tone} Hz was heard")

    async def hears_sound(self, *, frames: int = 5, within_s: float = 15.0) -> None:
        """Returns when that many more frames of any sound have arrived."""
        wanted = self.media.frames_heard + frames

        async def listen() -> None:
            while self.media.frames_heard < wanted:
                await self.media.next_frame()

        await within(listen(), within_s, f"{self.title}: no sound arrived")

    async def hang_up(self) -> None:
        """End the call from this side, in whatever stage it is."""
        if not self.is_over:
            self._send_hang_up()
            self.finish(0)
        await self.closed()

    async def closed(self) -> None:
        """Returns when the sockets of an ended call are closed."""
        await asyncio.gather(*self._tasks)

    def take(self, remote: SdpMessage | None) -> None:
        """The call is answered; the sound goes to `remote`."""
        if remote is not None and remote.rtp_address is not None:
            self._spawn(self._begin(remote.rtp_address))

    def move(self, remote: SdpMessage | None) -> None:
        if remote is not None and remote.rtp_address is not None:
            self.media.move(remote.rtp_address)

    def agreement(self, offer: SdpMessage | None) -> SdpMessage:
        """Our answer to an offer of media: G.711 µ-law and keys."""
        if offer is None:
            raise PhoneError(f"{self.title}: an INVITE without an offer")
        try:
            answer, _ = negotiate_sdp(offer, self.media.host, self.media.port, supported_codecs=[PCMU])
        except SdpNegotiationError as error:
            raise PhoneError(f"{self.title}: {error}") from error
        return answer

    def finish(self, code: int) -> None:
        """The call is over."""
        self.code = code
        self.proceeding.set()
        if not self.is_over:
            self._ended.set()
            self._spawn(self.media.stop())

    async def _begin(self, remote: tuple[str, int]) -> None:
        await self.media.start(remote, PCMU)
        self._answered.set()
        if self.is_over:
            await self.media.stop()

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class Incoming(Call):
    """A call that rings at the phone. `shown` is what its display says: the caller's name and number."""

    def __init__(self, user: str, media: Media, invite: IncomingCall) -> None:
        super().__init__(f"call to {user}", media, hang_up=self._refuse_or_end)
        self.invite = invite
        self.shown = party(invite.invite) or Party("", "")
        self.connected = self.shown

    @property
    def dialled(self) -> str:
        """The number that was called."""
        uri = self.invite.invite.uri
        return uri.removeprefix("sip:").partition("@")[0]

    def header(self, name: str) -> str | None:
        """A header of the INVITE."""
        return self.invite.invite.get_header(name)

    async def answer(self, *, within_s: float = 15.0) -> None:
        """Pick up; returns when sound flows. PhoneError when the caller is gone already."""
        if self.is_over:
            raise PhoneError(f"{self.title} is over, nobody to answer")
        self.invite.accept(self.agreement(self.invite.sdp_offer))
        self.take(self.invite.sdp_offer)
        await self.answered(within_s=within_s)

    async def reject(self, code: int = 486) -> None:
        """Refuse with a SIP code: 486 busy, 603 declined, 503 out of order ..."""
        self.invite.reject(code)
        self.finish(code)
        await self.closed()

    def _refuse_or_end(self) -> None:
        if self.is_answered:
            self.invite.hangup()
        else:
            self.invite.reject(480)
