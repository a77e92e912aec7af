import pytest

NO_END = (
    "queues.toml: queue.sales: callers wait without end when nobody answers: "
    "it has neither max_wait_s nor when_nobody, nor a key that leads out of waiting"
)


@pytest.mark.parametrize(
    ("ends", "has_end"),
    [
        ("", False),
        ("when_late = { destination = 'fallback' }", False),
        ("keys = { 1 = { queue = 'other' } }", False),
        ("keys = { 1 = { destination = 'fallback' } }", True),
        ("max_wait_s = '1h'", True),
        ("when_nobody = { goodbye = '' }", True),
    ],
)
def test_waiting_without_end(house, warned, ends, has_end):
    house.write(
        "queues.toml", f"[queue.sales]\nneeds = {{ sales = 1 }}\n{ends}\n[queue.other]\nmax_wait_s = 9\nneeds = {{}}\n"
    )
    assert warned() == ([] if has_end else [NO_END])


@pytest.mark.parametrize(
    ("key", "needs", "is_told"),
    [
        ("when_full", "", False),  # agent c is there, too
        ("when_full", "sales = 1", True),
        ("when_full", "sales = 6", True),
        ("when_late", "sales = 1", True),
        ("when_nobody", "sales = 1", True),
        ("keys.5", "sales = 1", False),  # his own choice
    ],
)
def test_overflow_to_the_same_people(house, warned, key, needs, is_told):
    house.add("agents.toml", "[agent.c]\n[agent.d]\nskills = { sales = 9 }\n")
    house.add("queues.toml", f"{key} = {{ queue = 'next' }}\n[queue.next]\nneeds = {{ {needs} }}\nmax_wait_s = 60\n")
    line = f"queues.toml: queue.sales.{key}: overflow to queue next brings no further agents: "
    assert warned() == ([f"{line}whoever may serve there may serve sales"] if is_told else [])


def test_overflow_to_where_nobody_can_serve_is_told_of_that_queue(house, warned):
    house.add("queues.toml", "when_late = { queue = 'next' }\n[queue.next]\nneeds = { fr = 1 }\nmax_wait_s = 60\n")
    assert warned() == [
        "queues.toml: queue.next.needs: nobody can ever serve its callers: no agent holds fr at 1 or better"
    ]


def test_a_full_queue_may_pass_callers_on_to_those_it_would_relax_to(house, warned):
    """At once against after a minute is help; late callers have had these agents already."""
    queues = (
        "[queue.sales]\nneeds = {{ sales = 7 }}\nmax_wait_s = 600\n{} = {{ queue = 'next' }}\n"
        "relax = [{{ after_s = 60, skill = 'sales', level = 1 }}]\n"
        "[queue.next]\nneeds = {{ sales = 5 }}\nmax_wait_s = 600\n"
    )
    house.write("queues.toml", queues.format("when_full"))
    assert not [line for line in warned() if "overflow" in line]
    house.write("queues.toml", queues.format("when_late"))
    assert [line for line in warned() if "overflow" in line]


def test_recording_in_silence(house, warned):
    house.add("queues.toml", "record = true\n")
    assert warned() == [
        "queues.toml: queue.sales.record: its callers are recorded without being told: "
        "[recording] of acd.toml has no notice"
    ]
    house.add("acd.toml", '[recording]\nnotice = "custom/rec"\n')
    assert warned() == []


def test_a_way_into_a_recorded_queue_past_the_notice(house, warned):
    front = '[queue.front]\nmax_wait_s = 60\nwhen_full = { queue = "sales" }\nkeys = { 1 = { queue = "sales" } }\n'
    house.add("agents.toml", "[agent.c]\n")
    house.add("queues.toml", f"record = true\n{front}needs = {{ sales = 6 }}\n")
    house.add("agents.toml", "skills = { sales = 9 }\n")
    house.add("acd.toml", '[recording]\nnotice = "custom/rec"\n')
    assert warned() == [
        f"queues.toml: queue.front.{key}: some of its callers will not be recorded in queue sales, which records: "
        "they hear the notice on hold there, and who is connected before that is not recorded"
        for key in ("when_full", "keys.1")
    ]
