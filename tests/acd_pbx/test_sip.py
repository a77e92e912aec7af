"""The OPTIONS probe: a live PBX, phones of every kind, dead ports, garbage; and nothing of aiosip leaks."""

import asyncio
import collections
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.lab.ports import free_udp
from acd.pbx import sip


class Answering(asyncio.DatagramProtocol):
    """Answers each request with what `reply(request, serial)` says, if anything."""

    def __init__(self, reply):
        self.reply = reply
        self.heard = []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.heard.append(data.decode())
        answer = self.reply(data.decode(), len(self.heard))
        if answer is not None:
            self.transport.sendto(answer, addr)


@pytest.fixture
async def peer():
    transports = []

    async def listen(reply):
        loop = asyncio.get_running_loop()
        transport, protocol = await loop.create_datagram_endpoint(lambda: Answering(reply), ("127.0.0.1", 0))
        transports.append(transport)
        return transport.get_extra_info("sockname")[1], protocol

    yield listen
    for transport in transports:
        transport.close()


def answer(request, status="200 OK", **changed):
    """A phone's answer to `request`, with parameters that have no value, as every real phone has them."""
    given = dict(line.split(": ", 1) for line in request.split("\r\n") if ": " in line)
    headers = {name: given[name] for name in ("Via", "From", "To", "Call-ID", "CSeq")} | changed
    headers["Contact"] = "<sip:1001@127.0.0.1:5062;ob>;expires=300;+sip.ice"
    lines = [f"SIP/2.0 {status}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()


async def test_a_real_asterisk_answers(switch):
    found = await sip.options("127.0.0.1", switch.layout.sip_port, 5)
    assert found.reason == ""
    assert 0 < found.rtt_ms < 1000


@pytest.mark.parametrize(
    "status", ["200 OK", "401 Unauthorized", "407 Proxy Authentication Required", "404 No", "503 X"]
)
async def test_any_final_answer_is_a_sign_of_life(peer, status):
    port, heard = await peer(lambda request, _: answer(request, status))
    found = await sip.options("localhost", port, 2)
    assert (found.reason, found.rtt_ms is not None) == ("", True)
    (request,) = heard.heard
    assert request.startswith(f"OPTIONS sip:127.0.0.1:{port} SIP/2.0\r\n")
    assert "Via: SIP/2.0/UDP 127.0.0.1:" in request
    assert "python" not in request.lower()


async def test_a_lost_request_is_repeated(peer):
    port, heard = await peer(lambda request, serial: answer(request) if serial == 2 else None)
    assert (await sip.options("127.0.0.1", port, 3)).reason == ""
    assert len(heard.heard) == 2


async def test_a_dead_port_is_told_at_once():
    async with asyncio.timeout(1):
        found = await sip.options("127.0.0.1", free_udp(), 5)
    assert found == sip.ProbeResult(None, "nobody listens there")


async def test_silence_ends_with_the_deadline(peer):
    port, _ = await peer(lambda request, serial: None)
    async with asyncio.timeout(1):
        assert await sip.options("127.0.0.1", port, 0.2) == sip.ProbeResult(None, "no answer within 0.2 s")


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda request: answer(request, "100 Trying"),
        lambda request: answer(request, **{"Call-ID": "another"}),
        lambda request: answer(request, CSeq="1 INVITE"),
        lambda request: request.encode(),
    ],
    ids=["provisional", "another call", "another method", "an echo"],
)
async def test_what_is_no_answer_to_us_is_passed_over(peer, spoilt):
    port, _ = await peer(lambda request, _: spoilt(request))
    assert (await sip.options("127.0.0.1", port, 0.2)).reason == "no answer within 0.2 s"


@pytest.mark.parametrize("host", ["::1", "no.such.host.invalid", "", "x" * 300, "127.0.0.1\r\nEvil: 1"])
@pytest.mark.parametrize("port", [5060, 70_000])
async def test_an_address_that_is_none_is_a_reason(host, port):
    found = await sip.options(host, port, 5)
    assert found.rtt_ms is None
    assert found.reason


@settings(max_examples=40, deadline=None)
@given(
    garbage=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(str.encode),
        st.text(max_size=40).map(lambda text: f"SIP/2.0 200 OK\r\nCSeq: {text}\r\nFrom: {text}\r\n\r\n".encode()),
    )
)
def test_no_answer_whatever_harms_us(garbage):
    async def probe():
        loop = asyncio.get_running_loop()
        complaints = []
        loop.set_exception_handler(lambda _, context: complaints.append(context))
        transport, _ = await loop.create_datagram_endpoint(
            lambda: Answering(lambda request, serial: garbage), ("127.0.0.1", 0)
        )
        try:
            return complaints, await sip.options("127.0.0.1", transport.get_extra_info("sockname")[1], 0.05)
        finally:
            transport.close()

    complaints, found = asyncio.run(probe())
    assert complaints == []
    assert found.rtt_ms is None
    assert found.reason in ("what answers there does not speak SIP", "no answer within 0.05 s")


async def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(sip.importlib.util, "find_spec", lambda name: None)
    found = await sip.options("127.0.0.1", 5060, 1)
    assert found == sip.ProbeResult(None, "not probed: install asterisk-acd[probe]")


async def test_python_itself_is_as_before():
    await sip.options("127.0.0.1", free_udp(), 1)
    assert not hasattr(asyncio, "coroutine")
    assert not hasattr(collections, "MutableMapping")


def test_its_warnings_stay_inside(tmp_path):
    """A fresh interpreter that has to compile the package, every warning an error."""
    script = (
        "import asyncio, sys; from acd.pbx import sip; assert 'aiosip' not in sys.modules\n"
        f"print(asyncio.run(sip.options('127.0.0.1', {free_udp()}, 1)).reason)"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-X", f"pycache_prefix={tmp_path}", "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.stdout, ran.stderr, ran.returncode) == ("nobody listens there\n", "", 0)
