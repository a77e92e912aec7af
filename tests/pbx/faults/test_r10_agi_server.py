"""R10: something else than the engine answers at its FastAGI port, or a daemon that hangs: what becomes of the caller.

Asterisk waits for a FastAGI server as long as the connection stands; the dialplan gives it two seconds to begin, by the
call's own time limit. Who is kept longer hears music and is sent again when there is another daemon. Only a server that
says half a line keeps him, and even his channel when he has hung up, at the cost of a core: Asterisk looks at nothing
else then. No daemon does so; what ended it would be the watchdog.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from acd.supervise.life import Patience
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.faults.crowd import AWAY
from tests.pbx.scene import Caller, Scene, until
from tests.pbx.test_supervised import pid, supervised

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "5", "ACD_QUIET_MAX": "6"}
FORGIVEN = [*AWAY, "reset by peer", "Broken pipe"]
MOST_S = 3.0
FALLBACK_S = 4.5  # ACD_TAKE_OVER_S, shipped as 3, of music; a second more for who was kept waiting
HANGS_S = 2.0
LATE_S = 5.0  # after its last beat a daemon is known to hang, whatever the rounding
GIVEN_UP_S = Patience().watchdog_s + Patience().abort_s  # a hung daemon by its supervisor
Says = Callable[[asyncio.Transport], None]


class _Fake(asyncio.Protocol):
    """Says what it is to say as soon as somebody connects."""

    def __init__(self, says: Says, open_now: set[asyncio.Transport]) -> None:
        self._says, self._open = says, open_now

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._open.add(transport)
        self._says(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._open.discard(self._transport)


@asynccontextmanager
async def _in_place_of_the_daemon(scene: Scene, says: Says) -> AsyncIterator[Callable[[], None]]:
    """The fake at the daemon's port; call what is yielded and all its connections end."""
    scene.house.stop_daemon()
    open_now: set[asyncio.Transport] = set()
    port = scene.house.layout.agi_port
    server = await asyncio.get_running_loop().create_server(lambda: _Fake(says, open_now), "127.0.0.1", port)

    def end() -> None:
        server.close()
        for transport in list(open_now):
            transport.abort()

    try:
        yield end
    finally:
        end()
        await server.wait_closed()
        await asyncio.sleep(0)
        scene.house.start_daemon()


def _garbage(transport: asyncio.Transport) -> None:
    transport.write(b"\x00\xff no command\nSET VARIABLE ACD_NEXT\n")
    transport.close()


ENDS: dict[str, Says] = {
    "resets": lambda transport: transport.abort(),
    "closes": lambda transport: transport.close(),
    "talks nonsense": _garbage,
    "closes in mid-line": lambda transport: (transport.write(b"SET VARIABLE ACD_NE"), transport.close())[1],
}


def _half_a_line(transport: asyncio.Transport) -> None:
    transport.write(b"SET VARIABLE ACD_NE")


async def _apologised(scene: Scene, caller: Caller, since: float) -> float:
    await scene.says_sorry(caller)
    return time.monotonic() - since


async def _is_gone(scene: Scene, caller: Caller) -> float:
    began = time.monotonic()
    await caller.hang_up()
    await until(lambda: not scene.house.switch.channels(), "no channel is left")
    return time.monotonic() - began


@pytest.mark.long
@pytest.mark.timeout(120)
async def test_a_server_that_ends_the_connection(scene: Scene, figure: Figure) -> None:
    scene.forgiven += FORGIVEN
    for how, says in ENDS.items():
        async with _in_place_of_the_daemon(scene, says):
            began = time.monotonic()
            caller = await scene.caller("sales")
            await caller.hears_sound(frames=25)
            figure("R10", f"server {how}: to music", time.monotonic() - began, unit="s", most=MOST_S)
            apologised_s = await _apologised(scene, caller, began)
            figure("R10", f"server {how}: to the fallback", apologised_s, unit="s", most=FALLBACK_S)
            await _is_gone(scene, caller)


@pytest.mark.long
@pytest.mark.timeout(120)
async def test_a_server_that_says_nothing(scene: Scene, figure: Figure) -> None:
    scene.forgiven += FORGIVEN
    async with _in_place_of_the_daemon(scene, lambda _: None) as end:
        began = time.monotonic()
        caller, leaver = await scene.caller("sales"), await scene.caller("sales")
        channel = leaver.channel
        await caller.hears_sound(frames=25)
        figure("R10", "server silent: to music", time.monotonic() - began, unit="s", most=MOST_S)
        left = time.monotonic()
        await leaver.hang_up()
        await until(lambda: channel not in scene.house.switch.channels(), "who left is gone")
        figure("R10", "server silent: who leaves, to gone", time.monotonic() - left, unit="s", most=MOST_S)
        ended = time.monotonic()
        end()
        apologised_s = await _apologised(scene, caller, ended)
        figure("R10", "server silent: its end to the fallback", apologised_s, unit="s", most=FALLBACK_S)
        await _is_gone(scene, caller)


@pytest.mark.long
@pytest.mark.timeout(120)
async def test_a_server_that_says_half_a_line_until_it_is_ended(scene: Scene, figure: Figure) -> None:
    scene.forgiven += FORGIVEN
    async with _in_place_of_the_daemon(scene, _half_a_line) as end:
        caller, leaver = await scene.caller("sales"), await scene.caller("sales")
        await asyncio.sleep(HANGS_S)  # there is nothing to see that could be waited for
        assert not caller.call.is_over
        await leaver.hang_up()
        ended = time.monotonic()
        end()
        apologised_s = await _apologised(scene, caller, ended)
        figure("R10", "half a line: its end to the fallback", apologised_s, unit="s", most=FALLBACK_S)
        await until(lambda: len(scene.house.switch.channels()) == 1, "who left is gone")
        await _is_gone(scene, caller)


@pytest.mark.long
@pytest.mark.timeout(120)
async def test_a_daemon_that_hangs_under_its_supervisor(scene: Scene, figure: Figure) -> None:
    """Who calls just then, who waits and who calls later hear music, and the next daemon has them all."""
    scene.forgiven += [*FORGIVEN, "SIGKILL", "SIGABRT"]
    house = scene.house
    with supervised(house):
        first = await until(lambda: pid(house), "the daemon is up", within_s=20)
        waits = await scene.waiting("billing")
        os.kill(first, signal.SIGSTOP)
        hung = time.monotonic()
        caller = await scene.caller("sales")
        await caller.hears_sound(frames=25)
        figure("R10", "daemon hangs: who comes just then, to music", time.monotonic() - hung, unit="s", most=MOST_S)
        await asyncio.sleep(hung + LATE_S - time.monotonic())  # nothing tells that it hangs
        began = time.monotonic()
        later, leaver = await scene.caller("sales"), await scene.caller("sales")
        await later.hears_sound(frames=25)
        figure("R10", "daemon hangs: who comes later, to music", time.monotonic() - began, unit="s", most=MOST_S)
        channel = leaver.channel
        began = time.monotonic()
        await leaver.hang_up()
        await until(lambda: channel not in scene.house.switch.channels(), "who left is gone")
        figure("R10", "daemon hangs: who leaves, to gone", time.monotonic() - began, unit="s", most=MOST_S)
        await until(lambda: pid(house) not in (0, first), "another daemon is up", within_s=20)
        figure("R10", "daemon hangs: to another one at work", time.monotonic() - hung, unit="s", most=GIVEN_UP_S + 6)
        await waits.waits("billing")
        await caller.waits("sales")
        await later.waits("sales")
        figure("R10", "daemon hangs: who heard music, not served by the next", 0, most=0)
