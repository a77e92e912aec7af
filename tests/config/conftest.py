"""A small valid configuration directory that a test breaks in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from acd.config.errors import ConfigErrors
from acd.config.read import read
from acd.config.settings import Settings

ACD = """
[agi]
secret_file = "agi.secret"
[pbx.main]
secret_file = "pbx.secret"
"""
QUEUES = """
[queue.sales]
needs = { sales = 1 }
"""
AGENTS = """
[agent.1001]
skills = { sales = 5 }
"""
FLOW = """
start: main
nodes:
  main: {handoff: sales}
"""


@dataclass
class House:
    path: Path

    def write(self, file: str, text: str) -> None:
        (self.path / file).parent.mkdir(parents=True, exist_ok=True)
        (self.path / file).write_text(text, encoding="utf-8")

    def add(self, file: str, text: str) -> None:
        self.write(file, (self.path / file).read_text(encoding="utf-8") + text)

    def secret(self, file: str, text: str = "s3cr3t-of-ours-16\n", mode: int = 0o600) -> None:
        self.write(file, text)
        (self.path / file).chmod(mode)

    def read(self) -> Settings:
        return read(self.path)

    def mistakes(self) -> list[str]:
        """Each mistake as a person reads it, the directory left out."""
        with pytest.raises(ConfigErrors) as caught:
            read(self.path)
        assert str(caught.value) == "\n".join(str(error) for error in caught.value.errors)
        return [str(error).replace(f"{self.path}/", "") for error in caught.value.errors]


def make_house(path: Path) -> House:
    house = House(path)
    house.write("acd.toml", ACD)
    house.secret("agi.secret")
    house.secret("pbx.secret")
    house.write("queues.toml", QUEUES)
    house.write("agents.toml", AGENTS)
    house.write("flows/main.yaml", FLOW)
    return house


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


@pytest.fixture(scope="session")
def another(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], House]:
    """Further fresh houses."""
    return lambda name: make_house(tmp_path_factory.mktemp(name))
