"""aiosipua behind one thin wall: what it leaves out that a real PBX insists on.

- On Python 3.11 its UDP protocol refuses asyncio's own transport.
- A refused INVITE must be acknowledged, else the PBX repeats the refusal for half a minute.
- An answer that crosses our CANCEL must be acknowledged and hung up, else that call lives on.
- An INVITE within a call that is over here is not another call.
- The name beside the number in From.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass

from aiosipua import (
    Dialog,
    OutgoingCall,
    SdpMessage,
    SipDigestAuth,
    SipRequest,
    SipResponse,
    SipUAC,
    SipUAS,
    parse_address,
    uac_responses,
)
from aiosipua import (
    transport as sip_transport,
)
from aiosipua.dialog import DialogState
from aiosipua.transport import UdpSipTransport

from acd.lab.ports import free_udp


def _connection_made(self: sip_transport._UdpProtocol, transport: asyncio.BaseTransport) -> None:
    self._owner._udp_transport = transport  # type: ignore[assignment]


sip_transport._UdpProtocol.connection_made = _connection_made  # type: ignore[method-assign]


@dataclass(frozen=True, slots=True)
class Party:
    """Who a phone is shown: a name and a number, either may be empty."""

    name: str
    number: str


def party(message: SipRequest | SipResponse) -> Party | None:
    """The other side's identity: P-Asserted-Identity where given, else From."""
    asserted = message.get_header("P-Asserted-Identity")
    address = parse_address(asserted) if asserted else message.from_addr
    if address is None:
        return None
    name = re.sub(r"\\(.)", r"\1", address.display_name or "")
    return Party(name, address.uri.user or "")


class _Uac(SipUAC):
    display = ""

    def _build_invite(self, dialog: Dialog, *, sdp_offer: SdpMessage | None, user_agent: str | None) -> SipRequest:
        invite = super()._build_invite(dialog, sdp_offer=sdp_offer, user_agent=user_agent)
        if self.display:
            escaped = self.display.replace("\\", "\\\\").replace('"', '\\"')
            invite.headers.set_single("From", f'"{escaped}" <{dialog.local_uri}>;tag={dialog.local_tag}')
        return invite


class Peer:
    """One SIP user agent on one UDP port of `host` (0: a free one), talking to the PBX at `pbx`."""

    def __init__(self, host: str, pbx: tuple[str, int], port: int = 0) -> None:
        self.address = (host, port or free_udp(host))
        self.pbx = pbx
        transport = UdpSipTransport(local_addr=self.address)
        self.uac = _Uac(transport)
        self.uas = SipUAS(transport, uac=self.uac, user_agent="lab phone")
        self.on_response: Callable[[SipResponse], None] = lambda _: None
        self.on_request: Callable[[SipRequest], None] = lambda _: None
        self._cancelled: dict[str, OutgoingCall] = {}

    async def open(self) -> None:
        await self.uas.start()
        self.uas.transport.on_message = self._on_message

    async def close(self) -> None:
        await self.uas.stop()

    def invite(
        self, user: str, number: str, offer: SdpMessage, *, display: str = "", auth: SipDigestAuth | None = None
    ) -> OutgoingCall:
        self.uac.display = display
        host, port = self.pbx
        return self.uac.send_invite(
            f"sip:{user}@{self.address[0]}", f"sip:{number}@{host}:{port}", self.pbx, offer, auth=auth
        )

    def cancel(self, call: OutgoingCall) -> None:
        self._cancelled[call.call_id] = call
        self.uac.send_cancel(call)

    def _on_message(self, message: SipRequest | SipResponse, address: tuple[str, int]) -> None:
        if isinstance(message, SipResponse):
            if message.cseq is not None and message.cseq.method == "INVITE":
                if message.status_code >= 300:
                    self._acknowledge(message)
                elif message.status_code >= 200:
                    self._end_crossed(message)
            self.uas._on_message(message, address)
            self.on_response(message)
        else:
            self.on_request(message)
            if self._is_late(message):
                self.uas._send_error(message, 481, "Call/Transaction Does Not Exist")
            else:
                self.uas._on_message(message, address)

    def _is_late(self, request: SipRequest) -> bool:
        """A re-INVITE that crossed our BYE."""
        if request.method != "INVITE" or request.to_addr is None or not request.to_addr.tag:
            return False
        call = self.uas._calls.get(request.call_id or "") or self.uac._calls.get(request.call_id or "")
        return call is None or call.dialog.state is not DialogState.CONFIRMED

    def _acknowledge(self, refusal: SipResponse) -> None:
        """RFC 3261 17.1.1.3: the same top Via, From, To and number."""
        host, port = self.pbx
        user = refusal.to_addr.uri.user if refusal.to_addr else ""
        ack = SipRequest(method="ACK", uri=f"sip:{user}@{host}:{port}")
        for name in ("Via", "From", "To", "Call-ID"):
            ack.headers.set_single(name, refusal.get_header(name) or "")
        ack.headers.set_single("CSeq", f"{refusal.cseq.seq if refusal.cseq else 1} ACK")
        ack.headers.set_single("Max-Forwards", "70")
        self.uac.transport.send(ack, self.pbx)

    def _end_crossed(self, answer: SipResponse) -> None:
        call = self._cancelled.pop(answer.call_id or "", None)
        if call is not None:
            call.dialog.remote_tag = (answer.to_addr.tag if answer.to_addr else None) or ""
            uac_responses._send_ack(self.uac, call, answer)
            call.dialog.state = DialogState.CONFIRMED  # our CANCEL had ended it
            self.uac.send_bye(call.dialog, self.pbx)
