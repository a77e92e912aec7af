"""Simulated agents for one who tries the system alone: registered phones that answer, hum, and stay on the line."""

import asyncio
import math
from collections.abc import Sequence
from threading import Thread
from types import TracebackType
from typing import Self

from acd.lab.layout import Layout
from acd.lab.phone import Phone, PhoneError
from acd.lab.trouble import LabError

_RING_S = 2.0
_UP_S = 10.0
_LONGEST_S = 2 * 3600.0


class Helpers:
    """A context manager: the phones of `agents`, in a loop and thread of their own; up when it is entered."""

    def __init__(self, layout: Layout, agents: Sequence[str]) -> None:
        self._layout = layout
        self._agents = agents
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="helpers", daemon=True)
        self._phones: list[Phone] = []
        self._answering: list[asyncio.Task[None]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(_UP_S)
        except (PhoneError, OSError, TimeoutError) as error:
            self._close()
            raise LabError(f"the simulated agents' phones are not up: {error}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(_UP_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> None:
        for agent in self._agents:
            phone = Phone(self._layout, agent, self._layout.phones[agent], host=_host(self._layout))
            await phone.__aenter__()
            self._phones.append(phone)
            await phone.register()
            self._answering.append(asyncio.create_task(_answer_all(phone)))

    async def _hang_up(self) -> None:
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)
        for phone in self._phones:
            await phone.__aexit__(None, None, None)


def _host(layout: Layout) -> str:
    return "127.0.0.1" if layout.host == "0.0.0.0" else layout.host


async def _answer_all(phone: Phone) -> None:
    while True:
        call = await phone.ringing(within_s=math.inf)
        await asyncio.sleep(_RING_S)
        try:
            await call.answer()
            await call.ended(within_s=_LONGEST_S)
        except PhoneError:
            continue  # the caller was quicker
