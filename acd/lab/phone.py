"""Scriptable SIP phones: register, call, ring, answer, refuse, press keys, hang up, and say what they see and hear.

Every wait has a deadline and ends with PhoneError, which says what did not happen.
"""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiosipua import (
    IncomingCall,
    OutgoingCall,
    Registration,
    SipDigestAuth,
    SipRequest,
    SipResponse,
    build_sdp,
)
from aiosipua.registration import RegistrationState

from acd.lab.calls import PCMU, Call, Incoming, PhoneError, within
from acd.lab.layout import TRUNK_HOST, Layout
from acd.lab.media import Media
from acd.lab.peer import Peer, party

__all__ = ["Call", "Incoming", "Phone", "PhoneError"]


class Phone:
    """`async with Phone.of(layout, "1001") as phone`. Its calls end with it. `tone` (Hz) is the voice it has."""

    def __init__(
        self, layout: Layout, user: str, password: str = "", *, host: str = "127.0.0.1", port: int = 0, tone: int = 450
    ) -> None:
        pbx = ("127.0.0.1" if layout.host == "0.0.0.0" else layout.host, layout.sip_port)
        self.user = user
        self.tone = tone
        self._auth = SipDigestAuth(user, password) if password else None
        self._peer = Peer(host, pbx, port)
        self._calls: dict[str, Call] = {}
        self._ever: list[Call] = []
        self._arrivals: asyncio.Queue[Incoming] = asyncio.Queue()
        self._registration: Registration | None = None
        self._registered = asyncio.Event()

    @classmethod
    def on_trunk(cls, layout: Layout, *, tone: int = 700) -> Self:
        """A caller from the public network: no password, any number and name."""
        return cls(layout, "anonymous", host=TRUNK_HOST, tone=tone)

    @classmethod
    def outside(cls, layout: Layout, *, tone: int = 850) -> Self:
        """All numbers of the public network: every call out over the trunk rings here."""
        return cls(layout, "outside", host=TRUNK_HOST, port=layout.trunk_port, tone=tone)

    @classmethod
    def of(cls, layout: Layout, user: str, *, tone: int = 450) -> Self:
        """The phone of one of the layout's own users."""
        return cls(layout, user, layout.phones[user], tone=tone)

    async def __aenter__(self) -> Self:
        await self._peer.open()
        self._peer.uas.on_invite = self._arrived
        self._peer.uas.on_reinvite = self._renewed
        self._peer.uas.on_bye = lambda call, _: self._ended(call.call_id)
        self._peer.uas.on_cancel = lambda request, _: self._ended(request.call_id)
        self._peer.uas.on_ack_timeout = lambda call: self._ended(call.call_id)
        self._peer.on_request = self._noted
        self._peer.on_response = self._responded
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for call in self._ever:
            await call.hang_up()
        await self._peer.close()

    async def register(self, *, within_s: float = 15.0) -> None:
        """Raises PhoneError with the PBX's answer when it refuses."""
        host, port = self._peer.pbx
        self._registration = Registration(
            self._peer.uac, f"sip:{self.user}@{host}:{port}", self._peer.pbx, expires=300, auth=self._auth
        )
        self._registration.on_registered = lambda _: self._registered.set()
        refused: list[str] = []

        def fail(_: Registration, code: int, reason: str) -> None:
            refused.append(f"{code} {reason}")
            self._registered.set()

        self._registration.on_failed = fail
        await self._exchange(lambda registration: registration.register(), within_s)
        if refused:
            raise PhoneError(f"{self.user}: registration refused: {refused[0]}")

    async def unregister(self, *, within_s: float = 15.0) -> None:
        await self._exchange(lambda registration: registration.unregister(), within_s)

    async def ringing(self, *, within_s: float = 15.0) -> Incoming:
        """The next call that arrives; the phone rings (180) as soon as it does."""
        return await within(self._arrivals.get(), within_s, f"{self.user} did not ring")

    def is_silent(self) -> bool:
        """Whether no call has come that `ringing` has not handed out."""
        return self._arrivals.empty()

    async def call(self, number: str, *, caller_id: str = "", name: str = "", within_s: float = 15.0) -> Call:
        """Dial; returns when the PBX is on it. `caller_id` and `name` are what the phone claims to be."""
        media = Media(self._peer.address[0], self.tone)
        offer = build_sdp(media.host, media.port, PCMU, "PCMU")
        outgoing = self._peer.invite(caller_id or self.user, number, offer, display=name, auth=self._auth)
        call = Call(f"{self.user} to {number}", media, hang_up=lambda: self._hang_up(outgoing))
        self._keep(outgoing.call_id, call)
        outgoing.on_answer = lambda answered: call.take(answered.sdp_answer)
        outgoing.on_rejected = lambda _, code, __: self._ended(outgoing.call_id, code)
        await within(call.proceeding.wait(), within_s, f"{call.title}: no answer from the PBX")
        return call

    def _arrived(self, invite: IncomingCall) -> None:
        media = Media(self._peer.address[0], self.tone)
        call = Incoming(self.user, media, invite)
        self._keep(invite.call_id, call)
        invite.ringing()
        self._arrivals.put_nowait(call)

    def _renewed(self, invite: IncomingCall) -> None:
        """A re-INVITE, such as one that tells a new connected line: the same media, and where to send ours."""
        call = self._calls.get(invite.call_id)
        if call is not None:
            invite.accept(call.agreement(invite.sdp_offer))
            call.move(invite.sdp_offer)

    def _noted(self, request: SipRequest) -> None:
        call = self._calls.get(request.call_id or "")
        if call is not None and request.get_header("P-Asserted-Identity"):
            call.connected = party(request) or call.connected

    def _responded(self, response: SipResponse) -> None:
        if response.cseq is None:
            return
        if response.cseq.method == "REGISTER" and self._registration is not None:
            if self._registration.state is RegistrationState.UNREGISTERED:
                self._registered.set()
            return
        call = self._calls.get(response.call_id or "")
        if call is not None and response.cseq.method == "INVITE" and response.status_code < 300:
            call.proceeding.set()
            if response.get_header("P-Asserted-Identity"):
                call.connected = party(response) or call.connected

    def _keep(self, call_id: str, call: Call) -> None:
        self._calls[call_id] = call
        self._ever.append(call)

    def _ended(self, call_id: str | None, code: int = 0) -> None:
        call = self._calls.pop(call_id or "", None)
        if call is not None:
            call.finish(code)

    def _hang_up(self, outgoing: OutgoingCall) -> None:
        if outgoing._answered.is_set():
            outgoing.hangup(self._peer.uac)
        elif not outgoing._rejected.is_set():
            self._peer.cancel(outgoing)

    async def _exchange(self, send: Callable[[Registration], object], within_s: float) -> None:
        if self._registration is None:
            raise PhoneError(f"{self.user} was never registered")
        self._registered.clear()
        send(self._registration)
        await within(self._registered.wait(), within_s, f"{self.user}: no answer to REGISTER")
