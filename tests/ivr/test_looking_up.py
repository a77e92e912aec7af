"""A lookup in a flow, and what its answer leads to."""

from pathlib import Path

import pytest

from ivr.flow import Flow
from ivr.inputs import HungUp, Input, Pressed, Spoken, Started
from ivr.nodes.lookup import Offer
from ivr.outcome import CallerLeft, HandOff
from ivr.outputs import End, LookUp, Output, Say, Sound
from ivr.place import Place
from ivr.problems import BadFileError
from ivr.read import read
from ivr.services import Found, LookupFailed, NotFound, PinChecked, Trouble, Verdict
from ivr.walk import begin, step

FLOW = """
start: ask
nodes:
  ask: {collect: order, prompt: [hello], least: 1, most: 9, masked: true, on_failure: bye, next: find}
  find:
    lookup: orders
    with: {number: "{order}", caller: "{caller.number}"}
    into: order
    fields: [status, total, code]
    masked: [code]
    waiting: [one-moment]
    found: which
    not_found: ask
    failed: help
    sorry: [sorry]
  which:
    decide:
      - {when: {data: order_code, is: "99"}, go: help}
      - else: bye
  help: {handoff: sales, data: {said: "{order_status} {order_total}"}}
  bye: {hangup: [goodbye]}
"""


def flow(tmp_path: Path, text: str = FLOW, **more: object) -> Flow:
    path = tmp_path / "main.yaml"
    path.write_text(text)
    return read(path, **more)  # type: ignore[arg-type]


@pytest.fixture
def main(tmp_path: Path) -> Flow:
    return flow(tmp_path)


def walked(main: Flow, *inputs: Input) -> tuple[Place, Output]:
    place, output = begin(main, Started("c", number="555"))
    for happened in inputs:
        place, output = step(main, place, happened)
    return place, output


ASKED = Pressed("4711")
SENT = Found({"status": "sent", "total": "12.50", "code": "99", "more": "x"})


def test_it_is_asked_with_what_is_known_masked_answers_too(main: Flow) -> None:
    place, output = walked(main, ASKED)
    assert output == LookUp("orders", {"number": "4711", "caller": "555"}, (Sound("one-moment"),), "en")
    assert "4711" not in repr(output)
    assert "4711" not in repr(place)


def test_the_fields_are_data_and_masked_ones_are_judged_only(main: Flow) -> None:
    place, output = walked(main, ASKED, SENT)
    assert isinstance(output, End)
    assert isinstance(output.outcome, HandOff)
    assert dict(output.outcome.data) == {"order_status": "sent", "order_total": "12.50", "said": "sent 12.50"}
    assert [visit.result for visit in place.path] == ["entered", "found", "choice 1", "to queue sales"]


def test_what_an_earlier_answer_told_is_forgotten(main: Flow) -> None:
    place, _ = walked(main, ASKED, NotFound(), ASKED, Found({"status": "lost"}))
    assert dict(place.data) == {"order": "4711", "order_status": "lost"}
    again = walked(main, ASKED, Found({"total": "1"}))[0]
    assert dict(again.data) == {"order": "4711", "order_total": "1"}


def test_a_lookup_that_failed_is_apologised_for(main: Flow) -> None:
    place, output = walked(main, ASKED, LookupFailed(Trouble.SLOW))
    assert output == Say((Sound("sorry"),), "en")
    place, output = step(main, place, Spoken())
    assert isinstance(output, End)
    assert isinstance(output.outcome, HandOff)
    assert [visit.result for visit in place.path][1:3] == ["failed, too slow", "said sorry"]


def test_without_an_apology_it_goes_on_at_once(tmp_path: Path) -> None:
    main = flow(tmp_path, FLOW.replace("    sorry: [sorry]\n", ""))
    assert isinstance(walked(main, ASKED, LookupFailed(Trouble.AWAY))[1], End)


def test_a_hang_up_ends_it(main: Flow) -> None:
    assert walked(main, ASKED, HungUp())[1] == End(CallerLeft("find"))


@pytest.mark.parametrize("other", [Spoken(), Pressed("1"), PinChecked(Verdict.RIGHT)])
def test_what_was_not_asked_for_changes_nothing(main: Flow, other: Input) -> None:
    assert walked(main, ASKED, other)[1] == walked(main, ASKED)[1]


def test_hostile_text_is_data_and_nothing_else(main: Flow) -> None:
    _, output = walked(main, ASKED, Found({"status": "{order}{caller.number}", "total": "x", "code": "99"}))
    assert isinstance(output, End)
    assert isinstance(output.outcome, HandOff)
    assert output.outcome.data["said"] == "{order}{caller.number} x"


def mistakes(tmp_path: Path, text: str, **more: object) -> list[str]:
    with pytest.raises(BadFileError) as caught:
        flow(tmp_path, text, **more)
    return [f"{each.where}: {each.text}" for each in caught.value.problems]


def test_mistakes_are_told(tmp_path: Path) -> None:
    text = """
start: find
nodes:
  find:
    lookup: orders
    with: {number: "{nothing}"}
    into: Order
    fields: [status, {x: 1}]
    masked: [code]
    found: bye
    else: bye
  other: {lookup: orders, into: x, found: other, not_found: bye, failed: bye, sorry: ["no/../where"]}
  bye: {hangup: ["{x}"]}
"""
    told = "\n".join(mistakes(tmp_path, text))
    for part in (
        'nodes.find.into: got "Order"',
        "nodes.find.fields[2]: got a table",
        'nodes.find.masked: "code" is none of the fields',
        "nodes.find.not_found: missing",
        "nodes.find.failed: missing: a node (needed where the flow has no operator)",
        "nodes.find.else: unknown key",
        'nodes.find.with.number: unknown data "nothing"',
        "nodes.other.with: missing",
        "nodes.other: no way leads here",
    ):
        assert part in told, told


def test_a_masked_field_is_not_said(tmp_path: Path) -> None:
    told = mistakes(tmp_path, FLOW.replace("{order_status} {order_total}", "{order_code}"))
    assert told == [
        'nodes.help.data.said: "order_code" is masked: it is never said nor handed on, only conditions may look at it'
    ]


def test_a_circle_of_lookups_asks_nobody(tmp_path: Path) -> None:
    told = mistakes(tmp_path, FLOW.replace("not_found: ask", "not_found: find"))
    assert told == ["nodes.find: is part of a circle of nodes that never asks the caller"]


def test_it_is_held_against_what_there_is(tmp_path: Path) -> None:
    good = Offer(frozenset({"number", "caller"}), frozenset({"status", "total", "code", "more"}))
    flow(tmp_path, lookups={"orders": good})
    flow(tmp_path, lookups={"orders": None})
    assert mistakes(tmp_path, FLOW, lookups={}) == ['nodes.find.lookup: unknown lookup "orders", allowed: none']
    less = Offer(frozenset({"number"}), frozenset({"status"}))
    assert mistakes(tmp_path, FLOW, lookups={"orders": less}) == [
        "nodes.find.lookup: got with: caller, number; orders takes: number",
        'nodes.find.lookup: "code" is no field of orders, allowed: status',
        'nodes.find.lookup: "total" is no field of orders, allowed: status',
    ]


def test_the_operator_is_the_way_where_nothing_is_said(tmp_path: Path) -> None:
    text = FLOW.replace("    failed: help\n", "").replace("start: ask", "start: ask\noperator: help")
    assert isinstance(walked(flow(tmp_path, text), ASKED, LookupFailed(Trouble.AWAY), Spoken())[1], End)
