"""An agent's phone that sends its caller on, by SIP: with the transfer key, with a consultation first, or with a
forward of the call that rings."""

import asyncio
from urllib.parse import quote

from aiosipua import Dialog, SipResponse
from aiosipua.outgoing_call import OutgoingCall

from acd.lab.calls import Call, Incoming
from tests.pbx.scene import Agent

_ANSWER_S = 2.0


async def _told(agent: Agent, ring: Incoming, target: str) -> int:
    """The PBX's answer to REFER; 408 where it gives none, as one without the module for it does."""
    peer = agent.phone._peer
    answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    heard = peer.on_response

    def hear(response: SipResponse) -> None:
        if response.cseq is not None and response.cseq.method == "REFER" and not answered.done():
            answered.set_result(response.status_code)
        heard(response)

    peer.on_response = hear
    try:
        peer.uac.send_refer(ring.invite.dialog, f"<{target}>", peer.pbx)
        async with asyncio.timeout(_ANSWER_S):
            return await answered
    except TimeoutError:
        return 408
    finally:
        peer.on_response = heard


def _uri(agent: Agent, number: str) -> str:
    host, port = agent.phone._peer.pbx
    return f"sip:{number}@{host}:{port}"


async def blind(agent: Agent, ring: Incoming, number: str) -> int:
    """Sends the caller to `number`; the PBX's answer (202: it is done)."""
    return await _told(agent, ring, _uri(agent, number))


async def consults(agent: Agent, number: str) -> Call:
    """A second call of the same phone, which rings there when this returns."""
    peer = agent.phone._peer
    ringing: asyncio.Future[SipResponse] = asyncio.get_running_loop().create_future()
    heard = peer.on_response

    def hear(response: SipResponse) -> None:
        if response.status_code == 180 and not ringing.done():
            ringing.set_result(response)
        heard(response)

    peer.on_response = hear
    try:
        call = await agent.phone.call(number)
        async with asyncio.timeout(5):
            to = (await ringing).to_addr
    finally:
        peer.on_response = heard
    _last_dialog(agent).remote_tag = (to.tag if to else None) or ""
    return call


def _last_dialog(agent: Agent) -> Dialog:
    calls: dict[str, OutgoingCall] = agent.phone._peer.uac._calls
    return list(calls.values())[-1].dialog


async def attended(agent: Agent, ring: Incoming, number: str) -> int:
    """Joins the caller with whom the agent called last, who is at `number`."""
    dialog = _last_dialog(agent)
    replaces = f"{dialog.call_id};to-tag={dialog.remote_tag};from-tag={dialog.local_tag}"
    return await _told(agent, ring, f"{_uri(agent, number)}?Replaces={quote(replaces, safe='')}")


def forwards(agent: Agent, ring: Incoming, number: str) -> None:
    """Has the call that rings go to `number`."""
    invite = ring.invite
    moved = invite.dialog.create_response(invite.invite, 302, contact=f"<{_uri(agent, number)}>")
    agent.phone._peer.uas.transport.send_reply(moved)
    ring.finish(302)
