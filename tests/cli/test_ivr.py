"""`acd ivr`: flows tried, drawn and checked from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acd.cli.ivr import ivr_group

CALENDARS = '[office]\nzone = "UTC"\nweek = { mon-fri = "08:00-18:00" }\nspecial = { "12-24" = "closed" }\n'
FLOW = """\
start: open
nodes:
  open: {decide: [{when: {open: office}, go: menu}, {else: closed}]}
  closed: {hangup: [closed-sound]}
  menu: {menu: [hello], keys: {1: load, 2: pin}, retries: 1, wrong: [bad]}
  load: {decide: [{when: {fact: queue.sales.expected_wait_s, above: 300}, go: boss}, {else: sales}]}
  pin: {collect: pin, prompt: [enter], least: 2, most: 4, masked: true, next: sales}
  boss: {transfer: boss}
  sales: {handoff: sales, intent: buy, priority: 3, skills: {wine: 2}, data: {from: "{caller.number}"}}
  operator: {handoff: operator}
"""


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "calendars.toml").write_text(CALENDARS, encoding="utf-8")
    path = tmp_path / "flows" / "main.yaml"
    path.write_text(FLOW, encoding="utf-8")
    return path


def run(*args: object, typed: str = "") -> Result:
    return CliRunner().invoke(ivr_group, [str(arg) for arg in args], input=typed)


def tried(flow: Path, *args: object, typed: str = "", at: str = "2026-03-02T12:00:00") -> Result:
    return run("try", flow, "--at", at, *args, typed=typed)


def test_try_walks_to_a_queue(flow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = tried(flow, "--number", "030", typed="1\n")
    assert result.exit_code == 0
    assert "[menu] hello\n" in result.output
    assert "[load] queue.sales.expected_wait_s = unknown\n" in result.output
    assert "-> queue sales, intent buy, priority 3, language en, skill wine 2, from=030\n" in result.output
    assert result.output.endswith("way: open (choice 1), menu (1), load (else), sales (to queue sales)\n")


def test_try_takes_facts_and_the_time(flow: Path) -> None:
    assert "-> destination boss" in tried(flow, "--fact", "queue.sales.expected_wait_s=400", typed="1\n").output
    assert "-> the flow hangs up" in tried(flow, at="2026-12-24T12:00:00").output


def test_try_wrong_silent_odd_and_hang_up(flow: Path) -> None:
    assert "keys are 0-9" in tried(flow, typed="x\n1\n").output
    assert "way: open (choice 1), menu (wrong), menu (silent, gave up)" in tried(flow, typed="7\n\n").output
    for typed in ("h\n", ""):
        assert "-> the caller hung up at menu" in tried(flow, typed=typed).output


def test_try_takes_digits_up_to_the_terminator_and_keeps_masked_ones(flow: Path) -> None:
    result = tried(flow, typed="2\n9\n987654\n")
    assert '(2-4 keys, "#" ends)' in result.output
    assert "menu (2), pin (wrong), pin (entered), sales" in result.output
    assert "9876" not in result.output.replace("987654", "")
    assert "pin (silent, gave up)" not in tried(flow, typed="2\n98#76\n").output


def test_try_says_what_the_sounds_say(flow: Path, tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_text("hello: Hello, world: it is me.\n", encoding="utf-8")
    assert (
        "[menu] hello: Hello, world: it is me.\n" in tried(flow, "--texts", tmp_path / "texts.txt", typed="h\n").output
    )


def test_try_enters_at_a_node(flow: Path) -> None:
    assert "-> queue operator" in tried(flow, "--node", "operator").output


def test_try_for_programs(flow: Path) -> None:
    result = tried(flow, "--json", "--number", "030", typed="7\n1\n")
    told = json.loads(result.stdout)
    assert told["outcome"] == {
        "kind": "hand_off",
        "queue": "sales",
        "intent": "buy",
        "skills": {"wine": 2},
        "priority": 3,
        "language": "en",
        "data": {"from": "030"},
    }
    assert told["way"][0] == {"node": "open", "result": "choice 1"}
    assert [visit["node"] for visit in told["way"]] == ["open", "menu", "menu", "load", "sales"]
    assert told["said"][1] == "[menu] hello"
    gone = json.loads(tried(flow, "--json", typed="h\n").stdout)
    assert gone["outcome"] == {"kind": "caller_left", "node": "menu"}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--node", "nope"], '"nope" is no node of the flow: open'),
        (["--fact", "waiting"], "allowed: NAME=VALUE"),
        (["--at", "noon"], "'noon' does not match"),
        (["--texts", "/nonexistent"], "cannot be read"),
        (["--calendars", "/nonexistent.toml"], "/nonexistent.toml: cannot be read: No such file"),
    ],
)
def test_try_refuses_bad_options(flow: Path, args: list[str], words: str) -> None:
    result = run("try", flow, *args)
    assert result.exit_code == 2
    assert words in result.output


@pytest.mark.parametrize("command", ["try", "graph", "check"])
def test_a_bad_flow_is_told_with_lines_and_exit_2(flow: Path, command: str) -> None:
    flow.write_text(FLOW.replace("go: boss", "go: bos").replace("retries: 1", "retries: x"), encoding="utf-8")
    result = run(command, flow)
    assert result.exit_code == 2
    assert f'{flow}:5: nodes.menu.retries: got "x", allowed: a whole number from 0 to 9' in result.output
    assert f'{flow}:6: nodes.load.decide[1].go: unknown node "bos"' in result.output
    assert "Traceback" not in result.output


def test_graph_prints_or_writes(flow: Path, tmp_path: Path) -> None:
    assert run("graph", flow).output.startswith("flowchart TD\n")
    result = run("graph", flow, "--format", "svg", "-o", tmp_path / "x.svg")
    assert (result.exit_code, result.output) == (0, "")
    assert (tmp_path / "x.svg").read_text(encoding="utf-8").startswith("<svg ")
    result = run("graph", flow, "-o", tmp_path / "no" / "x.svg")
    assert result.exit_code == 2
    assert "cannot be written: No such file" in result.output


def test_graph_for_programs(flow: Path, tmp_path: Path) -> None:
    drawn = json.loads(run("graph", flow, "--json").output)
    assert (drawn["start"], drawn["entries"]) == ("open", [])
    assert {"name": "sales", "kind": "handoff", "lines": ["queue sales", "intent buy"]} in drawn["boxes"]
    assert {"source": "menu", "target": "load", "label": "1", "is_failure": False} in drawn["arrows"]
    assert run("graph", flow, "--json", "-o", tmp_path / "x.json").output == ""
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8")) == drawn


def test_check_says_ok_or_everything(flow: Path, tmp_path: Path) -> None:
    assert run("check", flow).output == f"{flow}: ok, 8 nodes\n"
    bad = tmp_path / "flows" / "bad.yaml"
    bad.write_text("start: a\nnodes: {}\n", encoding="utf-8")
    result = run("check", flow, bad, "--queue", "sales", "--destination", "boss")
    assert result.exit_code == 2
    assert f'{flow}:10: nodes.operator.handoff: unknown queue "operator", allowed: sales' in result.output
    assert f'{bad}:1: start: unknown node "a", allowed: none' in result.output


def test_check_sounds_and_json(flow: Path, tmp_path: Path) -> None:
    for name in ("hello", "bad", "enter"):
        (tmp_path / "sounds" / "en").mkdir(parents=True, exist_ok=True)
        (tmp_path / "sounds" / "en" / f"{name}.wav").touch()
    result = run("check", flow, "--json", "--sounds", tmp_path / "sounds")
    assert result.exit_code == 2
    assert json.loads(result.output) == {
        "ok": False,
        "problems": [
            {
                "file": str(flow),
                "line": 4,
                "where": "nodes.closed.hangup[1]",
                "text": 'there is no sound "closed-sound" in language "en"',
            }
        ],
    }
    assert run("check", flow, "--sounds", tmp_path / "nowhere").exit_code == 2


SPOKEN = """\
start: menu
operator: sales
speech: {keys_only: [keys]}
nodes:
  menu: {listen: [hello], choices: {buy: {key: 1, say: [sales], echo: [e], go: pin}}}
  pin: {collect: pin, prompt: [enter], least: 2, most: 2, next: sales}
  sales: {handoff: sales}
"""


def test_try_hears_typed_words_where_words_are_heard(flow: Path) -> None:
    flow.write_text(SPOKEN, encoding="utf-8")
    result = run("try", flow, typed='"nonsense"\n!else\nsay? sales\n"yes"\n"twelve"\n12\n')
    assert "nothing else is heard here" in result.output
    assert "no words are heard here: keys only" in result.output
    assert "way: menu (not understood), menu (heard, said back), menu (confirmed buy), pin (entered)" in result.output
