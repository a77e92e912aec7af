"""A house for whole-call tests, a scene for each test, and what must be true after every one of them.

Most files share the house of `usual`, one for each worker. A file that disturbs its house says what its own is to be:
`PLAN`, and where it wants them `DIALPLAN` (more contexts), `GLOBALS` (values for acd-globals.conf) and `layout` (from
the PBX's folder to its layout). Each of
the plan's flows answers at an extension of its own name, `main` at any number.
"""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from acd.control.requests import Drop
from acd.lab.house import House, Plan
from acd.lab.layout import Layout
from acd.lab.phone import Phone
from tests.pbx import usual
from tests.pbx.oracle import Marks, all_is_well
from tests.pbx.scene import Scene


@pytest.fixture(scope="session")
def usual_house(real_asterisk: None) -> Iterator[House]:
    with opened(usual.PLAN, usual.DIALPLAN, usual.GLOBALS) as house:
        yield house


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, real_asterisk: None) -> Iterator[House]:
    """The usual house, or the file's own."""
    module = request.module
    if not hasattr(module, "PLAN"):
        yield request.getfixturevalue("usual_house")
        return
    lay = getattr(module, "layout", None)
    with opened(module.PLAN, getattr(module, "DIALPLAN", ""), getattr(module, "GLOBALS", {}), lay) as house:
        yield house


@contextmanager
def opened(
    plan: Plan, dialplan: str, variables: Mapping[str, str], lay: Callable[[Path], Layout] | None = None
) -> Iterator[House]:
    extensions = (f"exten => {flow},1,Set(ACD_FLOW={flow})\n same => n,Goto(s,1)\n" for flow in plan.flows)
    dialplan += "\n[acd-in](+)\n" + "".join(extensions)
    with (
        tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder,
        House(Path(folder), plan, lay and lay(Path(folder) / "pbx"), dialplan=dialplan, **variables) as house,
    ):
        if any("understand:" in flow for flow in plan.flows.values()):
            house.wait_for("intents are learned")
        yield house
        assert house.stop_daemon() in (0, None)


@pytest.fixture
async def scene(house: House) -> AsyncIterator[Scene]:
    marks = Marks(house)
    async with Scene(house) as scene:
        yield scene
        await all_is_well(scene, marks)


@pytest.fixture
async def outside(scene: Scene) -> AsyncIterator[Phone]:
    """Everybody outside who is called; call-backs left over are cancelled."""
    async with Phone.outside(scene.house.layout) as phone:
        yield phone
        for contact in scene.view().contacts:
            if contact.callback is not None:
                scene.do(Drop(contact.contact))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever uses a house is marked so."""
    for item in items:
        if "house" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.pbx)
