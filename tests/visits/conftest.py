"""A caller who follows a script, in place of a FastAGI dialogue, and a floor that does."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from acd.clock import Clock
from acd.core.commands import Command, Reply
from acd.core.events import Event
from acd.pump import Pump
from ivr.agi.line import Gone
from ivr.inputs import HungUp, Pressed, Silent, Spoken
from ivr.outputs import KeyWant, Part, Sound

CALL = "main-1795306505.0"


class Session:
    """Answers `say` with the script, one by one, then with silence; `left` holds what was set on the channel."""

    def __init__(self, rest: str = "", *script: Pressed | Silent | HungUp, **header: str) -> None:
        self.call, self.visit, self.rest = CALL, "1", rest
        self.script = list(script)
        self.header = header
        self.said: list[str] = []
        self.wants: list[KeyWant] = []
        self.set: list[tuple[str, str]] = []
        self.is_gone = False
        self.language = ""

    async def set_language(self, language: str) -> None:
        self.language = language

    def told(self, key: str) -> str:
        return self.header.get(key, "")

    async def say(
        self, parts: Iterable[Part], language: str = "", keys: KeyWant | None = None, hear: object = None
    ) -> Any:
        await asyncio.sleep(0)  # others take their turn while a caller is spoken to
        self.said += [part.name if isinstance(part, Sound) else str(getattr(part, "value", part)) for part in parts]
        if keys is None:
            return HungUp() if self.is_gone else Spoken()
        self.wants.append(keys)
        answer = self.script.pop(0) if self.script else Silent()
        self.is_gone = isinstance(answer, HungUp)
        return answer

    async def get_variable(self, name: str) -> str | None:
        if self.is_gone:
            raise Gone
        return self.left.get(name)

    async def set_variable(self, name: str, value: str) -> None:
        if self.is_gone:
            raise Gone
        self.set.append((name, value))

    @property
    def left(self) -> dict[str, str]:
        return dict(self.set)


class AskedFloor:
    """Gives every request the reply that `answers` makes of its event."""

    def __init__(self) -> None:
        self.asked: list[Event] = []
        self.answers: Callable[[Event], dict[str, Any]] = lambda event: {"ok": True}

    def handle(self, event: Event, now: float) -> list[Command]:
        self.asked.append(event)
        return [Reply(event.asked, **self.answers(event))]  # type: ignore[union-attr]


@pytest.fixture
def floor() -> AskedFloor:
    return AskedFloor()


@pytest.fixture
def pump(floor: AskedFloor) -> Pump:
    return Pump(floor, Clock(), journal=lambda *_: None, carry_out=lambda *_: None)  # type: ignore[arg-type]
