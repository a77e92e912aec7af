from collections.abc import Callable

import pytest

from acd.config.pins import hash_pin
from tests.config.conftest import House


@pytest.fixture
def pins(house: House) -> House:
    house.write("agents.toml", f'[agent.a]\nskills = {{ sales = 5 }}\npin = "{hash_pin("4711")}"\n[agent.b]\n')
    house.add("agents.toml", "skills = { sales = 7 }\n")
    (house.path / "agents.toml").chmod(0o644)
    house.path.chmod(0o755)
    return house


def test_hashes_that_everybody_may_read(pins: House, warned: Callable[[], list[str]]) -> None:
    assert warned() == ["agents.toml: its PINs are soon known: it may be read by everybody (mode 644)"]


@pytest.mark.parametrize(("file", "folder"), [(0o640, 0o755), (0o644, 0o750), (0o600, 0o755)])
def test_closed_files_and_folders(pins: House, warned: Callable[[], list[str]], file: int, folder: int) -> None:
    (pins.path / "agents.toml").chmod(file)
    pins.path.chmod(folder)
    assert warned() == []


def test_a_file_without_pins_is_nobodys_secret(house: House, warned: Callable[[], list[str]]) -> None:
    house.path.chmod(0o755)
    assert warned() == []
