"""What is made of each thing looked at: right, to look at, wrong; and the advice says what to do."""

import re
from pathlib import Path

import pytest

from acd.control.house import Health
from acd.core.roster import AgentProfile
from acd.doctor import account, clocks, dialplan, phones, trunks, version
from acd.doctor.sheet import Sheet, some
from acd.pbx.sip import ProbeResult
from acd.pbx.wire import Message

OK, WARNING, WRONG = Health.OK, Health.WARNING, Health.WRONG
TRANSCRIPTS = Path(__file__).parents[1] / "acd_pbx" / "transcripts"


@pytest.fixture
def sheet():
    return Sheet("main")


def healths(sheet):
    return [line.health for line in sheet.lines]


def texts(sheet, health):
    return [line.text for line in sheet.lines if line.health is health]


@pytest.fixture(autouse=True)
def _advised(sheet):
    """Whatever is not right comes with what to do about it."""
    yield
    assert all(bool(line.advice) == (line.health is not OK) for line in sheet.lines)


@pytest.mark.parametrize(
    ("name", "health", "said"),
    [
        ("22.10.1+dfsg+~cs6.17.60671434-1", OK, "22.10.1"),
        ("22.4.1", OK, ""),
        ("23.0.0", OK, ""),
        ("22.4.0", WARNING, "CVE-2025-47779"),
        ("21.4.2", WARNING, "older than 22"),
        ("20.15.0", WARNING, "older than 22"),
        ("certified/20.7-cert5", WARNING, "older than 22"),
        ("21.4.1", WRONG, "CVE-2024-42365"),
        ("20.9.1", WRONG, "CVE-2024-42365"),
        ("18.24.1", WRONG, "CVE-2024-42365"),
        ("19.8.1", WRONG, "CVE-2024-42365"),
        ("16.30.0", WRONG, "CVE-2024-42365"),
        ("1.8.32.3", WRONG, "CVE-2024-42365"),
        ("GIT-master-1a2b3c", WARNING, "GIT-master"),
        ("", WARNING, "unknown"),
    ],
)
def test_versions(sheet, name, health, said):
    version.judge(name, sheet)
    assert healths(sheet) == [health]
    assert said in sheet.lines[0].text


def commands(transcript):
    text = (TRANSCRIPTS / f"{transcript}.txt").read_text(encoding="utf-8", errors="replace")
    listing = re.search(r"ActionID: listcommands\r?\n(.*?)\r?\n\r?\n", text, re.DOTALL)
    return dict(line.split(": ", 1) for line in listing.group(1).splitlines())


def test_the_shipped_account_is_right(sheet):
    account.judge(commands("least_privilege"), sheet)
    assert healths(sheet) == [OK, OK, OK]
    assert "BridgeDestroy" in sheet.lines[2].text


def test_an_account_that_may_do_everything_is_wrong(sheet):
    account.judge(commands("everything"), sheet)
    assert healths(sheet)[:2] == [OK, WRONG]
    assert "Command, ModuleLoad, UpdateConfig, GetConfig, MixMonitor and" in sheet.lines[1].text
    assert "write=call,originate,reporting" in sheet.lines[1].advice


@pytest.mark.parametrize("action", ["Command", "GetConfig", "ModuleLoad", "MixMonitor", "QueueAdd", "UserEvent", "AGI"])
def test_one_right_too_many_is_seen(sheet, action):
    everything = commands("everything") | {"QueueAdd": "Add interface to queue.  (Priv: agent,all)"}
    account.judge(commands("least_privilege") | {action: everything[action]}, sheet)
    assert texts(sheet, WRONG) == [f"the manager account may do more than it needs: {action}"]


@pytest.mark.parametrize("action", account.NEEDED)
def test_one_right_too_few_is_seen_and_its_class_named(sheet, action):
    few = commands("least_privilege")
    del few[action]
    account.judge(few, sheet)
    (line,) = [line for line in sheet.lines if line.health is WRONG]
    assert line.text == f"the manager account may not send {action}"
    assert line.advice == f"add to its write= : {account.NEEDED[action]}"


def listed(**more):
    """Every context with one line, and more lines for some of them."""
    found = {context: [row(Context=context)] for context in dialplan.CONTEXTS}
    found["acd-doctor"].append(row(Context="acd-doctor", Extension="release", AppData="1.2"))
    found["acd-destinations"].append(row(Context="acd-destinations", Extension="desk"))
    return found | more


def row(**headers):
    values = tuple(value.encode() for value in headers.values())
    return Message("event", "ListDialplan", dict(zip(headers, range(len(values)), strict=True)), values)


def test_a_whole_dialplan_is_right(sheet):
    dialplan.judge(listed(), ["desk"], "1.2", sheet)
    assert healths(sheet) == [OK, OK]


def test_no_dialplan_is_one_line(sheet):
    dialplan.judge({}, ["desk"], "1.2", sheet)
    assert texts(sheet, WRONG) == ["our dialplan is not loaded"]
    assert len(sheet.lines) == 1


def test_missing_contexts_are_named(sheet):
    found = listed()
    del found["acd-hold"]
    dialplan.judge(found, [], "1.2", sheet)
    assert texts(sheet, WRONG) == ["contexts are missing in the dialplan: acd-hold"]


@pytest.mark.parametrize(("doctor", "said"), [([row(Context="acd-doctor")], "another release"), (None, "release 1.2")])
def test_a_dialplan_of_another_release_is_wrong(sheet, doctor, said):
    dialplan.judge(listed() if doctor is None else listed(**{"acd-doctor": doctor}), [], "1.3", sheet)
    assert texts(sheet, WRONG) == [f"the dialplan is of {said}, the engine of 1.3"]


def test_destinations_nobody_made_are_named(sheet):
    dialplan.judge(listed(), ["desk", "voicemail", "operator"], "1.2", sheet)
    (wrong,) = texts(sheet, WRONG)
    assert wrong.startswith("destinations the dialplan does not know: operator, voicemail;")


def test_the_shipped_dialplan_names_this_release():
    from importlib.metadata import version as release_of

    shipped = (Path(__file__).parents[2] / "dialplans" / "acd.conf").read_text()
    assert f"exten => release,1,NoOp({release_of('asterisk-acd')})" in shipped
    assert set(re.findall(r"^\[([a-z-]+)\]", shipped, re.MULTILINE)) == set(dialplan.CONTEXTS)


def agent(number):
    return AgentProfile(number, f"Agent {number}", "main", f"PJSIP/{number}", {"sales": 5})


def test_phones_and_trunks(sheet):
    states = {"PJSIP/1": "NOT_INUSE", "PJSIP/2": "UNAVAILABLE", "PJSIP/3": "INVALID", "PJSIP/down": "UNAVAILABLE"}
    reached = phones.judge(states, map(agent, "1234"), ["down", "none"], sheet)
    assert reached == ["1"]
    assert texts(sheet, WRONG) == ["the PBX knows no PJSIP/3 (3 Agent 3), PJSIP/4 (4 Agent 4), trunk none"]
    assert texts(sheet, WARNING) == ["not registered: PJSIP/2 (2 Agent 2)", "no calls can go out by trunk down"]
    assert texts(sheet, OK) == ["1 of 6 phones and trunks are known and can be reached"]


@pytest.mark.parametrize(
    ("theirs", "health"),
    [("100.5", OK), ("99.5", OK), ("102.5", WARNING), ("98", WARNING), ("3700", WRONG), ("1", WRONG), ("", WARNING)],
)
def test_clocks(sheet, theirs, health):
    clocks.judge(theirs, 100.0, 101.0, sheet)
    assert healths(sheet) == [health]


@pytest.mark.parametrize(
    ("contact", "where"),
    [
        ("PJSIP/1001/sip:1001@10.0.0.7:5062", ("10.0.0.7", 5062)),
        ("PJSIP/1001/sip:1001@10.0.0.7:5062;ob", ("10.0.0.7", 5062)),
        ("PJSIP/1001/sip:1001@phone.example;transport=UDP", ("phone.example", 5060)),
        ("PJSIP/trunk/sip:provider.example", ("provider.example", 5060)),
        ("PJSIP/1001/sip:1001@10.0.0.7:5062;transport=tcp", None),
        ("PJSIP/1001/sips:1001@10.0.0.7", None),
        ("PJSIP/1001/sip:1001@[2001:db8::1]:5060", None),
        ("", None),
        ("PJSIP/1001/sip:1001@10.0.0.7:5060\r\nEvil: 1", None),
    ],
)
def test_where_a_contact_is(contact, where):
    found = trunks.place(contact)
    assert (found and (found.host, found.port)) == where


def test_what_answers_sip_and_what_does_not(sheet):
    answers = {"1": ProbeResult(2.4), "2": ProbeResult(9.6), "3": ProbeResult(None, "no answer within 1.5 s")}
    trunks.report(answers, ["4"], sheet)
    assert texts(sheet, OK) == [
        "2 of 3 phones and trunks answer SIP in 2 to 10 ms",
        "not probed, since not reached by UDP and IPv4: 4",
    ]
    assert texts(sheet, WARNING) == ["no SIP answer to us from PJSIP/3: no answer within 1.5 s"]


async def test_without_the_probe_it_says_what_to_install(sheet, monkeypatch):
    monkeypatch.setattr(trunks, "is_installed", lambda: False)
    await trunks.probe({"1": "PJSIP/1/sip:10.0.0.7"}, sheet)
    assert texts(sheet, OK) == ["phones and trunks not probed: install asterisk-acd[probe]"]


def test_many_names_are_cut_short():
    assert some("abcdefgh") == "a, b, c, d, e and 3 more"
    assert some("ab") == "a, b"
