"""One daemon, two PBXes: calls and agents say which is theirs, and one PBX's death is not the other's."""

import asyncio
import dataclasses
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from acd.control.house import DaemonStatus, LinkState
from acd.control.requests import Status, View
from acd.core.view import ContactView, FloorView
from acd.lab.house import House, Plan
from acd.lab.layout import lay_out
from acd.lab.phone import Phone
from acd.lab.switch import Switch
from tests.pbx.scene import until

pytestmark = pytest.mark.pbx

PLAN = Plan(
    queues="[defaults]\nwhisper = false\nwrap_s = 0\n[queue.sales]\nneeds = { sales = 1 }\n",
    agents="".join(
        f'[agent.{pbx}-{user}]\nname = "{pbx}"\npbx = "{pbx}"\nphone = "PJSIP/{user}"\n'
        "skills = { sales = 5 }\nsigned_in_at_start = true\n"
        for pbx, user in (("main", 1001), ("far-east", 1001))
    ),
    flows={"main": "start: wait\nnodes:\n  wait: {handoff: sales}\n"},
)


@pytest.fixture
def pair() -> Iterator[tuple[House, Switch]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp")))
        house = House(folder, PLAN)
        shared = {"agi_port": house.layout.agi_port, "agi_secret": house.layout.agi_secret}
        east = Switch(dataclasses.replace(lay_out(folder / "far-east"), **shared), variables={"ACD_PBX": "far-east"})
        with (east.layout.etc / "asterisk.conf").open("a") as options:
            options.write("\n[options](+)\nsystemname = pbx-2\n")  # stands before every unique id there
        secret = house.config / "far-east.secret"
        secret.touch(mode=0o600)
        secret.write_text(east.layout.acd_secret)
        with (house.config / "acd.toml").open("a") as toml:
            toml.write(f'[pbx.far-east]\nport = {east.layout.manager_port}\nsecret_file = "far-east.secret"\n')
        stack.enter_context(east)
        stack.enter_context(house)
        yield house, east


@pytest.fixture
async def phones(pair: tuple[House, Switch]) -> AsyncIterator[dict[str, tuple[Phone, Phone]]]:
    """By PBX, its agent's phone and a caller."""
    house, east = pair
    async with (
        Phone.of(house.layout, "1001") as main_agent,
        Phone.on_trunk(house.layout) as main_caller,
        Phone.of(east.layout, "1001") as east_agent,
        Phone.on_trunk(east.layout) as east_caller,
    ):
        await asyncio.gather(main_agent.register(), east_agent.register())
        yield {"main": (main_agent, main_caller), "far-east": (east_agent, east_caller)}


def _contacts(house: House) -> tuple[ContactView, ...]:
    return house.client.ask(View(), FloorView).contacts


async def test_each_caller_is_served_on_his_own_pbx(pair, phones) -> None:
    house, _ = pair
    calls = []
    for pbx in ("far-east", "main"):
        agent, caller = phones[pbx]
        call = await caller.call("5551234", caller_id="4812345")
        ring = await agent.ringing()
        await ring.answer()
        await call.hears(450)
        calls.append(call)
    talks = await until(lambda: [each for each in _contacts(house) if each.state == "connected"], "both talk")
    assert {(each.pbx, each.agent) for each in talks} == {("far-east", "far-east-1001"), ("main", "main-1001")}
    for call in calls:
        await call.hang_up()
    await until(lambda: not _contacts(house), "both are over")


async def test_a_dead_pbx_leaves_the_other_at_work(pair, phones) -> None:
    house, east = pair
    east.kill()

    def links() -> dict[str, LinkState]:
        return {link.pbx: link.state for link in house.client.ask(Status(), DaemonStatus).links}

    await until(lambda: links()["far-east"] is not LinkState.UP, "the dead PBX is noticed")
    agent, caller = phones["main"]
    call = await caller.call("5551234", caller_id="4812345")
    ring = await agent.ringing()
    await ring.answer()
    await call.hears(450)
    assert links()["main"] is LinkState.UP
    east.start()
    await until(lambda: links()["far-east"] is LinkState.UP, "the PBX is back", within_s=10)
    await call.hang_up()
    await until(lambda: not _contacts(house), "it is over")
