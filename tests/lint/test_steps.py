import pytest

QUEUE = "[queue.sales]\nneeds = { sales = 7 }\nmax_wait_s = 600\n"
WHERE = "queues.toml: queue.sales.relax: the step after"


@pytest.fixture
def steps(house, warned):
    """What is said of the steps of a queue that needs 7; the agents hold 5, 7 and 8."""
    house.add("agents.toml", "[agent.c]\nskills = { sales = 8 }\n")

    def told(relax, queue=QUEUE, more=""):
        house.write("queues.toml", f"{queue}relax = [{relax}]\n{more}")
        return [line for line in warned() if ".relax: " in line]

    return told


def test_steps_that_each_let_somebody_in(steps):
    assert steps("{ after_s = 30, skill = 'sales', level = 5 }") == []


def test_levels_nobody_holds_between(steps):
    assert steps(
        "{ after_s = 30, skill = 'sales', level = 6 }, { after_s = 60, skill = 'sales', level = 4 },"
        "{ after_s = 90, skill = 'sales', level = 0 }"
    ) == [
        f"{WHERE} {at} lets nobody in: no agent may serve then who might not before"
        for at in ("30 s (sales 6)", "90 s (sales 0)")
    ]


@pytest.mark.parametrize(("after_s", "is_late"), [("599", False), ("600", True), ("'1h'", True)])
def test_a_step_after_the_longest_wait(steps, after_s, is_late):
    told = steps(f"{{ after_s = {after_s}, skill = 'sales', level = 5 }}")
    assert len(told) == is_late
    assert all("is never reached: callers leave after 10 min (max_wait_s)" in line for line in told)


def test_callers_who_come_from_another_queue_have_waited_before(steps):
    late = "{ after_s = '20 min', skill = 'sales', level = 5 }"
    feeder = "[queue.front]\nmax_wait_s = 600\nwhen_late = { queue = 'sales' }\n"
    assert steps(late, more=feeder) == []
    assert steps(late, more=feeder.replace("queue = 'sales'", "destination = 'fallback'")) != []


def test_two_steps_at_once_are_one(steps, house):
    both = "[queue.sales]\nneeds = { sales = 7, fr = 1, de = 1 }\nmax_wait_s = 600\n"
    house.add("agents.toml", "[agent.d]\nskills = { sales = 8, fr = 1, de = 1 }\n")
    drop = "{ after_s = 30, skill = 'fr', level = 0 }, { after_s = %s, skill = 'de', level = 0 }"
    assert steps(drop % 30, both) == []
    (told,) = steps(drop % 31, both)
    assert told.startswith(f"{WHERE} 30 s (fr 0) lets nobody in")


def test_a_skill_that_only_a_flow_asks_for(steps, house):
    house.write("flows/main.yaml", "start: main\nnodes:\n  main: {handoff: sales, skills: {fr: 3}}\n")
    house.add("agents.toml", "[agent.d]\nskills = { sales = 8, fr = 3 }\n[agent.e]\nskills = { sales = 8, fr = 1 }\n")
    assert steps("{ after_s = 30, skill = 'fr', level = 1 }") == []
    (told,) = steps("{ after_s = 30, skill = 'fr', level = 4 }")
    assert told.startswith(f"{WHERE} 30 s (fr 4) lets nobody in")
    (told,) = steps("{ after_s = 30, skill = 'french', level = 1 }")
    assert told == f"{WHERE} 30 s (french 1) changes nothing: neither the queue nor a flow asks for french"


def test_of_a_queue_that_nobody_can_ever_serve_only_that_is_told(house, warned):
    house.write(
        "queues.toml",
        "[queue.sales]\nneeds = { vip = 7 }\nmax_wait_s = 9\nrelax = [{ after_s = 5, skill = 'vip', level = 2 }]\n",
    )
    assert [line for line in warned() if "queues.toml" in line] == [
        "queues.toml: queue.sales.needs: nobody can ever serve its callers: no agent holds vip at 7 or better"
    ]
