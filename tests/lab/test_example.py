"""The lab's version of the shipped example: valid, changed only where asked."""

import pytest

from acd.config.pins import matches
from acd.config.read import read
from acd.lab.demo import QUICK
from acd.lab.example import agent_ids, example
from acd.lab.house import House
from acd.lab.trouble import LabError


def test_the_daemon_takes_it(short_path):
    plan = example(quick=QUICK, pins={"1001": "4711"})
    settings = read(House(short_path, plan).config)
    roster = settings.roster
    assert tuple(roster.agents) == tuple(agent_ids(plan)) == ("1001", "1002", "1003", "1004", "1005", "1006")
    assert {queue.ring_s for queue in roster.queues.values()} == {5.0}
    assert {queue.service_level_s for queue in roster.queues.values()} == {5.0}
    assert settings.signed_in_at_start == frozenset()
    assert matches("4711", settings.pins["1001"])
    assert "1002" not in settings.pins


def test_its_lookups_are_asked_of_the_shop_there_is(short_path):
    settings = read(House(short_path, example(shop="http://127.0.0.1:9")).config)
    assert {lookup.source.url.split("/")[2] for lookup in settings.lookups.values()} == {"127.0.0.1:9"}
    assert settings.pin_books["customers"].lookup == "pin"


def test_a_value_the_example_does_not_have_is_told():
    with pytest.raises(LabError, match="no_such stands 0 times"):
        example(quick={"no_such": "1"})
