"""Calls that found nobody who could serve them."""

import pytest

from acd.lint.coverage import uncovered
from tests.lint.weeks import calls, history, shifts

QUEUES = "[queue.sales]\nneeds = { sales = 6 }\n[queue.fr]\nneeds = { fr = 1, sales = 1 }\n[queue.any]\n"
AGENTS = (
    "[agent.a]\nskills = { sales = 5, fr = 3 }\n[agent.b]\nskills = { sales = 7 }\n[agent.c]\nskills = { fr = 2 }\n"
)


@pytest.fixture
def told(house):
    house.write("queues.toml", QUEUES)
    house.write("agents.toml", AGENTS)

    def look(calls, shifts):
        return [(each.key, each.what, each.why) for each in uncovered(house.read(), history(calls, shifts))]

    return look


def test_all_is_well_while_somebody_able_is_there(told):
    assert told([*calls("sales", 9, 5), *calls("fr", 16, 5), *calls("any", 10, 5)], shifts("a", "b")) == []


def test_a_short_shift_within_a_long_one(told):
    assert told(calls("any", 15, 5), [*shifts("a"), *shifts("b", hours=(10, 11))]) == []


def test_hours_in_which_nobody_holds_the_skill(told):
    """Agent a is there and does not hold sales at 6."""
    came = [*calls("sales", 9, 5), *calls("sales", 17, 2), *calls("sales", 18, 3)]
    assert told(came, [*shifts("b"), *shifts("a", hours=(9, 20))]) == [
        (
            "queue.sales.needs",
            "nobody who holds sales at 6 is at work Mon 17-19",
            "20 of 20 calls that came then in the last 4 weeks found none",
        )
    ]


def test_both_skills_are_there_but_in_two_people(told):
    (found,) = told(calls("fr", 9, 2), shifts("b", "c"))
    assert found[1] == "nobody who holds fr at 1 and sales at 1 is at work Mon 09-10"


def test_only_the_skill_that_is_away_is_blamed(told):
    (found,) = told(calls("fr", 9, 2), shifts("b"))
    assert found[1] == "nobody who holds fr at 1 is at work Mon 09-10"


def test_a_queue_without_needs(told):
    (found,) = told(calls("any", 20, 1), shifts("a", "b", "c"))
    assert found[1] == "nobody is at work Mon 20-21"


def test_chance_is_no_finding(told):
    assert told(calls("sales", 20, 1, weeks=1), shifts("b")) == []
    late = calls("sales", 9, 4)  # of four calls an hour one comes before b does
    assert told(late, shifts("b", hours=(9.1, 17))) == []
    assert told(late, shifts("b", hours=(9.3, 17))) != []


def test_calls_of_queues_that_are_gone_and_needs_nobody_ever_holds(told, house):
    assert told(calls("gone", 9, 5), []) == []
    house.write("agents.toml", AGENTS.replace("sales = 7", "sales = 5"))
    assert told(calls("sales", 9, 5), shifts("a", "b")) == []


def test_agents_of_another_pbx_are_no_help(told, house):
    house.add("acd.toml", '[pbx.b]\nport = 5039\nsecret_file = "pbx.secret"\n')
    house.write("agents.toml", f'[defaults]\npbx = "main"\n{AGENTS}')
    (found,) = told([*calls("any", 9, 2), *calls("any", 9, 1, pbx="b")], shifts("a"))
    assert found[1:] == (
        "nobody is at work on PBX b Mon 09-10",
        "4 of 4 calls that came then in the last 4 weeks found none",
    )
