"""What a caller hears and can do while something is done for him."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from ivr.agi import meanwhile as module
from ivr.agi.meanwhile import meanwhile
from ivr.agi.serve import serve
from ivr.inputs import HungUp, Spoken
from ivr.outputs import CheckPin, LookUp, Part, Sound
from ivr.services import Found, LookupFailed, NotFound, PinChecked, Trouble, Verdict

WORD = (Sound("one-moment"),)


class Session:
    call = "main-1.0"

    def __init__(self) -> None:
        self.said = 0
        self.gone = asyncio.Event()

    async def until_gone(self) -> None:
        await self.gone.wait()

    async def say(self, parts: Iterable[Part], language: str = "") -> Any:
        self.said += 1
        await asyncio.sleep(0.02)
        return HungUp() if self.gone.is_set() else Spoken()


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(module, "FIRST_S", 0.05)
    monkeypatch.setattr(module, "AGAIN_S", 0.1)
    return Session()


class Work:
    """Takes its time; `cancelled` when it was broken off."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.cancelled = False

    async def __call__(self) -> str:
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return "done"


async def test_who_need_not_wait_hears_nothing(session: Any) -> None:
    assert await meanwhile(session, Work(0)(), WORD, "en") == "done"
    assert session.said == 0


async def test_who_waits_is_told_so_again_and_again(session: Any) -> None:
    assert await meanwhile(session, Work(0.3)(), WORD, "en") == "done"
    assert session.said == 3


async def test_without_a_word_there_is_silence(session: Any) -> None:
    assert await meanwhile(session, Work(0.1)(), (), "en") == "done"
    assert session.said == 0


@pytest.mark.parametrize("after_s", [0.0, 0.02, 0.06, 0.09])
async def test_a_hang_up_ends_the_work_at_once(session: Any, after_s: float) -> None:
    work = Work(60)
    asyncio.get_running_loop().call_later(after_s, session.gone.set)
    assert await meanwhile(session, work(), WORD, "en") == HungUp()
    assert work.cancelled or after_s == 0.0


class Services:
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    async def look_up(self, name: str, values: Mapping[str, str]) -> Found | NotFound | LookupFailed:
        if self.error:
            raise self.error
        return Found({"name": name, **values})

    async def check_pin(self, pins: str, account: str, pin: str, number: str) -> PinChecked:
        if self.error:
            raise self.error
        return PinChecked(Verdict.RIGHT if (pins, account, pin, number) == ("p", "a", "1", "n") else Verdict.WRONG)


async def test_services_are_asked(session: Any) -> None:
    assert await serve(session, Services(), LookUp("x", {"a": "1"}), "n") == Found({"name": "x", "a": "1"})
    assert await serve(session, Services(), CheckPin("p", "a", "1"), "n") == PinChecked(Verdict.RIGHT)


@pytest.mark.parametrize("services", [None, Services(ValueError("4711 was typed"))])
async def test_services_that_fail_or_are_not_there(
    session: Any, services: Services | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert await serve(session, services, LookUp("x", {}), "") == LookupFailed(Trouble.UNKNOWN)
    assert await serve(session, services, CheckPin("p", "a", "1"), "") == PinChecked(Verdict.FAILED)
    assert len(caplog.records) == 2
    assert "4711" not in caplog.text
