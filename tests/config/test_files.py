"""Files that are not what they should be, and what is said twice over several."""

import pytest


@pytest.mark.parametrize("text", ["[agi]\n[agi]\n", 'a = "', "= 1", "x" * 10, "a = [\n"])
def test_what_is_not_toml_is_told_with_its_line_and_blames_nobody_else(house, text):
    house.write("queues.toml", "\n\n" + text)
    (told,) = house.mistakes()
    assert told.startswith("queues.toml:")
    assert told.split(":")[1].isdigit()
    assert "not TOML" in told


def test_what_is_not_text(house):
    (house.path / "agents.toml").write_bytes(b"\xff\xfe")
    (house.path / "agents.d").mkdir()
    (house.path / "agents.d" / "x.toml").mkdir()
    assert house.mistakes() == [
        "agents.d/x.toml: cannot be read: Is a directory",
        "agents.toml: is not UTF-8 text",
    ]


def test_a_broken_acd_toml_does_not_blame_agents(house):
    house.write("acd.toml", "x")
    house.write("agents.toml", '[agent.1001]\npbx = "b"\n')
    (told,) = house.mistakes()
    assert told.startswith("acd.toml:1: not TOML")


def test_said_twice(house):
    house.write("queues.d/a.toml", "[defaults]\n[queue.sales]\n[destinations]\nx = 'X'\n")
    house.write("queues.d/b.toml", "[defaults]\n[destinations]\nx = 'X'\n")
    assert house.mistakes() == [
        "queues.d/a.toml: queue.sales: is already in queues.toml",
        "queues.d/b.toml: defaults: is already in queues.d/a.toml",
        "queues.d/b.toml: destinations.x: is already in queues.d/a.toml",
    ]
