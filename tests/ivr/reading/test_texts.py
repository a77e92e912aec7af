"""Text items of prompts: what the reader takes, what it refuses, and what is said at the end of a walk."""

from pathlib import Path

import pytest

from ivr.flow import Flow, Play
from ivr.inputs import Spoken, Started
from ivr.outputs import Say, Sound, Words
from ivr.problems import BadFileError
from ivr.read import read
from ivr.voice.text import Texts
from ivr.walk import begin, step

TWO = """\
start: a
language: en
nodes:
  a: {set: {data: {n: "2"}, language: pl}, next: b}
  b:
    play:
      - hello
      - text: {en: "You have {n} {n|message|messages}.", pl: "Masz {n:count f} {n|list|listy|listów}."}
    next: c
  c: {hangup: [{text: {en: Good-bye., pl: Do widzenia.}}]}
"""


def flow_of(tmp_path: Path, text: str) -> Flow:
    path = tmp_path / "flow.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path)


def problems(tmp_path: Path, items: str, more: str = "") -> list[tuple[int, str, str]]:
    text = f"start: a\nlanguage: en\nnodes:\n  a: {{play: [{items}], next: b}}\n{more}  b: {{hangup: [bye]}}\n"
    with pytest.raises(BadFileError) as refused:
        flow_of(tmp_path, text)
    return [(problem.line, problem.where, problem.text) for problem in refused.value.problems]


def test_texts_are_said_in_the_caller_s_language(tmp_path: Path) -> None:
    flow = flow_of(tmp_path, TWO)
    place, output = begin(flow, Started("c"))
    assert isinstance(output, Say)
    assert output.parts[0] == Sound("hello")
    assert isinstance(output.parts[1], Words)
    assert (output.parts[1].text, output.parts[1].language) == ("Masz dwie listy.", "pl")
    _, output = step(flow, place, Spoken())
    assert output == Say((Words("Do widzenia.", "pl", is_fixed=True),), "pl")


def test_one_language_needs_no_table(tmp_path: Path) -> None:
    flow = flow_of(tmp_path, "start: a\nlanguage: de\nnodes:\n  a: {hangup: [{text: Auf Wiederhören.}]}\n")
    _, output = begin(flow, Started("c"))
    assert output == Say((Words("Auf Wiederhören.", "de", is_fixed=True),), "de")


def test_facts_in_texts_are_asked_for(tmp_path: Path) -> None:
    flow = flow_of(
        tmp_path, "start: a\nnodes:\n  a: {hangup: [{text: 'At {now:time}, {queue.sales.waiting} wait.'}]}\n"
    )
    node = flow.nodes["a"]
    assert sorted(node.names()) == ["now", "queue.sales.waiting"]


@pytest.mark.parametrize(
    ("item", "where", "problem"),
    [
        ("{text: }", "text", 'got nothing, allowed: a text, or one for each language: {en: "...", pl: "..."}'),
        ("{text: [x]}", "text", 'got a list, allowed: a text, or one for each language: {en: "...", pl: "..."}'),
        (
            "{text: {}}",
            "text",
            'got a table (empty), allowed: a text, or one for each language: {en: "...", pl: "..."}',
        ),
        ("{text: hi, kind: x}", "kind", "unknown key, allowed: language, text"),
        ("{text: hi, language: 3}", "language", 'got "3", allowed: such as en or de_AT'),
        ("{text: {en: hi}, language: pl}", "language", "goes with one text; a table of texts has its languages"),
        ("{text: {en: a, english: b}}", "text", 'got the language "english", allowed: such as en or de_AT'),
        ("{text: '{n|a}'}", "text", "{n|a}: got 1 form, English has 2: one (1 ...), other (0, 2, 3 ...)"),
        ("{text: {en: a, pl: '{x:y}'}}", "text.pl", None),
        ("{text: 'Hello {name}'}", "text", 'unknown data "name", allowed: none'),
        ("{text: {pl: a}}", "text", 'missing: the text in language "en", got pl'),
        ("{text: {en: a}}, {text: 'x {caller'}", None, 'a brace is not closed: "{caller"'),
        ("{texts: a}", "", None),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, item: str, where: str | None, problem: str | None
) -> None:
    found = problems(tmp_path, item)
    assert all(line == 4 for line, _, _ in found)
    if where is not None:
        key = f"nodes.a.play[1].{where}".removesuffix(".")
        assert key in [at for _, at, _ in found]
    if problem is not None:
        assert problem in [text for _, _, text in found]


def test_a_text_may_be_for_every_caller_in_its_own_language(tmp_path: Path) -> None:
    text = "start: a\nlanguage: en\nnodes:\n  a: {hangup: [{text: Po polsku.., language: pl}, {text: Hello.}]}\n"
    _, output = begin(flow_of(tmp_path, text), Started("c"))
    assert output == Say((Words("Po polsku..", "pl", is_fixed=True), Words("Hello.", "en", is_fixed=True)), "en")


def test_every_language_a_flow_may_speak_is_wanted(tmp_path: Path) -> None:
    more = "  d: {set: {language: pl_PL}, next: b}\n"
    found = problems(tmp_path, "{text: {en: a, pl: b}}, {text: {en: a}}", more)
    assert [text for _, _, text in found if "missing" in text] == ['missing: the text in language "pl_PL", got en']


def test_a_masked_answer_is_never_said(tmp_path: Path) -> None:
    more = "  d: {collect: pin, least: 1, most: 4, masked: true, prompt: [p], next: a, on_failure: b}\n"
    found = problems(tmp_path, "{text: 'Your PIN is {pin:digits}'}", more)
    assert '"pin" is masked: it is never said nor handed on, only conditions may look at it' in [t for *_, t in found]


def test_a_text_stands_in_the_prompt_as_read(tmp_path: Path) -> None:
    play = flow_of(tmp_path, TWO).nodes["b"]
    assert isinstance(play, Play)
    assert isinstance(play.say[1], Texts)
    assert set(play.say[1].by_language) == {"en", "pl"}
