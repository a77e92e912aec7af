"""What a phone of the lab says where the library behind it says less."""

import asyncio

from acd.lab.peer import Peer

LATE = """INVITE sip:1001@127.0.0.1 SIP/2.0
Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK77
From: <sip:pbx@127.0.0.1>;tag=1
To: <sip:1001@127.0.0.1>;tag=2
Call-ID: over
CSeq: 7 INVITE
Contact: <sip:pbx@127.0.0.1:{port}>
Max-Forwards: 70
Content-Length: 0

"""


class Pbx(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.answers: asyncio.Queue[str] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.answers.put_nowait(data.decode().split("\r\n")[0])


async def test_an_invite_within_a_call_that_is_over_is_no_new_call():
    transport, pbx = await asyncio.get_running_loop().create_datagram_endpoint(Pbx, ("127.0.0.1", 0))
    address = transport.get_extra_info("sockname")
    peer = Peer("127.0.0.1", address)
    rung: list[object] = []
    await peer.open()
    peer.uas.on_invite = rung.append
    transport.sendto(LATE.format(port=address[1]).replace("\n", "\r\n").encode(), peer.address)
    async with asyncio.timeout(5):
        assert await pbx.answers.get() == "SIP/2.0 481 Call/Transaction Does Not Exist"
    assert not rung
    await peer.close()
    transport.close()
