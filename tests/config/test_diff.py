from acd.config.diff import changes, reloads, restarts

OTHER_QUEUES = """
[queue.support]
[queue.sales]
needs = { sales = 2, fr = 1 }
ring_s = 20
max_length = 5
when_full = { queue = "support" }
when_nobody = { goodbye = "vm-goodbye" }
keys = { 1 = { flow = "main", node = "main" } }
weights = { wait = 2 }
comfort = ["a", "b"]
record = true
relax = [{ after_s = 60, skill = "fr", level = 0 }]
[destinations]
operator = "X"
"""


def test_nothing_changed(house, another):
    assert changes(house.read(), house.read()) == []


def test_a_reload_tells_every_difference(house, another):
    other = another("other")
    other.write("queues.toml", OTHER_QUEUES)
    other.write(
        "agents.toml",
        '[agent.1002]\n[agent.1001]\nname = "Anna"\nskills = { sales = 5, fr = 1 }\nwrap_s = 3\n'
        "signed_in_at_start = true\ncooldowns = { strikes = 1 }\n",
    )
    other.write("flows/main.yaml", "start: main\nnodes:\n  main: {handoff: support}\n")
    other.write("flows/more.yaml", "start: main\nnodes:\n  main: {handoff: support}\n")
    old, new = house.read(), other.read()
    assert reloads(old, new) == [
        "queue support added",
        "queue sales: needs sales 1 -> fr 1, sales 2",
        "queue sales: relax none -> fr 0 after 60 s",
        "queue sales: weights wait 1, priority 60, handle 1, price 1, fit 30, occupancy 100, idle 0.1, preferred 120, "
        "answer 1 -> "
        "wait 2, priority 60, handle 1, price 1, fit 30, occupancy 100, idle 0.1, preferred 120, answer 1",
        "queue sales: ring_s 15 -> 20",
        "queue sales: max_length none -> 5",
        "queue sales: when_full goodbye -> queue support",
        "queue sales: when_nobody none -> goodbye vm-goodbye",
        "queue sales: keys none -> 1 node main of flow main",
        "queue sales: comfort none -> a, b",
        "queue sales: record false -> true",
        "agent 1002 added",
        "agent 1001: name 1001 -> Anna",
        "agent 1001: skills sales 5 -> fr 1, sales 5",
        "agent 1001: wrap_s none -> 3",
        "agent 1001: cooldowns no_answer_s 30, busy_s 10, rejected_s 20, unreachable_s 30, dropped_s 10, strikes 3 -> "
        "no_answer_s 30, busy_s 10, rejected_s 20, unreachable_s 30, dropped_s 10, strikes 1",
        "flow more added",
        "flow main changed",
        "destination operator added",
        "agent 1001: signed_in_at_start false -> true (from the next start)",
    ]
    assert restarts(old, new) == []
    assert "queue support removed" in changes(new, old)
    assert "agent 1002 removed" in changes(new, old)


def test_what_needs_a_restart_is_told_apart_and_secrets_stay_hidden(house, another):
    other = another("other")
    other.secret("pbx.secret", "another-one")
    other.secret("store.secret", "xyz-store")
    other.add(
        "acd.toml",
        'port = 5039\ntrunks = ["t1"]\n[pbx.b]\nsecret_file = "pbx.secret"\n[daemon]\nlog_level = "debug"\n'
        'language = "de"\n'
        '[recording]\nroot = "/srv"\nnotice = "custom/rec"\n'
        '[store]\nurl = "postgresql://a@b/c"\nsecret_file = "store.secret"\n',
    )
    other.write("agents.toml", '[defaults]\npbx = "main"\n[agent.1001]\nskills = { sales = 5 }\n')
    old, new = house.read(), other.read()
    assert restarts(old, new) == [
        "daemon: log_level info -> debug",
        "daemon: language en -> de",
        "pbx main: port 5038 -> 5039",
        "pbx main: secret changed",
        "pbx main: trunks none -> t1",
        "pbx b added",
        "store: url changed",
        "recording: root /var/spool/asterisk/monitor/acd -> /srv",
        "recording: notice none -> custom/rec",
    ]
    assert reloads(old, new) == []


def test_a_pin_is_only_said_to_have_changed(house, another):
    from acd.config.pins import hash_pin

    other = another("other")
    other.add("agents.toml", f'pin = "{hash_pin("1234")}"\n')
    assert changes(house.read(), other.read()) == ["agent 1001: pin changed"]
