"""A small configuration directory that a test changes in one place; what is warned of, without its advice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from acd.lint.look import look
from tests.config.conftest import House, make_house

TWO = "[agent.a]\nskills = { sales = 5 }\n[agent.b]\nskills = { sales = 7 }\n"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """One queue, two agents who can serve it, and an end of waiting: nothing to warn of."""
    house = make_house(tmp_path)
    house.write("agents.toml", TWO)
    house.add("queues.toml", "max_wait_s = 600\n")
    return house


@pytest.fixture
def warned(house: House) -> Callable[[], list[str]]:
    return lambda: [str(finding) for finding in look(house.read())]
