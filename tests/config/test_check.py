"""What must hold between the files."""


def test_several_pbxes_and_agents_who_must_say_which(house):
    house.add("acd.toml", '[pbx.b]\nport = 5039\nsecret_file = "pbx.secret"\n')
    assert house.mistakes() == ["agents.toml: agent.1001.pbx: missing: there are several, b, main"]
    house.write(
        "agents.toml", '[defaults]\npbx = "b"\n[agent.1001]\n[agent.1002]\npbx = "main"\nphone = "PJSIP/1001"\n'
    )
    assert {a.id: a.pbx for a in house.read().roster.agents.values()} == {"1001": "b", "1002": "main"}


def test_a_circle_is_told_once_with_its_way(house):
    house.write(
        "queues.toml",
        """
[queue.c]
when_nobody = { queue = "a" }
[queue.a]
when_full = { queue = "b" }
[queue.b]
when_late = { queue = "c" }
keys = { 1 = { queue = "b" } }
[queue.d]
when_full = { queue = "a" }
""",
    )
    house.write("flows/main.yaml", "start: main\nnodes:\n  main: {handoff: a}\n")
    assert house.mistakes() == ["queues.toml: queue.a.when_full: callers would go round in a circle: a -> b -> c -> a"]
