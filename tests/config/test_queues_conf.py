import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.config.conf_format import parse
from acd.config.import_files import ImportRefusedError, convert_files, write
from acd.config.queue_options import NO_EQUIVALENT, SAME_AS_OURS
from acd.config.queues_conf import Imported, convert
from acd.core.roster import SkillNeed, ToDestination

# As FreePBX writes its generated queues file: numbered queues, Local members with a hint, everything spelt out.
FREEPBX = """
[600]
announce-frequency=0
announce-holdtime=no
announce-position=no
autofill=yes
eventmemberstatus=no
eventwhencalled=no
joinempty=yes
leavewhenempty=no
maxlen=0
memberdelay=0
monitor-join=yes
periodic-announce-frequency=0
queue-callswaiting=silence/1
queue-thereare=silence/1
queue-youarenext=silence/1
reportholdtime=no
retry=5
ringinuse=no
servicelevel=60
strategy=ringall
timeout=15
timeoutpriority=app
timeoutrestart=no
weight=0
wrapuptime=0
member=Local/601@from-queue/n,0,Reception,hint:601@ext-local
member=PJSIP/602,0,Bob Jones,hint:602@ext-local
"""

# A hand-made file in the manner of the samples that come with Asterisk.
BY_HAND = """
[general]
persistentmembers = yes
monitor-type = MixMonitor
shared_lastcall = yes

[base](!)
strategy = leastrecent
musicclass = default
timeout = 20
announce-frequency = 45
announce-holdtime = once

;--
[off]
member => PJSIP/999
--;

[sales](base)
servicelevel = 30
maxlen = 12
wrapuptime = 15
joinempty = strict
periodic-announce = queue-periodic-announce,your-call-is-important
periodic-announce-frequency = 45
announce = sales-whisper
monitor-format = wav
member => PJSIP/1001,0,Ann Bell
member => PJSIP/1002,3,"Q",,,20
member => PJSIP/1003,12
member => DAHDI/1
member => Local/1004@agents,0,Dee,PJSIP/1004
weight = 5

[support](base)
autopause = all
member => PJSIP/1001,2,Somebody else,,,,yes
"""


def imported(text: str) -> Imported:
    return convert([("queues.conf", parse(text))])


def notes(text: str) -> list[str]:
    return [str(note) for note in imported(text).notes]


def test_a_hand_made_file():
    made = imported(BY_HAND)
    assert made.queues["sales"] == {
        "needs": {"sales": 1},
        "weights": {"fit": 1.0, "idle": 1.0, "handle": 0.0},
        "max_length": 12,
        "service_level_s": 30,
        "ring_s": 20,
        "wrap_s": 15,
        "when_nobody": {"destination": "fallback"},
        "say_position": True,
        "say_wait": True,
        "announce_every_s": 45,
        "comfort": ["queue-periodic-announce", "your-call-is-important"],
        "music": "default",
        "record": True,
        "whisper": True,
    }
    assert set(made.queues) == {"sales", "support"}
    assert made.agents == {
        "1001": {
            "skills": {"sales": 10, "support": 8},
            "name": "Ann Bell",
            "signed_in_at_start": False,
            "cooldowns": {"strikes": 1},
        },
        "1002": {"skills": {"sales": 7}, "name": '"Q"', "signed_in_at_start": True, "wrap_s": 20},
        "1003": {"skills": {"sales": 1}, "signed_in_at_start": True},
        "1004": {"skills": {"sales": 10}, "name": "Dee", "signed_in_at_start": True},
    }


def test_what_has_no_equivalent_is_told_with_place_and_reason():
    told = notes(BY_HAND)
    assert (
        told[0] == "queues.conf:3: [general] persistentmembers = yes: agents' states are kept by the daemon's own store"
    )
    for line in (
        "queues.conf:31: [sales] member = DAHDI/1: "
        "an agent is a PJSIP phone by its endpoint's name: add him with his phone to agents.toml",
        "queues.conf:32: [sales] member = Local/1004@agents,0,Dee,PJSIP/1004: "
        "rung at PJSIP/1004 directly, not through Local/1004@agents",
        "queues.conf:30: [sales] member = PJSIP/1003,12: "
        "penalty 12 is level 1: it weighs against idle time (see weights), it does not bar anyone",
        "queues.conf:33: [sales] weight = 5: "
        "queues have no rank: give the flow's hand-off a priority, or raise weights.priority",
        "queues.conf:36: [support] autopause = all: "
        "after one miss its members are paused in all queues (cooldowns.strikes = 1)",
    ):
        assert line in told
    assert told[-1].startswith("Queue() in the dialplan: its timeout argument is max_wait_s here")
    assert not any("shared_lastcall" in line or "monitor-type" in line or "leastrecent" in line for line in told)


def test_a_generated_file():
    made = imported(FREEPBX)
    assert made.queues == {
        "q600": {
            "needs": {"q600": 1},
            "weights": {"fit": 1.0, "idle": 1.0, "handle": 0.0},
            "service_level_s": 60,
            "ring_s": 15,
            "wrap_s": 0,
            "say_position": False,
            "say_wait": False,
            "whisper": False,
        }
    }
    assert set(made.agents) == {"602"}
    told = notes(FREEPBX)
    assert 'queues.conf:2: [600] name = 600: is called "q600" here: names are a-z, 0-9, _ and -' in told
    assert any("Local/601@from-queue/n" in line for line in told)
    assert any("eventwhencalled = no: not an option of app_queue" in line for line in told)
    assert not any("ringinuse" in line or "autofill" in line or "memberdelay" in line for line in told)


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ("strategy = ringall", "one agent is rung at a time, the best first and the next at once"),
        ("strategy = best", "not a strategy of app_queue"),
        ("maxlen = many", "not a whole number of at most six digits: left out"),
        ("musicclass = a b", "not a music class of letters, digits, _ and -"),
        ("periodic-announce = x", "never played: there is no periodic-announce-frequency"),
        ("announce-position = limit", "the position is said however far back the caller is"),
        ("queue-thankyou = x", "the house says position and wait in its own words"),
        ("blah = x", "not an option of app_queue"),
        *((f"{option} = 7x", reason) for option, reason in NO_EQUIVALENT.items()),
    ],
)
def test_every_reason(option, reason):
    assert f"queues.conf:2: [q] {option}: {reason}" in notes(f"[q]\n{option}\n")


def test_every_harmless_value_is_silent_and_every_other_value_of_it_is_told():
    for option, value in SAME_AS_OURS.items():
        assert not any(option in line for line in notes(f"[q]\n{option}={value}\n"))
        assert option in NO_EQUIVALENT


def test_names_that_would_fall_together():
    made = imported("[Sales]\n[sales]\n[SALES]\n[1]\n[_]\n")
    assert list(made.queues) == ["sales", "sales-2", "sales-3", "q1", "q_"]


def test_comfort_alone_sets_the_pace():
    queue = imported("[q]\nperiodic-announce-frequency=70\n").queues["q"]
    assert (queue["announce_every_s"], queue["comfort"]) == (70, ["queue-periodic-announce"])
    assert (queue["say_position"], queue["say_wait"]) == (False, False)


def test_round_trip_through_our_own_reader(house, tmp_path):
    (tmp_path / "queues.conf").write_text(BY_HAND)
    (tmp_path / "more.conf").write_text(FREEPBX)
    for file in ("queues.toml", "agents.toml"):
        (house.path / file).unlink()
    write(convert_files([tmp_path / "queues.conf", tmp_path / "more.conf"]), house.path)
    roster = house.read().roster
    assert set(roster.queues) == {"sales", "support", "q600"}
    sales = roster.queues["sales"]
    assert (sales.needs, sales.ring_s, sales.max_length) == ((SkillNeed("sales", 1),), 20.0, 12)
    assert sales.when_nobody == ToDestination("fallback")
    assert roster.agents["1001"].skills == {"sales": 10, "support": 8}
    assert roster.agents["1002"].name == '"Q"'
    assert roster.agents["1002"].phone == "PJSIP/1002"


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "queues.conf").write_text(FREEPBX)
    made = convert_files([tmp_path / "queues.conf"])
    (tmp_path / "agents.toml").write_text("mine")
    with pytest.raises(ImportRefusedError) as caught:
        write(made, tmp_path)
    assert str(caught.value) == (f"{tmp_path}/agents.toml already there: nothing is written over, choose another --out")
    assert not (tmp_path / "queues.toml").exists()
    assert (tmp_path / "agents.toml").read_text() == "mine"


def test_no_queue_and_no_file(tmp_path):
    (tmp_path / "a.conf").write_text("[general]\n[t](!)\n")
    with pytest.raises(ImportRefusedError, match=r"^no queue in .*a.conf: only \[general\] and templates$"):
        convert_files([tmp_path / "a.conf"])
    with pytest.raises(ImportRefusedError, match=r"^cannot read .*b.conf: No such file or directory$"):
        convert_files([tmp_path / "b.conf"])


TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n"), max_size=12)
OPTIONS = st.sampled_from(
    [
        *("maxlen", "timeout", "wrapuptime", "servicelevel", "strategy", "musicclass", "periodic-announce"),
        *("joinempty", "announce-frequency", "periodic-announce-frequency", "announce", "autopause"),
    ]
)
VALUES = st.one_of(
    TEXTS, st.integers(-5, 10**9).map(str), st.sampled_from(["yes", "no", "strict", "rrmemory", "a,b/c"])
)
MEMBERS = st.tuples(
    st.one_of(st.sampled_from(["PJSIP/1", "PJSIP/a.b", "Local/1@x", "SIP/1"]), TEXTS),
    st.one_of(st.integers(-1, 20).map(str), TEXTS),
    TEXTS,
    st.sampled_from(["", "PJSIP/2"]),
    TEXTS,
    VALUES,
    VALUES,
).map(lambda parts: "member => " + ",".join(parts))
LINES = st.one_of(st.tuples(OPTIONS, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}"), MEMBERS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.lists(LINES, max_size=6)), min_size=1, max_size=4))
def test_whatever_is_imported_passes_our_own_reader(another, sections):
    text = "[always]\n" + "".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections)
    house = another("house")
    for file in ("queues.toml", "agents.toml", "flows/main.yaml"):
        (house.path / file).unlink()
    made = imported(text)
    for path in write(made, house.path):
        tomllib.loads(path.read_text(encoding="utf-8"))
    roster = house.read().roster
    assert roster.queues.keys() == made.queues.keys()
    assert roster.agents.keys() == made.agents.keys()
