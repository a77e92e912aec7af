"""Hours of the week that the agents at work cannot carry; figures by Erlang's own recursions in tests/core."""

import pytest

from acd.core.erlang import Target, agents_needed, erlang_a
from acd.lint.load import overloaded
from acd.store.workload import Work
from tests.lint.weeks import calls, history, shifts

AGENTS = "".join(f"[agent.{name}]\nskills = {{ sales = 5 }}\n" for name in "abcd") + "[agent.e]\nskills = { fr = 5 }\n"
WORK = {name: Work(name, 300.0, 120.0) for name in ("sales", "both", "fr")}


@pytest.fixture
def told(house):
    house.write("agents.toml", AGENTS)

    def look(calls, shifts, work=WORK):
        return list(overloaded(house.read(), history(calls, shifts, work)))

    return look


def test_an_hour_that_cannot_be_met(told):
    """30 calls an hour of 300 s are 2.5 erlangs: three agents are too few for 80 % in 20 s, five are enough."""
    came = [*calls("sales", 9, 30), *calls("sales", 10, 30), *calls("sales", 11, 5)]
    (found,) = told(came, shifts("a", "b", "c"))
    assert (found.file, found.key) == ("queues.toml", "queue.sales.service_level_s")
    assert found.what == "queue sales cannot answer 80% of calls within 20 s Mon 09-11"
    level = erlang_a(3, 30, 300, 120, 20).service_level
    assert 0.3 < level < 0.8
    assert found.why == (
        "at worst, Mon 09-10, 30.0 calls an hour of 300 s each (2.5 erlangs) meet 3 agents usually at work: "
        f"{level:.0%} in time, even if these agents serve nobody else"
    )
    needed = agents_needed(Target(0.8, 20.0), 30, 300, 120)
    assert needed == 4
    assert found.advice.startswith("4 agents would do then;")
    assert told(came, shifts("a", "b", "c", "d")) == []


def test_the_worst_hour_is_the_one_shown(told):
    (found,) = told([*calls("sales", 9, 30), *calls("sales", 14, 60)], shifts("a", "b"))
    assert found.what.endswith("Mon 09-10, Mon 14-15")
    assert "at worst, Mon 14-15, 60.0 calls" in found.why


def test_agents_count_for_the_time_they_are_there(told):
    came = calls("sales", 9, 30)
    usually = [*shifts("a", "b", "c", "d", weeks=2), *shifts("a", "b", weeks=4)[2:4], *shifts("b", weeks=4)[2:]]
    (found,) = told(came, usually)
    assert "meet 3 agents usually" in found.why


def test_who_can_never_serve_does_not_count_and_who_can_later_does(told, house):
    came = calls("sales", 9, 30)
    (found,) = told(came, shifts("a", "b", "c", "e"))
    assert "meet 3 agents" in found.why
    house.add("queues.toml", "relax = [{ after_s = 60, skill = 'sales', level = 0 }]\n")
    assert told(came, shifts("a", "b", "c", "e")) == []


def test_queues_that_share_agents_are_looked_at_together(told, house):
    """Each alone could be met."""
    house.add("queues.toml", "[queue.both]\nneeds = { sales = 2 }\n[queue.fr]\nneeds = { fr = 1 }\n")
    came = [*calls("sales", 9, 20), *calls("both", 9, 20), *calls("fr", 9, 1)]
    (found,) = told(came, shifts("a", "b", "c", "e"))
    assert found.what == "queues both, sales together cannot answer 80% of calls within 20 s Mon 09-10"
    assert "40.0 calls an hour" in found.why


def test_what_one_queue_cannot_meet_is_not_told_again_of_the_group(told, house):
    house.add("queues.toml", "[queue.both]\nneeds = { sales = 2 }\n")
    (found,) = told([*calls("sales", 9, 50), *calls("both", 9, 20)], shifts("a", "b", "c"))
    assert found.what.startswith("queue sales cannot")


def test_without_learned_times_the_configured_ones_and_endless_patience(told, house):
    house.add("queues.toml", "handle_s = 600\n")
    (found,) = told(calls("sales", 9, 30), shifts("a", "b", "c"), work={})
    assert "of 600 s each (5.0 erlangs) meet 3 agents usually at work: 0% in time" in found.why


def test_few_calls_or_nobody_there_tell_nothing_here(told):
    assert told(calls("sales", 9, 1, weeks=2), shifts("a", hours=(9, 10), weeks=4)) == []
    assert told(calls("sales", 20, 50), shifts("a", "b")) == []
    assert told(calls("gone", 9, 50), shifts("a", "b")) == []


def test_a_little_too_much_may_be_chance(told):
    """23 calls an hour are too many for three agents; 92 seen in four weeks may as well be 19 an hour, 31 are sure."""
    assert erlang_a(3, 19, 300, 120, 20).service_level > 0.8 > erlang_a(3, 23, 300, 120, 20).service_level
    assert told(calls("sales", 9, 23), shifts("a", "b", "c")) == []
    assert len(told(calls("sales", 9, 31), shifts("a", "b", "c"))) == 1
