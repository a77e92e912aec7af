"""The reader: what it takes, and each thing it refuses, all at once with file, line and key."""

from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.flow import Collect, Compare, Decide, Flow, InHours, Menu, Set, Slot, Template, ToQueue
from ivr.hours import Calendar
from ivr.outputs import Sound
from ivr.problems import BadFileError
from ivr.read import read

OFFICE = {"office": Calendar("office", ZoneInfo("UTC"), ((),) * 7)}


def flow_of(tmp_path: Path, text: str, **allowed: object) -> Flow:
    path = tmp_path / "flow.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path, **{"calendars": OFFICE, **allowed})  # type: ignore[arg-type]


def problems(tmp_path: Path, text: str, **allowed: object) -> list[tuple[int, str, str]]:
    with pytest.raises(BadFileError) as refused:
        flow_of(tmp_path, text, **allowed)
    assert all(problem.file == str(tmp_path / "flow.yaml") for problem in refused.value.problems)
    return [(problem.line, problem.where, problem.text) for problem in refused.value.problems]


GOOD = """\
start: a
operator: desk
nodes:
  a: {menu: [hello, {money: 3.50, currency: EUR}], keys: {1: b, "*": operator, C: back}}
  b: {collect: acc, prompt: [p], least: 2, most: 2, next: c, on_failure: d}
  c:
    decide:
      - {when: {all: [{open: office}, {data: acc, is: 007}]}, go: desk}
      - {when: {fact: caller.age, at_least: 18}, go: desk}
      - else: d
  d: {set: {skills: {no: 3}, language: de_AT, data: {on: "no"}}, next: desk}
  desk: {handoff: desk, priority: 10}
"""


def test_a_flow_means_what_is_written(tmp_path: Path) -> None:
    flow = flow_of(tmp_path, GOOD)
    assert (flow.name, flow.start, flow.language, flow.operator) == ("flow", "a", "en", "desk")
    menu, collect, decide, change, desk = (flow.nodes[name] for name in ("a", "b", "c", "d", "desk"))
    assert isinstance(menu, Menu)
    assert menu.keys == {"1": "b", "*": "desk", "C": "back", "0": "desk"}
    assert menu.asking.on_failure == "desk"
    assert menu.say == (Sound("hello"), Slot("money", Template("3.50"), "EUR"))
    assert isinstance(collect, Collect)
    assert collect.asking.on_failure == "d"
    assert isinstance(decide, Decide)
    assert decide.choices[0].when.conditions == (InHours("office"), Compare("acc", "is", "007"))  # type: ignore[union-attr]
    assert isinstance(change, Set)
    assert change.data == {"on": Template("no")}
    assert change.skills == {"no": 3}
    assert desk == ToQueue("desk", priority=10)
    assert desk.line == 12


MANY = """\
start: nowhere
colour: red
entries: [ghost]
nodes:
  a:
    play: [hello.wav, 3, {number: x}]
    nxt: b
  a: {hangup: }
  b: {menu: [hello], keys: {1: zz, 11: a, E: a}, on_failure: a, retries: many, timeout_s: 0}
  c: {collect: Acc, prompt: [], least: 9, most: 4, terminator: "5", next: a, on_failure: a, masked: perhaps}
  d: {play: [x], menu: [y]}
  e: 7
  9f: {hangup: }
  g: {set: {priority: 11, skills: {x: 0}, language: 5, intent: "", data: {A: x, b: "{", c: "{nope}"}}, next: a}
  h:
    decide:
      - {when: {open: closed-office}, go: a}
      - {when: {fact: queue.sales.wait, above: 3}, go: a}
      - {when: {fact: now, is: 3}, go: a}
      - {when: {data: nope, is: 3, above: 2}, go: a}
      - {when: {data: nope, above: lots}, go: a}
      - {when: {frog: 3}, go: a}
      - {go: a}
      - just words
      - {when: {any: []}, go: a, why: x}
  i: {handoff: 5five, intent: x}
"""


def test_every_problem_at_once_with_line_and_key(tmp_path: Path) -> None:
    found = problems(tmp_path, MANY)
    told = {where for _, where, _ in found}
    assert told >= {
        "start", "colour", "entries[1]", "nodes.a", "nodes.a.play[1]", "nodes.a.play[2]", "nodes.a.play[3].number",
        "nodes.a.next", "nodes.a.nxt", "nodes.b.keys.1", "nodes.b.keys.11", "nodes.b.keys.E", "nodes.b.retries",
        "nodes.b.timeout_s", "nodes.c.collect", "nodes.c.prompt", "nodes.c.least", "nodes.c.terminator",
        "nodes.c.masked", "nodes.d", "nodes.e", "nodes.9f", "nodes.g.set.priority", "nodes.g.set.skills.x",
        "nodes.g.set.language", "nodes.g.set.intent", "nodes.g.set.data.A", "nodes.g.set.data.b", "nodes.g.set.data.c",
        "nodes.h.decide[1].when.open", "nodes.h.decide[2].when.fact", "nodes.h.decide[3].when.fact",
        "nodes.h.decide[4].when", "nodes.h.decide[5].when.above", "nodes.h.decide[6].when", "nodes.h.decide[7].when",
        "nodes.h.decide[8]", "nodes.h.decide[9].when.any", "nodes.h.decide[9].why", "nodes.h.decide",
        "nodes.i.handoff",
    }  # fmt: skip
    lines = {where: line for line, where, _ in found}
    assert (lines["colour"], lines["nodes.a.nxt"], lines["nodes.b.keys.E"], lines["nodes.h.decide[6].when"]) == (
        2,
        7,
        9,
        22,
    )
    assert [line for line, _, _ in found] == sorted(line for line, _, _ in found)


BASE = "start: a\nnodes:\n  bye: {hangup: }\n"
ASKED = "prompt: [p], next: bye, on_failure: bye"


@pytest.mark.parametrize(
    ("nodes", "line", "where", "text"),
    [
        ("a: {play: [x], next: b}", 4, "nodes.a.next", 'unknown node "b", allowed: a, bye'),
        ("a: {play: [x]}", 4, "nodes.a.next", "missing: the node that comes next"),
        ("a: {play: [], next: bye}", 4, "nodes.a.play", "nothing to say"),
        ("a: {menu: , keys: {1: bye}, on_failure: bye}", 4, "nodes.a.menu", "got nothing, allowed: a list"),
        ("a: {menu: [x], on_failure: bye}", 4, "nodes.a.keys", "missing: what each key leads to"),
        ("a: {menu: [x], keys: {1: bye}}", 4, "nodes.a.on_failure", "missing: the node after the last retry"),
        ("a: {menu: [x], keys: {1: operator}, on_failure: bye}", 4, "nodes.a.keys.1", 'unknown node "operator"'),
        ("a: {menu: [x], keys: {12: bye}, on_failure: bye}", 4, "nodes.a.keys.12", "not a key"),
        (f"a: {{collect: x, least: 1, {ASKED}}}", 4, "nodes.a.most", "missing: the most digits"),
        (f"a: {{collect: x, least: 0, most: 33, {ASKED}}}", 4, "nodes.a.most", "from 1 to 32"),
        (f"a: {{collect: x, least: 5, most: 3, {ASKED}}}", 4, "nodes.a.least", "up to most (3)"),
        (f"a: {{collect: x, least: 1, most: 3, terminator: 7, {ASKED}}}", 4, "nodes.a.terminator", "allowed: one of"),
        (f'a: {{collect: x, least: 1, most: 3, keys: {{"#": back}}, {ASKED}}}', 4, "nodes.a.keys", "ends the entry"),
        (f"a: {{collect: x, least: 1, most: 3, keys: {{5: back}}, {ASKED}}}", 4, "nodes.a.keys.5", "not a key"),
        (f"a: {{collect: x, least: 1, most: 3, masked: true, confirm: true, {ASKED}}}", 4, "nodes.a.confirm", "masked"),
        ("a: {play: [../../etc/passwd], next: bye}", 4, "nodes.a.play[1]", "allowed: a sound by name"),
        ("a: {play: ['{x}'], next: bye}", 4, "nodes.a.play[1]", "allowed: a sound by name"),
        ("a: {play: [{money: 3}], next: bye}", 4, "nodes.a.play[1].currency", "missing, allowed: a code such as EUR"),
        ("a: {play: [{digits: 3, x: 4}], next: bye}", 4, "nodes.a.play[1].x", "unknown key"),
        ("a: {play: [{digits: '{x}'}], next: bye}", 4, "nodes.a.play[1].digits", 'unknown data "x"'),
        ("a: {play: [{digits: '{queue.x.y}'}], next: bye}", 4, "nodes.a.play[1].digits", 'unknown fact "queue.x.y"'),
        ("a: {play: [{digits: '{__class__}'}], next: bye}", 4, "nodes.a.play[1].digits", "a brace that holds no name"),
        ("a: {decide: [{else: bye}]}", 4, "nodes.a.decide", "at least one"),
        ("a: {decide: [{when: {open: office}, go: bye}]}", 4, "nodes.a.decide", "missing: {else: NODE}"),
        ("a: {decide: [{else: bye}, {when: {open: office}, go: bye}]}", 4, "nodes.a.decide[2]", "comes after else"),
        ("a: {decide: [{when: {open: x}, go: bye}, {else: bye}]}", 4, "nodes.a.decide[1].when.open", "allowed: office"),
        ("a: {transfer: 0049301234}", 4, "nodes.a.transfer", "allowed: a name"),
        ("a: {set: , next: bye}", 4, "nodes.a.set", "allowed: a table"),
        ("a: {set: {data: {now: x}}, next: bye}", 4, "nodes.a.set.data.now", "not a data name"),
        ("a: {hangup: }\n  back: {hangup: }", 5, "nodes.back", "not a node name"),
        ("a: {hangup: }\n  z: {hangup: }", 5, "nodes.z", "no way leads here"),
        ("a: {play: [x], next: b}\n  b: {play: [x], next: a}", 4, "nodes.a", "no way out"),
        (
            "a: {menu: [x], keys: {1: a}, on_failure: b}\n  b: {menu: [x], keys: {1: a}, on_failure: a}",
            5,
            "nodes.b",
            "no way out",
        ),
        (
            "a: {decide: [{when: {open: office}, go: bye}, {else: b}]}\n  b: {play: [x], next: a}",
            5,
            "nodes.b",
            "never asks the caller",
        ),
    ],
)
def test_what_is_refused(tmp_path: Path, nodes: str, line: int, where: str, text: str) -> None:
    found = problems(tmp_path, f"{BASE}  {nodes}\n")
    assert any((line, where) == each[:2] and text in each[2] for each in found), found


def test_names_are_held_against_what_there_is(tmp_path: Path) -> None:
    text = """\
start: a
nodes:
  a: {decide: [{when: {fact: queue.sails.waiting, above: 3}, go: b}, {else: c}]}
  b: {handoff: sale}
  c: {transfer: bos}
"""
    flow_of(tmp_path, text)
    assert problems(tmp_path, text, queues={"sales"}, destinations={"boss"}) == [
        (3, "nodes.a.decide[1].when.fact", 'unknown queue "sails", allowed: sales'),
        (4, "nodes.b.handoff", 'unknown queue "sale", allowed: sales'),
        (5, "nodes.c.transfer", 'unknown destination "bos", allowed: boss'),
    ]


def test_facts_of_the_caller_are_held_against_what_the_house_tells(tmp_path: Path) -> None:
    text = """\
start: a
nodes:
  a: {decide: [{when: {fact: caller.knwon, is: true}, go: b}, {else: c}]}
  b: {handoff: sales}
  c: {play: [{digits: "{caller.vip}"}, {digits: "{caller.number}"}], next: b}
"""
    flow_of(tmp_path, text)
    allowed = "allowed: caller.dialled, caller.known, caller.name, caller.number"
    assert problems(tmp_path, text, caller_facts={"caller.known"}) == [
        (3, "nodes.a.decide[1].when.fact", f'unknown fact "caller.knwon", {allowed}'),
        (5, "nodes.c.play[1].digits", f'unknown fact "caller.vip", {allowed}'),
    ]


def test_missing_sounds_in_each_language(tmp_path: Path) -> None:
    text = """\
start: a
language: en_GB
nodes:
  a: {set: {language: de}, next: b}
  b: {play: [hello, custom/x], next: c}
  c: {menu: [menu], keys: {1: d}, on_failure: d, wrong: [wrong]}
  d: {set: {language: fr}, next: e}
  e: {hangup: }
"""
    sounds = {"en": {"hello", "menu", "wrong"}, "de": {"hello", "menu"}, "": {"custom/x"}}
    assert problems(tmp_path, text, sounds=sounds) == [
        (6, "nodes.c.wrong[1]", 'there is no sound "wrong" in language "de"'),
        (7, "nodes.d.set.language", 'no sounds in language "fr", there are: de, en'),
    ]


def test_masked_data_is_for_conditions_only(tmp_path: Path) -> None:
    text = """\
start: a
nodes:
  a: {collect: pin, prompt: [p], least: 4, most: 4, masked: true, next: b, on_failure: c}
  b: {decide: [{when: {data: pin, is: 1234}, go: c}, {else: d}]}
  c: {play: [{digits: "{pin}"}], next: d}
  d: {handoff: q, data: {copy: "{pin}"}}
"""
    assert [each[:2] for each in problems(tmp_path, text)] == [
        (5, "nodes.c.play[1].digits"),
        (6, "nodes.d.data.copy"),
    ]


def test_two_operators_are_one_too_many(tmp_path: Path) -> None:
    text = "start: a\noperator: a\nnodes:\n  a: {transfer: x}\n  operator: {transfer: y}\n"
    assert (2, "operator") in [each[:2] for each in problems(tmp_path, text)]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 0, "is empty"),
        ("- a", 1, "allowed: a table with start and nodes"),
        ("start: [", 1, "is not YAML"),
        ("start: a\n\tb: c", 2, "is not YAML"),
        ('a:\n  "1": x\n  *: b\n', 4, 'the key "*" is written in quotes'),
        ("start: *a", 1, "aliases are not used"),
        ("a: &x [*x]", 1, "aliases are not used"),
        ("start: a\nstart: b", 2, "named twice, first on line 1"),
        ("start: !!python/name:os.system a", 1, "tags are not used"),
        ("a: b\n---\nc: d", 2, "is not YAML"),
        ("[" * 4000, 1, "nested more than 50 deep"),
        ("start: \x07", 0, "is not YAML"),
        ("? [a, b]\n: c", 1, "a key must be a single word"),
        ("start: a", 1, "missing: the nodes"),
        ("start: a\nnodes: []", 2, "allowed: a table"),
    ],
)
def test_files_that_are_no_flow(tmp_path: Path, text: str, line: int, words: str) -> None:
    found = problems(tmp_path, text)
    assert any((not line or line == each[0]) and words in each[2] for each in found), found


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="cannot be read: No such file"):
        read(tmp_path / "none.yaml")
    (tmp_path / "flow.yaml").write_bytes(b"start: \xff")
    with pytest.raises(BadFileError, match="is not UTF-8: byte 7 is 0xff"):
        read(tmp_path / "flow.yaml")


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_spoilt_file_is_refused_or_read_but_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    lines = MANY.splitlines() if data.draw(st.booleans()) else GOOD.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    cut, to = sorted((data.draw(st.integers(0, len(line))), data.draw(st.integers(0, len(line)))))
    junk = data.draw(
        st.one_of(st.text(max_size=5), st.sampled_from(["{", "[]", "{}", "null", '"', "a: {b: c}", "*", "7"]))
    )
    lines[at] = line[:cut] + junk + line[to:]
    path = tmp_path_factory.mktemp("spoilt") / "flow.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    with suppress(BadFileError):
        read(path, calendars=OFFICE, queues={"desk"}, destinations=set(), sounds={"en": {"hello"}})
