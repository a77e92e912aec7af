"""Flows that hear: too many phrases, and languages that nobody hears."""

from collections.abc import Callable

from tests.config.conftest import House

FLOW = """\
start: main
operator: out
language: {language}
speech: {{keys_only: [k]}}
nodes:
  main: {{listen: [m], choices: {{one: {{key: 1, say: [{say}], echo: [e], go: out}}}}}}
  out: {{handoff: sales}}
"""
MANY = ", ".join(f'"(a|b|c|d|e|f) (a|b|c|d) {end}"' for end in "xyz")
ENGINE = '[speech]\n[speech.engine.en]\nengine = "sphinx"\n'
Warned = Callable[[], list[str]]


def test_a_question_with_many_phrases(house: House, warned: Warned) -> None:
    house.write("flows/main.yaml", FLOW.format(language="en", say=MANY))
    (told,) = warned()
    assert told.startswith("flows/main.yaml:6: nodes.main: answers take long to make out: ")
    assert 'phrases in "en", some 60 are a good measure' in told


def test_a_language_that_no_engine_hears(house: House, warned: Warned) -> None:
    house.write("flows/main.yaml", FLOW.format(language="pl", say="jeden"))
    assert warned() == []
    house.add("acd.toml", ENGINE)
    assert warned() == [
        'flows/main.yaml: callers are not heard: no engine hears "pl", so its questions are for keys only'
    ]
    house.write("flows/main.yaml", FLOW.format(language="en_GB", say="one"))
    assert warned() == []


def test_a_flow_that_does_not_hear_needs_nobody(house: House, warned: Warned) -> None:
    house.add("acd.toml", ENGINE)
    assert warned() == []
