import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.speech import wire
from ivr.speech.wire import Answered, Get, Set, Setup, Unknown, Violation, read

SETUP = '{"request":"setup","version":"0.1.0","codecs":[{"name":"slin"}],"params":{},"id":"de8534e4-e693"}'


def test_what_asterisk_sends():
    assert read(SETUP) == Setup("de8534e4-e693", ("slin",))
    assert read('{"request":"set","params":{"ticket":"abc"},"id":"7"}') == Set("7", {"ticket": "abc"})
    assert read('{"request":"get","params":["results"],"id":"7"}') == Get("7", ("results",))
    assert read('{"response":"set","id":"1"}') == Answered("1", failed=False)
    assert read('{"response":"set","id":"1","error_msg":"can only set results"}') == Answered("1", failed=True)


def test_what_we_answer():
    assert json.loads(wire.setup_answer(Setup("7", ("slin",)))) == {
        "response": "setup",
        "id": "7",
        "codecs": [{"name": "slin"}],
    }
    assert json.loads(wire.answer(Set("7", {}))) == {"response": "set", "id": "7"}
    assert json.loads(wire.refusal("get", "7", "no")) == {"response": "get", "id": "7", "error_msg": "no"}


def test_a_result_says_that_somebody_was_heard_and_nothing_else():
    pushed = json.loads(wire.result("acd-1"))
    assert pushed["params"] == {"results": [{"text": "heard", "score": 0, "grammar": "acd", "best": 0}]}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("NaN", "not JSON"),
        ('{"id":NaN}', "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"request":"set"}', "no id"),
        ('{"request":"set","id":7}', "no id"),
        ('{"request":"set","id":"a b"}', "no id"),
        ('{"id":"7"}', "neither request nor response"),
        ('{"id":"7","request":"set","response":"set"}', "neither request nor response"),
        ('{"id":"7","request":["set"]}', "neither request nor response"),
        ('{"id":"7","id":"8","request":"set"}', "a key twice"),
        ('{"id":"7","request":"set","params":{"a":"1","a":"2"}}', "a key twice"),
        ("{" + " " * wire.MAX_TEXT + "}", "message too long"),
        ("[" * 1000, "message too deep"),
        ("{" + ",".join(f'"k{n}":1' for n in range(40)) + "}", "too many entries"),
    ],
)
def test_what_is_not_aeap_ends_it(text: str, reason: str):
    assert read(text) == Violation(reason)


@pytest.mark.parametrize(
    "text",
    [
        '{"request":"reboot","id":"7"}',
        '{"request":"set","params":{"a":1},"id":"7"}',
        '{"request":"set","id":"7"}',
        '{"request":"get","params":{},"id":"7"}',
        '{"request":"get","params":[1],"id":"7"}',
    ],
)
def test_a_request_of_another_shape_is_to_be_refused(text: str):
    assert isinstance(read(text), Unknown)


def test_a_setup_without_codecs_offers_none():
    assert read('{"request":"setup","id":"7","codecs":"slin"}') == Setup("7", ())
    assert read('{"request":"setup","id":"7","codecs":[7,{"nom":"slin"},{"name":"ulaw"}]}') == Setup("7", ("ulaw",))


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
words = st.sampled_from(["setup", "set", "get", "results", "slin", "7", "a-b"])
messages = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("request", "response", "id", "params", "codecs", "error_msg"), words | values)
)


@settings(max_examples=200)
@given(st.text(max_size=60) | messages.map(json.dumps))
def test_nothing_a_peer_sends_raises_or_comes_back_unchecked(text: str):
    match fact := read(text):
        case Violation(reason):
            assert len(reason) < 40
        case Setup(number) | Set(number) | Get(number) | Answered(number) | Unknown(_, number):
            assert number.isprintable()
            assert len(number) <= 64
    if isinstance(fact, Unknown):
        assert json.loads(wire.refusal(fact.name, fact.id, "no"))["id"] == fact.id
