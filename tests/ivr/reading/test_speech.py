"""What a flow that hears is refused for, all at once; and what it means."""

from pathlib import Path

import pytest

from ivr.flow import Collect, Flow
from ivr.nodes.date import AskDate
from ivr.nodes.hearing import Hearing
from ivr.nodes.listen import Listen, SpokenChoice
from ivr.nodes.number import AskNumber
from ivr.nodes.yes_no import YesNo
from ivr.outputs import Sound
from ivr.problems import BadFileError
from ivr.read import read

GOOD = """\
start: main
speech:
  keys_only: [k]
  sure: 0.9
  maybe: 0.5
  failures: 1
  silence_s: 0.7
  longest_s: 10
  noise: [n]
  too_long: [l]
  half_heard: [h]
  confirm: {before: [b], after: [a]}
  tty: relay
  fax: bye
  words: {operator: {en: [front desk]}, yes: [oh yes]}
nodes:
  main:
    listen: [m]
    choices:
      one: {key: 1, say: [one, "[number] uno"], echo: [e], go: sure}
      two: {say: {en: two, en_GB: [number two]}, echo: [e], go: many}
    keys: {"#": back}
    retries: 1
  sure: {yes_no: [q], yes: many, no: main}
  many: {number: n, prompt: [p], least: 3, most: 400, next: day}
  day: {date: day, prompt: [p], day_prompt: [d], past: true, month_first: true, next: acc}
  acc: {collect: acc, prompt: [p], least: 1, most: 4, speech: true, next: operator}
  operator: {handoff: desk}
  relay: {handoff: desk}
  bye: {hangup: }
"""


def flow_of(tmp_path: Path, text: str) -> Flow:
    path = tmp_path / "flow.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path)


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(BadFileError) as refused:
        flow_of(tmp_path, text)
    return [f"{problem.where}: {problem.text}" for problem in refused.value.problems]


def test_a_flow_means_what_is_written(tmp_path: Path) -> None:
    flow = flow_of(tmp_path, GOOD)
    assert flow.hearing == Hearing(
        0.9,
        0.5,
        1,
        0.7,
        10,
        (Sound("k"),),
        (Sound("n"),),
        (Sound("l"),),
        (Sound("h"),),
        (Sound("b"),),
        (Sound("a"),),
        "relay",
        "bye",
        {"yes": {"en": ("oh yes",)}, "operator": {"en": ("front desk",)}},
    )
    assert flow.doors == ("main", "relay", "bye")
    main, sure, many, day, acc = (flow.nodes[name] for name in ("main", "sure", "many", "day", "acc"))
    assert isinstance(main, Listen)
    assert main.choices == {
        "one": SpokenChoice("sure", {"en": ("one", "[number] uno")}, "1", (Sound("e"),)),
        "two": SpokenChoice("many", {"en": ("two",), "en_GB": ("number two",)}, "", (Sound("e"),)),
    }
    assert main.keys == {"#": "back", "0": "operator"}
    assert main.asking.on_failure == "operator"
    assert isinstance(sure, YesNo)
    assert sure.keys == {"0": "operator"}
    assert isinstance(many, AskNumber)
    assert (many.least, many.most, many.keys) == (3, 400, {"*": "operator"})
    assert isinstance(day, AskDate)
    assert (day.into, day.past, day.month_first) == ("day", True, True)
    assert isinstance(acc, Collect)
    assert acc.speech
    assert acc.keys == {"*": "operator"}


def test_a_flow_without_speech_needs_nothing_of_it(tmp_path: Path) -> None:
    asked = "  a: {collect: x, prompt: [p], least: 1, most: 2, next: b, on_failure: b}\n"
    flow = flow_of(tmp_path, f"start: a\nnodes:\n{asked}  b: {{handoff: q}}\n")
    collect = flow.nodes["a"]
    assert isinstance(collect, Collect)
    assert not collect.speech
    assert collect.keys == {}


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("  keys_only: [k]\n", "", "speech: missing: speech: keys_only"),
        ("maybe: 0.5", "maybe: 0.95", "speech.maybe: got 0.95, allowed: up to sure (0.9)"),
        ("sure: 0.9", "sure: 90", 'speech.sure: got "90", allowed: a confidence above 0, up to 1'),
        ("failures: 1", "failures: 0", "speech.failures: got"),
        ("noise: [n]", 'noise: [{number: "{n}"}]', "speech.noise: is said at any question and can hold no value"),
        ("tty: relay", "tty: nowhere", 'speech.tty: unknown node "nowhere"'),
        ("after: [a]}", "after: [a], x: 1}", "speech.confirm.x: unknown key"),
        ("words: {operator", "words: {manager", "speech.words.manager: unknown key, allowed: no, operator, yes"),
        ("yes: [oh yes]", "yes: [oh; yes]", 'speech.words.yes: "oh; yes": got ";"'),
        ("say: [one,", "say: [o1,", "nodes.main.choices.one.say: \"o1\": got \"1\""),
        ("say: [one,", "say: [number two,", '"number two" means both one and two'),
        ("say: [one,", "say: [{x: y},", "nodes.main.choices.one.say: got a table (x), allowed: a phrase"),
        ("say: {en: two, en_GB: [number two]}", "say: {pl: dwa}", 'choices.two: no phrases in language "en"'),
        ("say: {en: two", "say: {english: two", 'got the language "english"'),
        ("say: {en: two, en_GB: [number two]}, ", "", "nodes.main.choices.two.say: missing"),
        ("echo: [e], go: sure", "go: sure", "nodes.main.choices.one.echo: missing: what is said back"),
        ("    listen: [m]", "    listen: [m]\n    confirm: false", "one.echo: is never said with confirm: false"),
        ("key: 1,", "key: 11,", 'nodes.main.choices.one.key: got "11"'),
        ("key: 1,", 'key: "#",', "nodes.main.choices: key # leads to two things"),
        ("go: sure}", "go: nowhere}", 'nodes.main.choices.one.go: unknown node "nowhere"'),
        ("go: sure}", "go: sure, colour: red}", "nodes.main.choices.one.colour: unknown key"),
        ("      one: {", "      1x: {", "nodes.main.choices.1x: not a choice's name"),
        ("yes: many", "yes: none", 'nodes.sure.yes: unknown node "none"'),
        ("yes: many,", "yes: many, keys: {1: many},", "nodes.sure.keys.1: not a key that can be chosen here"),
        ("most: 400", "most: 2", "nodes.many.least: got 3, allowed: up to most (2)"),
        (" most: 400,", "", "nodes.many.most: missing"),
        ("day_prompt: [d],", "", "nodes.day.day_prompt: missing"),
        ("past: true", "past: perhaps", "nodes.day.past: got"),
        ("speech: true", "speech: true, masked: true", "nodes.acc.speech: a masked answer is for keys only"),
        ("speech: true", "speech: aloud", "nodes.acc.speech: aloud is for masked answers"),
        ("operator: {handoff: desk}", "operator: {hangup: }", "nodes.main: no person is near: from \"operator\""),
        ("start: main", "start: main\nlanguage: de", 'nodes.main.choices.two: no phrases in language "de"'),
        ("start: main", "start: main\nlanguage: xx", 'speech: no words for no in language "xx"'),
        ("start: main", "start: main\nlanguage: xx", "nodes.many: numbers are heard in de, en, fa, hu, pl, not in"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    assert right in GOOD
    found = problems(tmp_path, GOOD.replace(right, wrong, 1))
    assert any(told in problem for problem in found), found


def test_all_of_it_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("sure: 0.9", "sure: x").replace("go: sure}", "go: y}").replace("yes: many", "yes: z")
    assert len(problems(tmp_path, text)) >= 3


def test_too_many_phrases_are_told_with_the_limit(tmp_path: Path) -> None:
    some = ", ".join(f'"(a|b|c|d|e|f) (a|b|c|d|e|f) {end}"' for end in "uvwx")
    found = problems(tmp_path, GOOD.replace('say: [one, "[number] uno"]', f"say: [{some}]"))
    assert any("phrases when written out, allowed: up to 120 in one question" in each for each in found)


def test_a_person_may_be_behind_one_more_question_but_not_two(tmp_path: Path) -> None:
    near = GOOD.replace("operator: {handoff: desk}", "operator: {menu: [x], keys: {1: o2}, on_failure: o2}")
    flow_of(tmp_path, near + "  o2: {handoff: desk}\n")
    far = near + "  o2: {menu: [x], keys: {1: o3}, on_failure: o3}\n  o3: {handoff: desk}\n"
    assert any("no person is near" in each for each in problems(tmp_path, far))


def test_masked_digits_aloud(tmp_path: Path) -> None:
    flow = flow_of(tmp_path, GOOD.replace("speech: true", "speech: aloud, masked: true"))
    collect = flow.nodes["acc"]
    assert isinstance(collect, Collect)
    assert collect.speech
    assert collect.masked


def test_an_open_question_has_a_person_near_too(tmp_path: Path) -> None:
    text = """\
start: help
nodes:
  help:
    understand: [p]
    intents:
      buy: {say: [s], examples: [i want to buy a thing, what does it cost], words: [buy], go: out}
      pay: {say: [s], examples: [my bill is wrong, i want to pay my bill], words: [bill], go: out}
    on_failure: %s
  out: {handoff: sales}
  bye: {hangup: }
"""
    assert any("nodes.help: no person is near" in each for each in problems(tmp_path, text % "bye"))
    assert not any("no person" in each for each in problems(tmp_path, text % "out"))
