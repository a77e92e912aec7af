"""Everything a caller can send is hostile; it is cleaned, and he is served like anybody."""

import pytest

from tests.pbx.scene import Scene, reaches, until

NAMES = [
    'Eve "The" Adams',
    "Eve\\\\;Drop",
    "${SHELL(echo hostile)}",
    "$[1/0]",
    "${HANGUP()}",
    "a,b)&System(id",
    "name|with^marks~and`more",
    "Zoë Müller 電話",
    "AcdQueue: support",
    "x" * 600,
    "\x01\x02bell\x07",
    "tab\tand\x7fdel",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
async def test_names(scene: Scene, name: str):
    scene.forgiven.append("invalid UTF-8 characters")  # Asterisk's own word on a name it had to cut
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales", name=name)
    ring = await anna.rings()
    seen = caller.seen()
    assert seen is not None
    assert seen.queue == "sales"
    assert set(seen.name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -.,"), seen.name
    assert len(seen.name) <= 80
    assert ring.shown.number == caller.number
    await ring.answer()
    await caller.talks_to(anna, ring)


@pytest.mark.parametrize("number", ["anonymous", "0;DROP-TABLE", "%00%0d%0a", "1" * 300, "++--", "'or'1"], ids=range(6))
async def test_numbers(scene: Scene, number: str):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller("sales", number=number)
    ring = await anna.rings()
    contacts = scene.view().contacts
    assert len(contacts) == 1
    assert set(contacts[0].number) <= set("0123456789+")
    assert len(contacts[0].number) <= 40
    caller.number = contacts[0].number
    await ring.answer()
    await caller.talks_to(anna, ring)


@pytest.mark.parametrize("dialled", ["sales;x=y", "%24%7BSHELL(id)%7D", "12*34", "nosuch", "s", "..", "h", "acd-hold"])
async def test_numbers_that_are_none_are_refused_or_walk_a_flow(scene: Scene, dialled: str):
    scene.forgiven.append("rejected because extension not found")
    caller = await scene.caller(dialled, answered=False)
    await until(lambda: caller.call.is_over or caller.call.is_answered, "the call is refused or answered")


async def test_a_long_number_dialled(scene: Scene):
    caller = await scene.caller("5" * 70, answered=False)
    await until(lambda: caller.call.is_over or caller.call.is_answered, "the call is refused or answered")


async def test_a_flood_of_keys(scene: Scene):
    anna = await scene.at_work("1001", sales=5)
    caller = await scene.caller()
    await caller.press("9#*")
    again = await scene.caller("sales")
    await again.press("0123456789*#")
    await reaches(again, anna)
