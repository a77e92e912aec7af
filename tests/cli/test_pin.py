import json

import pytest
from click.testing import CliRunner

from acd.cli.pin import pin
from acd.config.pins import matches


def line(output):
    """The hash in the line for agents.toml."""
    key, equals, value = output.rstrip("\n").partition(" = ")
    assert (key, equals) == ("pin", " = ")
    return value.strip('"')


def test_at_a_terminal_it_is_asked_twice_and_never_shown(monkeypatch):
    monkeypatch.setattr("acd.cli.pin._is_at_a_terminal", lambda: True)
    result = CliRunner().invoke(pin, input="4711\n4711\n")
    assert result.exit_code == 0
    assert "4711" not in result.output
    assert matches("4711", line(result.stdout))
    differing = CliRunner().invoke(pin, input="4711\n4712\n")
    assert differing.exit_code == 1
    assert differing.stdout == ""


@pytest.mark.parametrize("typed", ["4711\n", "4711", "4711\r\n", "4711\nmore\n"])
def test_without_a_terminal_it_is_one_line_of_the_input(typed):
    result = CliRunner().invoke(pin, input=typed)
    assert (result.exit_code, result.stderr) == (0, "")
    assert matches("4711", line(result.stdout))


def test_for_programs():
    result = CliRunner().invoke(pin, ["--json"], input="4711\n")
    assert matches("4711", json.loads(result.stdout)["pin"])


def test_no_input_is_told():
    result = CliRunner().invoke(pin)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "acd: no PIN: type it at a terminal, or give it as one line of the input\n"


@pytest.mark.parametrize("typed", [b"12", b"12a4", b"", b" 4711", b"\xff\xfe", b"1" * 5000])
def test_a_bad_pin(typed):
    result = CliRunner().invoke(pin, input=typed + b"\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "acd: a PIN is 4 to 12 digits\n"


def test_a_customer_s():
    result = CliRunner().invoke(pin, ["--account", "4711"], input="2580\n")
    account, equals, value = result.stdout.rstrip("\n").partition(" = ")
    assert (account, equals) == ('"4711"', " = ")
    assert matches("2580", value.strip('"'))
    told = json.loads(CliRunner().invoke(pin, ["--account", "4711", "--json"], input="2580\n").stdout)
    assert told["account"] == "4711"
    bad = CliRunner().invoke(pin, ["--account", 'a"b'], input="2580\n")
    assert (bad.exit_code, bad.stdout) == (2, "")
