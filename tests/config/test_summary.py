from acd.config.summary import summary


def test_everything_is_counted(house):
    assert str(summary(house.read())) == "1 PBX, 1 queue, 1 agent, 1 skill, 1 flow, 0 calendars, 1 destination"


def test_a_skill_counts_when_it_is_held_or_needed(house):
    house.write("agents.toml", "[agent.a]\nskills = { fr = 1 }\n[agent.b]\nskills = { fr = 2, sales = 1 }\n")
    house.write("flows/main.yaml", "start: main\nnodes:\n  main: {handoff: sales, skills: {de: 1}}\n")
    found = summary(house.read())
    assert (found.agents, found.skills) == (2, 3)
