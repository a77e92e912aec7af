"""The shipped example for callers who serve themselves, against the shop that the demo starts."""

from collections.abc import Iterator

import pytest

from acd.lab.example import example
from acd.lab.ports import free_tcp
from acd.lab.shop import PIN, Shop
from tests.pbx.scene import Scene

PORT = free_tcp()
PLAN = example(shop=f"http://127.0.0.1:{PORT}")


@pytest.fixture(scope="module", autouse=True)
def _shop() -> Iterator[None]:
    with Shop(PORT):
        yield


@pytest.fixture(autouse=True)
def _no_voice(scene: Scene) -> None:
    """Of a text that nobody says the values are heard."""
    scene.forgiven.append("File acd/voice/")


async def test_order_status(scene: Scene) -> None:
    caller = await scene.caller("service")
    await caller.press("1")
    await caller.is_told("beep")
    await caller.press("4711#")
    await caller.is_told("SAY NUMBER 49", within_s=15)
    await caller.ended()
    assert ("find", "found") in (await caller.walk()).path


async def test_balance_with_pin(scene: Scene) -> None:
    caller = await scene.caller("service")
    await caller.press("2")
    await caller.is_told("beep")
    await caller.press("1001#")
    await caller.is_told("agent-pass")
    await caller.press(f"{PIN}#")
    await caller.is_told("SAY NUMBER 12", within_s=15)
    await caller.ended()
    assert ("prove", "right") in (await caller.walk()).path


async def test_a_large_order_is_looked_after_in_person(scene: Scene) -> None:
    caller = await scene.caller("service")
    await caller.press("1")
    await caller.is_told("beep")
    await caller.press("4713#")
    walk = await caller.walk()
    assert (walk.outcome, walk.target, walk.intent) == ("hand_off", "operator", "self-service")
