"""[callback] and what queues say of call-backs."""

import pytest

from acd.config.diff import reloads
from acd.core.roster import CallbackRules

POLICY = """
[callback]
trunk = "provider"
number = "+49301234567"
countries = ["DE", "PL"]
"""
FLOW = """
start: ask
entries: [ask]
nodes:
  ask: {callback: %s, booked: bye, refused: bye, failed: bye}
  bye: {hangup: [beep]}
"""


@pytest.fixture
def with_trunk(house):
    house.add("acd.toml", 'trunks = ["provider"]\n')
    return house


def test_a_queue_takes_trunk_and_number_from_the_policy(with_trunk):
    with_trunk.add("queues.toml", 'callback = { first = "customer", gap_s = "5 min", attempts = 2 }\n' + POLICY)
    settings = with_trunk.read()
    assert settings.roster.queues["sales"].callback == CallbackRules(
        "provider", "+49301234567", agent_first=False, attempts=2, gap_s=300.0
    )
    assert settings.callback is not None
    assert settings.callback.countries == ("DE", "PL")


def test_nothing_said_calls_nobody(house):
    settings = house.read()
    assert settings.callback is None
    assert settings.roster.queues["sales"].callback is None


def test_a_default_and_a_queue_without(with_trunk):
    with_trunk.add("queues.toml", 'callback = "none"\n[queue.b]\n[defaults]\ncallback = { attempts = 5 }\n' + POLICY)
    queues = with_trunk.read().roster.queues
    assert queues["sales"].callback is None
    assert queues["b"].callback is not None
    assert queues["b"].callback.attempts == 5


def test_every_mistake_at_once(house):
    house.add(
        "queues.toml",
        'callback = { first = "nobody", attempts = 0, hours = "offce", gaps = 3 }\n'
        '[callback]\ntrunk = "a/b"\nnumber = "030123"\ncountries = ["Germany"]\nown = ["1"]\n',
    )
    told = "\n".join(house.mistakes())
    for key in ("first", "attempts", "gaps", "trunk", "number", "countries", "own"):
        assert key in told


def test_a_queue_needs_the_policy(house):
    house.add("queues.toml", "callback = {}\n")
    (told,) = house.mistakes()
    assert told.startswith(
        "queues.toml: queue.sales.callback: customers are called over a trunk: write a table [callback]"
    )


def test_the_trunk_must_be_one_of_the_pbx(house):
    house.add("queues.toml", POLICY)
    (told,) = house.mistakes()
    assert 'callback.trunk: got "provider", no trunk of PBX main' in told


def test_the_hours_must_be_a_calendar(with_trunk):
    with_trunk.add("queues.toml", 'callback = { hours = "office" }\n' + POLICY)
    (told,) = with_trunk.mistakes()
    assert 'queue.sales.callback.hours: got "office", no such calendar' in told


def test_a_flow_that_books_for_a_queue_without_call_backs(house):
    house.write("flows/back.yaml", FLOW % "sales")
    (told,) = house.mistakes()
    assert told == "queues.toml: queue.sales.callback: missing: flow back puts callers down to be called back for it"


def test_a_key_that_leads_to_such_a_flow(house):
    house.write("flows/back.yaml", FLOW % "held")
    house.add("queues.toml", 'keys = { 2 = { flow = "back", node = "ask" } }\n')
    (told,) = house.mistakes()
    assert "queue.sales.keys.2: flow back puts its callers down" in told


def test_a_reload_brings_a_change(with_trunk):
    old = with_trunk.read()
    with_trunk.add("queues.toml", "callback = {}\n" + POLICY)
    lines = reloads(old, with_trunk.read())
    assert "callback changed" in lines
    assert any(line.startswith("queue sales: callback none -> trunk provider") for line in lines)
