from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.config.agents import AgentTable
from acd.config.daemon import PbxTable
from acd.config.errors import ConfigErrors
from acd.config.queues import QueueTable
from acd.config.read import read
from acd.config.to_toml import section_text
from acd.core.roster import (
    AgentProfile,
    Cooldowns,
    Goodbye,
    QueueRules,
    RelaxStep,
    SkillNeed,
    ToDestination,
    ToNode,
    ToQueue,
    Weights,
)
from acd.core.routing.presets import PRESETS


def test_the_smallest_house_gets_the_cores_defaults(house):
    found = house.read()
    assert found.roster.queues == {"sales": QueueRules("sales", needs=(SkillNeed("sales", 1),))}
    assert found.roster.agents == {"1001": AgentProfile("1001", "1001", "main", "PJSIP/1001", {"sales": 5})}
    assert (found.agi.host, found.agi.port, found.agi.secret.value) == ("127.0.0.1", 4573, "s3cr3t-of-ours-16")
    assert found.pbxes["main"].port == 5038
    assert found.daemon.socket == Path("/run/acd/acd.sock")
    assert found.store_url == "sqlite:////var/lib/acd/acd.sqlite"
    assert set(found.destinations) == {"fallback"}
    assert found.flows["main"].start == "main"
    assert found.signed_in_at_start == frozenset()
    with pytest.raises(TypeError):
        found.pbxes["x"] = found.pbxes["main"]  # type: ignore[index]


def test_every_key_of_a_queue(house):
    house.write(
        "queues.toml",
        """
[defaults]
ring_s = "20s"
weights = { wait = 2, fit = 0 }
keys = { 0 = { destination = "operator" } }
max_wait_s = "5 min"
[queue.a]
needs = { fr = 3, en = 1 }
relax = [{ after_s = "2 min", skill = "fr", level = 0 }, { after_s = 60, skill = "fr", level = 1 }]
weights = { fit = 1.5 }
keys = { "#" = { flow = "main", node = "main" } }
max_length = 5
max_wait_s = "none"
when_full = { queue = "b" }
when_late = { goodbye = "vm-goodbye" }
when_nobody = { goodbye = "" }
comfort = ["queue-thankyou", "custom/one"]
music = "jazz"
record = true
whisper = false
say_position = false
[queue.b]
[destinations]
operator = "The switchboard"
""",
    )
    house.write("flows/main.yaml", "start: main\nnodes:\n  main: {handoff: a}\n")
    queues = house.read().roster.queues
    assert queues["a"] == QueueRules(
        "a",
        needs=(SkillNeed("en", 1), SkillNeed("fr", 3)),
        relax=(RelaxStep(60.0, "fr", 1), RelaxStep(120.0, "fr", 0)),
        weights=Weights(wait=2.0, fit=1.5),
        ring_s=20.0,
        keys={"0": ToDestination("operator"), "#": ToNode("main", "main")},
        max_length=5,
        max_wait_s=None,
        when_full=ToQueue("b"),
        when_late=Goodbye("vm-goodbye"),
        when_nobody=Goodbye(),
        comfort=("queue-thankyou", "custom/one"),
        music="jazz",
        record=True,
        whisper=False,
        say_position=False,
    )
    assert queues["b"] == QueueRules(
        "b", ring_s=20.0, weights=Weights(wait=2.0, fit=0.0), keys={"0": ToDestination("operator")}, max_wait_s=300.0
    )


@pytest.mark.parametrize(
    ("defaults", "own", "expected"),
    [
        ("", "", Weights()),
        ('"fair"', "", PRESETS["fair"]),
        ('"fair"', "{ idle = 3 }", replace(PRESETS["fair"], idle=3.0)),
        ("{ idle = 3 }", '"fair"', PRESETS["fair"]),
        ('{ preset = "fair", wait = 2 }', '{ preset = "fastest", idle = 2 }', replace(PRESETS["fastest"], idle=2.0)),
    ],
)
def test_a_preset_and_what_is_changed_about_it(house, defaults, own, expected):
    lines = [f"weights = {each}\n" if each else "" for each in (defaults, own)]
    house.write("queues.toml", f"[defaults]\n{lines[0]}[queue.sales]\n{lines[1]}")
    assert house.read().roster.queues["sales"].weights == expected


def test_an_unknown_preset_is_told_with_those_there_are(house):
    house.add("queues.toml", 'weights = "quick"')
    (told,) = house.mistakes()
    assert 'got "quick", allowed: one of "balanced", "fastest", "fair"' in told


def test_agents_take_defaults_and_may_be_spread_over_files(house):
    house.write("agents.toml", '[defaults]\nwrap_s = 5\ncooldowns = { strikes = 2, busy_s = 1 }\n[agent."1.a"]\n')
    house.write(
        "agents.d/10-more.toml",
        '[agent.1002]\nname = "Ben"\nphone = "PJSIP/ben"\nwrap_s = "1 min"\nskills = { sales = 1 }\n'
        "signed_in_at_start = true\ncooldowns = { strikes = 9 }\n",
    )
    found = house.read()
    assert found.roster.agents["1.a"] == AgentProfile(
        "1.a", "1.a", "main", "PJSIP/1.a", {}, 5.0, Cooldowns(strikes=2, busy_s=1.0)
    )
    assert found.roster.agents["1002"] == AgentProfile(
        "1002", "Ben", "main", "PJSIP/ben", {"sales": 1}, 60.0, Cooldowns(strikes=9, busy_s=1.0)
    )
    assert found.signed_in_at_start == {"1002"}


def test_no_directory(tmp_path):
    with pytest.raises(ConfigErrors) as caught:
        read(tmp_path / "none")
    assert str(caught.value) == f"{tmp_path}/none: no such directory"


def test_an_empty_directory(tmp_path):
    with pytest.raises(ConfigErrors) as caught:
        read(tmp_path)
    assert str(caught.value).splitlines() == [
        "acd.toml: cannot be read: No such file or directory",
        "queues.toml: queue: no queue is configured: write a table [queue.NAME]",
    ]


def test_all_mistakes_of_all_files_at_once(house):
    house.write("acd.toml", '[agi]\nsecret_file = "agi.secret"\nport = 0\n[pbx.main]\nsecret_env = "ACD_NOT_SET"\n')
    house.add(
        "queues.toml", 'ring_s = "abc"\nkeys = { 1 = { queue = "c" } }\n[queue.b]\nwhen_full = { queue = "seles" }\n'
    )
    house.add("agents.toml", "wrap = 3\n[agent.1002]\nskills = { sales = 11 }\n")
    house.write("agents.d/a.toml", "[agent.1001]\n")
    house.write("agents.d/b.toml", "[agent\n")
    house.write("calendars.toml", "[office]\nzone = 3\n")
    house.write("flows/main.yaml", "start: mian\nnodes:\n  main: {handoff: salse}\n")
    assert house.mistakes() == [
        "acd.toml: agi.port: got 0, allowed: a whole number from 1 to 65535",
        "acd.toml: pbx.main.secret_env: the environment variable ACD_NOT_SET is not set",
        "agents.d/a.toml: agent.1001: is already in agents.toml",
        "agents.d/b.toml:1: not TOML: Expected ']' at the end of a table declaration",
        "agents.toml: agent.1001.wrap: unknown key, did you mean wrap_s?",
        "agents.toml: agent.1002.skills.sales: got 11, allowed: a whole number from 1 to 10",
        *[line for line in house.mistakes() if line.startswith("calendars.toml: office.")],
        *[line for line in house.mistakes() if line.startswith("flows/main.yaml:")],
        'queues.toml: queue.sales.ring_s: got "abc", allowed: seconds or "20s", "5 min", "1h", more than 0',
        'queues.toml: queue.sales.keys.1: got "c", no such queue, known: b, sales',
        'queues.toml: queue.b.when_full: got "seles", no such queue, did you mean sales?',
    ]
    assert any("salse" in line and line.startswith("flows/main.yaml:3") for line in house.mistakes())
    assert any("mian" in line and line.startswith("flows/main.yaml:1") for line in house.mistakes())
    assert any(line.startswith("calendars.toml: office.") for line in house.mistakes())


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("ring_s = 0", 'ring_s: got 0, allowed: seconds or "20s", "5 min", "1h", more than 0'),
        ("ring_s = true", 'ring_s: got true, allowed: seconds or "20s", "5 min", "1h", more than 0'),
        ("ring_s = nan", 'ring_s: got NaN, allowed: seconds or "20s", "5 min", "1h", more than 0'),
        ("wrap_s = -1", 'wrap_s: got -1, allowed: seconds or "20s", "5 min", "1h"'),
        ('wrap_s = "5 weeks"', 'wrap_s: got "5 weeks", allowed: seconds or "20s", "5 min", "1h"'),
        ("wrap_s = 1979-05-27", 'wrap_s: got 1979-05-27, allowed: seconds or "20s", "5 min", "1h"'),
        ("wrp_s = 1", "wrp_s: unknown key, did you mean wrap_s?"),
        ("max_length = 0", 'max_length: got 0, allowed: a whole number from 1 to 100000, or "none"'),
        ("record = 1", "record: got 1, allowed: true or false"),
        ('comfort = "x"', 'comfort: got "x", allowed: a list'),
        (
            'comfort = ["../etc/x"]',
            'comfort[0]: got "../etc/x", allowed: a sound name without extension, such as "custom/welcome"',
        ),
        ('music = "a b"', 'music: got "a b", allowed: a music class of letters, digits, _ and -'),
        ("weights = 3", "weights: got 3, allowed: a table"),
        ("weights = { wait = -1 }", "weights.wait: got -1, allowed: a number from 0 to 100000"),
        ("weights = { wiat = 1 }", "weights.wiat: unknown key, did you mean wait?"),
        ("relax = [{ after_s = 5, skill = 'x' }]", "relax[0].level: missing"),
        ("relax = [{ after_s = 5, skil = 'x' }]", "relax[0].skil: unknown key, did you mean skill?"),
        ("relax = [3]", "relax[0]: got 3, allowed: a table"),
        (
            "relax = [{ after_s = 5, skill = 'sales', level = 1 }]",
            "relax: got 1, after 5 s sales must fall below 1",
        ),
        (
            "keys = { 12 = { queue = 'sales' } }",
            'keys.12: got "12", allowed: one key: 0 to 9, * or #',
        ),
        (
            "when_late = { queue = 'a', goodbye = '' }",
            "when_late: got a table (queue, goodbye), allowed: "
            '{queue = "x"}, {destination = "x"}, {flow = "x", node = "y"} or {goodbye = "sound"} ("" for no message)',
        ),
        ("when_late = { destination = 'x' }", 'when_late: got "x", no such destination, known: fallback'),
        ("when_late = { flow = 'x', node = 'y' }", 'when_late: got "x", no such flow, known: main'),
        (
            "when_late = { flow = 'main', node = 'y' }",
            'when_late: got "y", flow main has no such entry, known: main',
        ),
        ("when_full = { queue = 'sales' }", "when_full: callers would go round in a circle: sales -> sales"),
        ("when_nobody = { queue = 'x' }", 'when_nobody: got "x", no such queue, known: sales'),
    ],
)
def test_a_mistake_in_a_queue(house, line, mistake):
    house.add("queues.toml", line)
    told = house.mistakes()
    assert mistake in [each.removeprefix("queues.toml: queue.sales.") for each in told]
    assert all(each.startswith("queues.toml: queue.sales.") for each in told)


def test_the_ways_out_show_what_is_allowed_whatever_is_written(house):
    house.add("queues.toml", "when_nobody = 3\n")
    assert house.mistakes() == [
        'queues.toml: queue.sales.when_nobody: got 3, allowed: {queue = "x"}, {destination = "x"}, '
        '{flow = "x", node = "y"} or {goodbye = "sound"} ("" for no message), or "none"'
    ]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            "[agent.1001]\nphone = 'SIP/1'",
            'agent.1001.phone: got "SIP/1", allowed: "PJSIP/" and an endpoint name, such',
        ),
        ("[agent.1001]\npbx = 'mian'", 'agent.1001.pbx: got "mian", no such PBX, did you mean main?'),
        ("[agent.1001]\npin = '1234'", 'agent.1001.pin: allowed: what "acd pin" prints'),
        ("[agent.1001]\nname = ''", 'agent.1001.name: got "", allowed: one line of text, at most 100 characters'),
        ("[agent.1001]\nname = 'a\u202eb'", "agent.1001.name: got "),
        ("[agent.'a b']", 'agent.a b: got "a b", allowed: an agent id of letters, digits, _, . and -, such as 1001'),
        ("[agent]\n1001 = 3", "agent.1001: got 3, allowed: a table"),
        ("agent = 3", "agent: got 3, allowed: a table"),
        ("[agents.1001]", "agents: unknown table, did you mean agent?"),
        ("[agent.1001]\nskills = { Sales = 1 }", 'agent.1001.skills.Sales: got "Sales", allowed: a name of a-z, 0-9'),
        ("[agent.1001]\ncooldowns = { strikes = 0 }", "agent.1001.cooldowns.strikes: got 0, allowed: a whole number"),
        ("[defaults]\nskills = {}", "defaults.skills: unknown key, known: cooldowns, pbx, signed_in_at_start, wrap_s"),
        (
            "[agent.1001]\n[agent.1002]\nphone = 'PJSIP/1001'",
            'agent.1002.phone: got "PJSIP/1001", is already the phone of agent 1001',
        ),
    ],
)
def test_a_mistake_in_the_agents(house, text, mistake):
    house.write("agents.toml", text)
    (told,) = house.mistakes()
    assert told.startswith(f"agents.toml: {mistake}")


def test_destinations(house):
    house.add("queues.toml", "[destinations]\n'Bad one' = 'x'\ngood = 3\n")
    assert house.mistakes() == [
        'queues.toml: destinations.Bad one: got "Bad one", '
        "allowed: a name of a-z, 0-9, _ and -, starting with a letter",
        "queues.toml: destinations.good: got 3, allowed: one line of text, at most 100 characters",
    ]


PLAIN = st.one_of(
    st.none().map(lambda _: "none"),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
)
ANYTHING = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
KEYS = {
    "queue": [*QueueTable.model_fields, "nonsense"],
    "agent": [*AgentTable.model_fields, "nonsense"],
    "pbx": [*PbxTable.model_fields, "secret", "nonsense"],
}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_written_is_read_or_told_never_a_traceback(another, data):
    house = another("house")
    for section, file in (("queue", "queues.toml"), ("agent", "agents.toml"), ("pbx", "acd.toml")):
        tables = st.dictionaries(st.sampled_from(KEYS[section]), ANYTHING, max_size=4)
        names = st.one_of(st.sampled_from(["a", "b"]), st.text(max_size=5))
        house.write(file, section_text(section, data.draw(st.dictionaries(names, tables, max_size=3))))
    with pytest.raises(ConfigErrors) as caught:
        house.read()
    for error in caught.value.errors:
        assert str(error).isprintable()
        assert error.file
        assert error.why
