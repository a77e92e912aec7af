import shutil
from pathlib import Path

from acd.config.summary import summary, warnings

EXAMPLE = Path(__file__).parents[2] / "asterisk-conf" / "acd"


def test_nothing_to_warn_of(house):
    assert warnings(house.read()) == []
    assert str(summary(house.read())) == ("1 PBX, 1 queue, 1 agent, 1 skill, 1 flow, 0 calendars, 1 destination")


def test_misspelt_skills_are_seen_from_both_sides(house):
    house.write(
        "queues.toml",
        """
[queue.sales]
needs = { sales = 6 }
relax = [{ after_s = 9, skill = "slaes", level = 0 }]
[queue.both]
needs = { fr = 1, en = 1 }
""",
    )
    house.write(
        "agents.toml",
        "[agent.a]\nskills = { fr = 1, slaes = 6, sales = 5 }\n[agent.b]\nskills = { en = 1 }\n",
    )
    house.write("flows/main.yaml", "start: main\nnodes:\n  main: {handoff: sales, skills: {de: 1}}\n")
    assert warnings(house.read()) == [
        "queue sales: no agent holds sales at 6 or better",
        "queue sales: relaxes slaes, which neither it nor a flow needs",
        "queue both: no single agent holds all it needs",
        "skill slaes: no queue or flow needs it; held by a",
        "skill de: a flow asks for it and no agent holds it",
    ]


def test_recording_in_silence(house):
    house.add("queues.toml", "record = true\n")
    assert warnings(house.read()) == ["queue sales: records its callers without telling them: set recording.notice"]
    house.add("acd.toml", '[recording]\nnotice = "custom/rec"\n')
    assert warnings(house.read()) == []


def test_a_way_into_a_recorded_queue_past_the_notice(house):
    front = '[queue.front]\nwhen_full = { queue = "sales" }\nkeys = { 1 = { queue = "sales" } }\n'
    house.add("queues.toml", f"record = true\n{front}")
    house.add("acd.toml", '[recording]\nnotice = "custom/rec"\n')
    assert warnings(house.read()) == [
        "queue front: when_full leads to sales, which records, and its callers were not told so",
        "queue front: keys.1 leads to sales, which records, and its callers were not told so",
    ]


def test_an_empty_house(house):
    house.write("agents.toml", "")
    (house.path / "flows" / "main.yaml").unlink()
    assert warnings(house.read()) == [
        "queue sales: no agent holds sales at 1 or better",
        "no agent is configured",
        "no flow is configured: write flows/main.yaml",
    ]


def test_the_shipped_example_is_valid_without_a_warning(house):
    shutil.rmtree(house.path)
    shutil.copytree(EXAMPLE, house.path)
    house.secret("agi.secret")
    house.secret("pbx-main.secret")
    settings = house.read()
    assert warnings(settings) == []
    assert "main" in settings.flows
    assert settings.roster.queues["support"].when_late == settings.roster.queues["sales"].when_late
