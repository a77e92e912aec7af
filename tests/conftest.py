"""What tests on a real Asterisk share: that there is one, one PBX for each worker, and the check that no call leaks.

Where no Asterisk can be had these tests are skipped; with ACD_TEST_ASTERISK=required, as under `make test`, they fail.

The PBX is the lab's usual one (phones 1001.., a trunk) with the contexts of `LAB_PLAN` behind the shipped dialplan.
"""

import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from acd.lab.install import asterisk
from acd.lab.phone import Phone
from acd.lab.switch import Switch
from acd.lab.trouble import LabError

settings.register_profile("acd", deadline=None)  # a busy machine is no failure
settings.load_profile("acd")

LAB_PLAN = """
[lab]
exten => dial,1,Dial(PJSIP/1002,20)
 same => n,Hangup()
exten => read,1,Answer()
 same => n,Read(GOT,please-try-call-later,4,,1,5)
 same => n,UserEvent(LabRead,Digits: ${GOT})
 same => n,Hangup()
exten => music,1,Answer()
 same => n,MusicOnHold(default,60)
 same => n,Hangup()

[acd-in](+)
exten => 9001,1,Goto(lab,dial,1)
exten => 9002,1,Goto(lab,read,1)
exten => 9003,1,Goto(lab,music,1)
"""


@pytest.fixture(scope="session")
def real_asterisk() -> None:
    """There is an Asterisk to run."""
    try:
        asterisk()
    except LabError as error:
        if os.environ.get("ACD_TEST_ASTERISK") == "required":
            pytest.fail(f"no Asterisk: {error}", pytrace=False)
        pytest.skip(f"no Asterisk: {error}")


@pytest.fixture(scope="session")
def switch(real_asterisk: None) -> Iterator[Switch]:
    """A running PBX for all tests of this worker; tests that stop or change one make their own."""
    with (
        tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder,
        Switch.in_folder(Path(folder), dialplan=LAB_PLAN) as running,
    ):
        yield running


@pytest.fixture
def no_leaks(switch: Switch) -> Iterator[None]:
    """After the test the PBX holds no channel, no bridge and no SIP call."""
    yield
    deadline = time.monotonic() + 5
    while left := [*switch.channels(), *switch.bridges(), *switch.dialogs()]:
        assert time.monotonic() < deadline, f"left in the PBX: {left}"
        time.sleep(0.02)


@pytest.fixture
async def phones(switch: Switch, no_leaks: None) -> AsyncIterator["Phones"]:
    """Phones by name, made and registered as they are asked for, and closed after the test."""
    async with AsyncExitStack() as open_phones:
        yield Phones(switch, open_phones)


class Phones:
    def __init__(self, switch: Switch, stack: AsyncExitStack) -> None:
        self._switch = switch
        self._stack = stack

    async def agent(self, user: str, *, tone: int = 450) -> Phone:
        """A registered agent's phone."""
        phone = await self._stack.enter_async_context(Phone.of(self._switch.layout, user, tone=tone))
        await phone.register()
        self._stack.push_async_callback(phone.unregister)
        return phone

    async def trunk(self, *, tone: int = 700) -> Phone:
        """A caller from the public network."""
        return await self._stack.enter_async_context(Phone.on_trunk(self._switch.layout, tone=tone))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever uses the PBX is marked so: no test can forget it."""
    for item in items:
        if "switch" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.pbx)
