import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from ivr.hearing import Deaf, Heard, HearWant, Phrase, Phrases, Tone, Toned, Unheard
from ivr.speech import server as server_module
from ivr.speech.ear import OneTicket, SpeechEar
from ivr.speech.pool import Pool
from ivr.speech.server import PROTOCOL, SpeechServer
from ivr.speech.voice import Voices
from tests.ivr.speech.conftest import LoudIsVoice, OpenPool, until
from tests.ivr.speech.sounds import Wave, frames, pcm, silence, tone

pytestmark = pytest.mark.slow

MENU = Phrases((Phrase("sales", "buy"), Phrase("billing", "pay")))
WANT = HearWant(MENU, wait_s=1.0, silence_s=0.4, longest_s=2.0)
SETUP = {"request": "setup", "version": "0.1.0", "codecs": [{"name": "slin"}], "params": {}, "id": "s"}


@dataclass
class Asterisk:
    """The client's end of one speech object."""

    socket: ClientConnection
    pushed: list[object] = field(default_factory=list)

    async def ask(self, request: dict[str, object]) -> dict[str, object]:
        await self.socket.send(json.dumps(request))
        return await self.next()

    async def next(self) -> dict[str, object]:
        async with asyncio.timeout(5):
            found: dict[str, object] = json.loads(await self.socket.recv())
        return found

    async def names(self, token: str) -> dict[str, object]:
        return await self.ask({"request": "set", "params": {"ticket": token}, "id": "t"})

    async def sends(self, *waves: Wave) -> None:
        for frame in frames(pcm(*waves)):
            await self.socket.send(frame)

    async def is_told(self) -> dict[str, object]:
        """The next result."""
        while (message := await self.next()).get("request") != "set":
            pass
        await self.socket.send(json.dumps({"response": "set", "id": message["id"]}))
        return message


@dataclass
class Door:
    server: SpeechServer
    ear: SpeechEar
    pool: Pool
    port: int

    def expect(self, language: str = "en", want: HearWant = WANT) -> OneTicket:
        ticket = self.ear.expect(want, language, "main-1.1")
        assert ticket is not None
        ticket.prompt_ended()
        return ticket

    async def asterisk(self) -> Asterisk:
        socket = await connect(f"ws://127.0.0.1:{self.port}", subprotocols=[PROTOCOL], compression=None)
        made = Asterisk(socket)
        assert await made.ask(SETUP) == {"response": "setup", "id": "s", "codecs": [{"name": "slin"}]}
        return made


@pytest.fixture
async def door(open_pool: OpenPool) -> AsyncIterator[Door]:
    pool = await open_pool()
    voices = Voices(3, LoudIsVoice, spare=2)
    await voices.open()
    languages = dict.fromkeys(("en", "deaf", "slow", "hang", "die"), pool)
    ear = SpeechEar(languages, voices)
    server = SpeechServer("127.0.0.1", 0, ear, peers=3)
    yield Door(server, ear, pool, await server.open())
    await server.close()
    await voices.close()


def word() -> Wave:
    return tone(300, 0.4) + tone(650, 0.4)


async def complete(ticket: OneTicket) -> Heard | Unheard | Toned:
    await until(lambda: ticket.is_complete)
    return ticket.answer()


async def test_a_word_is_heard_and_the_pbx_is_told_nothing_of_it(door: Door):
    asterisk, ticket = await door.asterisk(), door.expect()
    assert await asterisk.names(ticket.token) == {"response": "set", "id": "t"}
    await asterisk.sends(silence(0.3), word(), silence(0.5))
    began = await asterisk.is_told()
    known = await asterisk.is_told()
    answer = await complete(ticket)
    assert isinstance(answer, Heard)
    assert [guess.meaning for guess in answer.guesses] == ["buy", "other"]
    for told in (began, known):
        assert told["params"] == {"results": [{"text": "heard", "score": 0, "grammar": "acd", "best": 0}]}


async def test_a_set_up_is_answered_at_once(door: Door):
    async with connect(f"ws://127.0.0.1:{door.port}", subprotocols=[PROTOCOL], compression=None) as socket:
        began = time.monotonic()
        await Asterisk(socket).ask(SETUP)
        assert time.monotonic() - began < 0.05


async def test_nothing_of_the_grammar(door: Door):
    asterisk, ticket = await door.asterisk(), door.expect("deaf")
    await asterisk.names(ticket.token)
    await asterisk.sends(word(), silence(0.5))
    assert await complete(ticket) == Unheard(Deaf.REJECTED)


async def test_a_tone(door: Door):
    asterisk, ticket = await door.asterisk(), door.expect()
    await asterisk.names(ticket.token)
    await asterisk.sends(tone(1100, 0.6))
    assert await complete(ticket) == Toned(Tone.FAX)


async def test_a_phone_that_sends_no_sound_is_silent_in_time(door: Door):
    asterisk, ticket = await door.asterisk(), door.expect()
    await asterisk.names(ticket.token)
    began = time.monotonic()
    assert await complete(ticket) == Unheard(Deaf.SILENCE)
    assert 0.8 < time.monotonic() - began < 2.0


async def test_a_killed_engine_is_told_within_two_seconds(door: Door):
    asterisk, ticket = await door.asterisk(), door.expect("hang")
    await asterisk.names(ticket.token)
    await asterisk.sends(word(), silence(0.5))
    began = time.monotonic()
    os.kill(door.pool.pids[0], signal.SIGKILL)
    assert await complete(ticket) == Unheard(Deaf.NO_ENGINE)
    assert time.monotonic() - began < 2.0
    assert door.ear.expect(WANT, "en", "main-1.1") is None, "no engine is ready: keys only"


async def test_a_stuck_engine_is_told_within_two_seconds(door: Door):
    asterisk, ticket = await door.asterisk(), door.expect("hang")
    await asterisk.names(ticket.token)
    await asterisk.sends(word(), silence(0.5))
    began = time.monotonic()
    assert await complete(ticket) == Unheard(Deaf.NO_ENGINE)
    assert time.monotonic() - began < 2.0


async def test_a_result_is_told_again_until_the_answer_is_fetched(door: Door):
    asterisk, ticket = await door.asterisk(), door.expect()
    await asterisk.names(ticket.token)
    await asterisk.sends(tone(1100, 0.6))
    first, again = await asterisk.is_told(), await asterisk.is_told()
    assert first["id"] != again["id"]


async def test_one_speech_object_serves_one_answer_after_the_other(door: Door):
    asterisk = await door.asterisk()
    for _ in range(3):
        ticket = door.expect()
        await asterisk.names(ticket.token)
        await asterisk.sends(word(), silence(0.5))
        assert isinstance(await complete(ticket), Heard)


async def test_a_hang_up_in_mid_word_frees_what_was_held(door: Door):
    for _ in range(5):  # more often than there are voice detectors
        asterisk, ticket = await door.asterisk(), door.expect()
        await asterisk.names(ticket.token)
        await asterisk.sends(word())
        await asterisk.socket.close()
        assert await complete(ticket) == Unheard(Deaf.NO_ENGINE)


async def test_a_ticket_nobody_named_frees_what_it_held(door: Door):
    for _ in range(5):
        assert door.expect().answer() == Unheard(Deaf.SILENCE)


async def test_more_callers_than_detectors_are_keys_only(door: Door):
    await until(lambda: len(door.ear._voices._ready) >= 2)
    tickets = [door.ear.expect(WANT, "en", "main-1.1") for _ in range(5)]
    assert tickets[-1] is None
    for ticket in tickets:
        if ticket is not None:
            ticket.answer()


@pytest.mark.parametrize(("language", "is_heard"), [("en_GB", True), ("en", True), ("hu", False)])
async def test_a_language_of_a_country_is_that_language(door: Door, language: str, is_heard: bool):
    ticket = door.ear.expect(WANT, language, "main-1.1")
    assert (ticket is not None) is is_heard
    if ticket is not None:
        ticket.answer()


# --- hostile peers ---


async def test_a_token_is_good_once(door: Door):
    first, second, ticket = await door.asterisk(), await door.asterisk(), door.expect()
    assert "error_msg" not in await first.names(ticket.token)
    assert "error_msg" in await second.names(ticket.token)
    await second.sends(tone(1100, 0.6))
    await asyncio.sleep(0.1)
    assert not ticket.is_complete
    ticket.answer()


@pytest.mark.parametrize("token", ["", "x", "0" * 32])
async def test_a_token_nobody_gave_is_refused_and_its_sound_dropped(door: Door, token: str):
    asterisk = await door.asterisk()
    assert "error_msg" in await asterisk.names(token)
    await asterisk.sends(word(), silence(0.5))
    assert "error_msg" in await asterisk.names(token), "still served, in order"


@pytest.mark.parametrize(
    "request_",
    [
        {"request": "reboot", "id": "7"},
        {"request": "set", "params": {"ticket": 7}, "id": "7"},
        {"request": "get", "params": ["results"], "id": "7"},
        {"request": "setup", "codecs": [{"name": "ulaw"}], "id": "7"},
    ],
)
async def test_a_request_we_do_not_know_is_refused(door: Door, request_: dict[str, object]):
    asterisk = await door.asterisk()
    answer = await asterisk.ask(request_)
    assert (answer["response"], answer["id"]) == (request_["request"], "7")
    assert "error_msg" in answer


async def test_before_the_set_up_no_ticket_is_taken(door: Door):
    ticket = door.expect()
    async with connect(f"ws://127.0.0.1:{door.port}", subprotocols=[PROTOCOL], compression=None) as socket:
        assert "error_msg" in await Asterisk(socket).names(ticket.token)
    ticket.answer()


@pytest.mark.parametrize("text", ["{", "[]", '{"id":"7"}', "x" * 5_000])
async def test_what_is_no_aeap_ends_the_connection(door: Door, text: str):
    asterisk = await door.asterisk()
    await asterisk.socket.send(text)
    with pytest.raises(ConnectionClosed):
        await asyncio.wait_for(asterisk.socket.recv(), 5)


async def test_a_message_too_large_ends_the_connection(door: Door):
    asterisk = await door.asterisk()
    await asterisk.socket.send(b"\0" * 100_000)
    with pytest.raises(ConnectionClosed):
        await asyncio.wait_for(asterisk.socket.recv(), 5)


async def test_sound_of_an_odd_length_is_dropped(door: Door):
    asterisk, ticket = await door.asterisk(), door.expect()
    await asterisk.names(ticket.token)
    await asterisk.socket.send(b"\1\2\3")
    await asterisk.sends(tone(1100, 0.6))
    assert await complete(ticket) == Toned(Tone.FAX)


async def test_a_browser_is_refused(door: Door):
    with pytest.raises(InvalidStatus):
        await connect(f"ws://127.0.0.1:{door.port}", subprotocols=[PROTOCOL], origin=Origin("http://evil.example"))


async def test_who_speaks_another_protocol_is_refused(door: Door):
    with pytest.raises(InvalidStatus):
        await connect(f"ws://127.0.0.1:{door.port}")


async def test_too_many_peers_are_refused(door: Door):
    here = [await door.asterisk() for _ in range(3)]
    with pytest.raises(InvalidStatus):
        await door.asterisk()
    await here[0].socket.close()
    await until(lambda: len(door.server._here) == 2)
    await door.asterisk()


async def test_who_names_no_ticket_in_time_is_cut_off(door: Door, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server_module, "TICKET_S", 0.1)
    asterisk = await door.asterisk()
    with pytest.raises(ConnectionClosed):
        await asyncio.wait_for(asterisk.socket.recv(), 5)
    assert door.server.counters["no ticket in time"] == 1


async def test_peers_are_counted_not_logged(door: Door, caplog: pytest.LogCaptureFixture):
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(b"GET / HTTP/1.1\r\nnonsense\r\n\r\n")
    assert await reader.read() is not None
    writer.close()
    await writer.wait_closed()
    assert "nonsense" not in caplog.text
    assert caplog.records == []
