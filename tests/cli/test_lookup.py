"""`acd lookup` and `acd ivr pin unlock`."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import CardboardHouse
from tests.config.conftest import make_house

Run = Callable[..., Result]


@pytest.fixture
def config(tmp_path: Path) -> str:
    house = make_house(tmp_path / "config")
    file = tmp_path / "shop.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE orders (number TEXT, status TEXT)")
        connection.execute("INSERT INTO orders VALUES ('4711', 'on\x1b[31m its way')")
    connection.close()
    house.write(
        "lookups.toml",
        f'[database.shop]\nurl = "sqlite:///{file}"\n'
        '[lookup.orders]\ndatabase = "shop"\nquery = "SELECT status FROM orders WHERE number = :number"\n'
        'fields = { status = "text" }\n'
        '[lookup.bad]\ndatabase = "shop"\nquery = "SELECT x FROM nowhere"\nfields = { x = "text" }\n',
    )
    return str(house.path)


def test_found(run: Run, config: str) -> None:
    result = run("lookup", "--config", config, "orders", "number=4711")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].startswith("found (0.")
    assert result.stdout.splitlines()[1:] == ["status = on [31m its way"]
    told = json.loads(run("lookup", "--config", config, "--json", "orders", "number=4711").stdout)
    assert (told["result"], told["fields"]) == ("found", {"status": "on [31m its way"})


def test_not_found(run: Run, config: str) -> None:
    result = run("lookup", "--config", config, "orders", "number=1")
    assert (result.exit_code, result.stdout[:10]) == (0, "not found ")


def test_failed(run: Run, config: str) -> None:
    result = run("lookup", "--config", config, "bad")
    assert result.exit_code == 1
    assert result.stdout.startswith("failed: refused")
    assert json.loads(run("lookup", "--config", config, "--json", "bad").stdout)["why"] == "refused"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("order", "number=1"), 'no lookup "order" in lookups.toml; there are: orders, bad'),
        (("orders",), "orders takes number=VALUE"),
        (("orders", "number"), "orders takes number=VALUE"),
        (("orders", "number=1", "number=2"), "orders takes number=VALUE"),
        (("bad", "x=1"), "bad takes no values"),
    ],
)
def test_bad_use(run: Run, config: str, words: tuple[str, ...], told: str) -> None:
    result = run("lookup", "--config", config, *words)
    assert (result.exit_code, result.stderr) == (2, f"acd: {told}\n")


def test_an_operator_unlocks(run: Run, house: CardboardHouse, stop_daemon: Callable[[], None]) -> None:
    house.opened = ("customers: the account",)
    result = run("ivr", "pin", "unlock", "4711")
    assert (result.exit_code, result.stdout) == (0, "opened: customers: the account\n")
    assert house.unlocked == ["4711"]
    assert json.loads(run("ivr", "pin", "unlock", "--json", "4711").stdout) == {"opened": ["customers: the account"]}
    house.opened = ()
    refused = run("ivr", "pin", "unlock", "4712")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "neither an account nor a number" in refused.stderr
