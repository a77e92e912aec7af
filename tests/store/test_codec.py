"""Everything that is kept as JSON comes back as it was."""

from types import MappingProxyType
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.core import events, records
from acd.core.events import ContactArrived
from acd.core.roster import Goodbye, Leave, QueueRules, ToNode, ToQueue
from acd.store.codec import build, from_json, to_json
from tests.store.anything import anything

KINDS = (*get_args(events.Event), *get_args(records.Row))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_event_and_row_comes_back(kind: type) -> None:
    @settings(max_examples=15, deadline=None)
    @given(anything(kind))
    def check(value: object) -> None:
        back = from_json(kind, to_json(value))
        assert back == value
        assert type(back) is kind

    check()


@given(st.text(alphabet=st.characters(categories=("L", "Cs", "Cc"))))
def test_hostile_text_comes_back_exactly(text: str) -> None:
    event = ContactArrived("c", "main", "ch", "sales", 1.0, name=text)
    assert from_json(ContactArrived, to_json(event)) == event


@pytest.mark.parametrize("leave", [ToQueue("a"), ToNode("f", "n"), Goodbye(), Goodbye("bye")])
def test_a_unions_members_are_told_apart(leave: Leave) -> None:
    rules = QueueRules("sales", keys=MappingProxyType({"1": leave}), when_nobody=leave)
    back = from_json(QueueRules, to_json(rules))
    assert back == rules
    assert type(back.keys["1"]) is type(leave)


def test_mappings_come_back_read_only() -> None:
    back = from_json(ContactArrived, to_json(ContactArrived("c", "m", "ch", "q", 1.0, data={"a": "b"})))
    with pytest.raises(TypeError):
        back.data["a"] = "c"


def test_a_field_with_a_default_may_be_missing() -> None:
    plain = {"contact": "c", "pbx": "m", "channel": "ch", "queue": "q", "entered": 1}
    assert build(ContactArrived, plain) == ContactArrived("c", "m", "ch", "q", 1.0)


@pytest.mark.parametrize(
    ("hint", "plain", "says"),
    [
        (events.CallerLeft, {"contact": 5}, "expected str, got 5"),
        (events.CallerLeft, {}, r"expected CallerLeft\(contact, by_pbx\)"),
        (events.CallerLeft, {"contact": "c", "more": 1}, r"expected CallerLeft\(contact, by_pbx\)"),
        (events.OfferFailed, {"contact": "c", "offer": 1, "cause": "tired"}, "'tired' is not a valid OfferFailure"),
        (float, True, "expected a number"),
        (Leave, {"planet": "mars"}, "expected one of ToQueue"),
        (tuple[str, int], ["a"], "shorter"),
    ],
)
def test_what_does_not_fit_is_said(hint: object, plain: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        build(hint, plain)
