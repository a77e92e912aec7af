"""The PBX's own word on what it does: every manager event, read on an account of the lab's, beside the daemon's."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from acd.lab.layout import Layout

Message = dict[str, str]


class Eye:
    """`async with Eye(layout) as eye`; `seen` holds all events since then, in order."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.seen: list[Message] = []
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        layout = self._layout
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", layout.manager_port)
        await self._reader.readline()
        self._writer.write(f"Action: Login\r\nUsername: lab\r\nSecret: {layout.lab_secret}\r\n\r\n".encode())
        answer = await self._message()
        assert answer.get("Response") == "Success", answer
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        self._writer.close()
        await self._writer.wait_closed()

    async def sees(self, what: Callable[[Message], bool], title: str, *, since: int = 0, within_s: float = 15.0) -> int:
        """The place in `seen` of the first event from `since` on that is `what`."""
        at = since
        try:
            async with asyncio.timeout(within_s):
                while True:
                    while at < len(self.seen):
                        if what(self.seen[at]):
                            return at
                        at += 1
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"the PBX did not tell of {title} within {within_s:g} s") from None

    def said_to(self, channel: str, since: int = 0) -> list[str]:
        """The sounds, and the verbs of numbers said, that the engine gave to this channel, in order."""
        return [
            sound
            for event in self.seen[since:]
            if event.get("Event") == "AGIExecStart" and event.get("Channel") == channel
            for sound in [spoken(event.get("Command", ""))]
            if sound
        ]

    def played_to(self, channel: str, since: int = 0) -> list[str]:
        """The arguments of Playback in the dialplan of this channel, in order."""
        return [sound for event in self.seen[since:] if event.get("Channel") == channel and (sound := played(event))]

    async def _read(self) -> None:
        while message := await self._message():
            if "Event" in message:
                self.seen.append(message)
                self._news.set()

    async def _message(self) -> Message:
        message: Message = {}
        while line := (await self._reader.readline()).decode("utf-8", "replace"):
            key, _, value = line.rstrip("\r\n").partition(": ")
            if key:
                message[key] = value
            elif message:
                return message
        return {}


def played(event: Message) -> str:
    """The sound that the dialplan plays by this event; empty where it does not."""
    if event.get("Event") != "Newexten":
        return ""
    data = event.get("AppData", "")
    if event.get("Application") == "ExecIf" and data.startswith("1?Playback("):
        return data.removeprefix("1?Playback(").removesuffix(")")
    return data if event.get("Application") == "Playback" else ""


def spoken(command: str) -> str:
    """``STREAM FILE "vm-sorry" "" 0`` says vm-sorry, ``SPEECH RECOGNIZE "beep" 1`` beep; ``SAY NUMBER 4 ""`` says
    SAY NUMBER 4; the rest, and silence, says nothing."""
    words = command.replace('"', " ").split()
    if words[:2] == ["SPEECH", "RECOGNIZE"]:
        return "" if words[2].startswith("silence/") else words[2]
    if words[:2] == ["STREAM", "FILE"]:
        return words[2]
    return " ".join(words[:3]) if words[:1] == ["SAY"] else ""
