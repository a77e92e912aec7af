"""A call-back in a flow: what is asked for, and where each answer leads."""

from datetime import UTC, datetime

import pytest

from ivr.booked import Book, Booked, Booking
from ivr.flow import Flow
from ivr.inputs import Pressed, Spoken, Started
from ivr.outcome import HandOff, Hangup
from ivr.outputs import End, Say
from ivr.problems import BadFileError
from ivr.read import read
from ivr.try_it import Terminal, try_flow
from ivr.walk import begin, step

FLOW = """
start: which
operator: sales
nodes:
  which: {menu: [beep], keys: {1: own, 2: other}}
  own: {set: {intent: help, priority: 2, data: {why: broken}}, next: book}
  other: {collect: phone, prompt: [vm-enter-num-to-call], least: 3, most: 15, next: book_other}
  book: {callback: support, booked: thanks, refused: other}
  book_other: {callback: held, at: "{phone}", booked: thanks, duplicate: already, refused: other, failed: sales}
  thanks: {hangup: [beep]}
  already: {hangup: [beeperr]}
  sales: {handoff: sales}
"""
STARTED = Started("main-1.0", number="0301234567")


@pytest.fixture
def read_text(tmp_path):
    def read_one(text: str = FLOW) -> Flow:
        path = tmp_path / "back.yaml"
        path.write_text(text, encoding="utf-8")
        return read(path, queues={"sales", "support"})

    return read_one


@pytest.fixture
def flow(read_text) -> Flow:
    return read_text()


def at_booking(flow: Flow, key: str, *more) -> tuple:
    place, output = begin(flow, STARTED)
    for happened in (Pressed(key), *more):
        place, output = step(flow, place, happened)
    return place, output


def test_a_caller_is_put_down_at_his_own_number_with_what_the_flow_knows(flow):
    _, output = at_booking(flow, "1")
    assert output == Book("support", "0301234567", "help", {}, 2, "en", {"why": "broken"})
    assert "0301234567" not in repr(output)


def test_or_at_the_number_he_types_for_the_queue_he_was_held_in(flow):
    _, output = at_booking(flow, "2", Pressed("030999"))
    assert isinstance(output, Book)
    assert (output.queue, output.number) == ("", "030999")


@pytest.mark.parametrize(
    ("result", "outcome"),
    [(Booking.BOOKED, Hangup()), (Booking.DUPLICATE, Hangup()), (Booking.FAILED, HandOff("sales", language="en"))],
)
def test_each_answer_leads_on(flow, result, outcome):
    place, _ = at_booking(flow, "2", Pressed("030999"))
    place, output = step(flow, place, Booked(result))
    if isinstance(output, Say):
        place, output = step(flow, place, Spoken())
    assert isinstance(output, End)
    assert type(output.outcome) is type(outcome)
    assert ("book_other", result.value) in place.path


def test_a_number_that_is_refused_is_asked_for_again(flow):
    place, _ = at_booking(flow, "1")
    place, output = step(flow, place, Booked(Booking.REFUSED))
    assert place.node == "other"
    assert isinstance(output, Say)


def test_what_does_not_fit_changes_nothing(flow):
    place, output = at_booking(flow, "1")
    assert step(flow, place, Spoken())[1] == output


def test_without_more_the_duplicate_is_booked_and_the_failed_goes_to_the_operator(flow):
    node = flow.nodes["book"]
    assert dict(node.ways()) == {"booked": "thanks", "duplicate": "thanks", "refused": "other", "failed": "sales"}


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("callback: support", "callback: suport", "suport"),
        ("callback: support, booked: thanks", "callback: support", "booked"),
        ('"{phone}"', '"{fone}"', "fone"),
        ("refused: other}\n  book_other", "refused: nowhere}\n  book_other", "nowhere"),
    ],
)
def test_a_fault_is_told(read_text, old, new, word):
    with pytest.raises(BadFileError, match=word):
        read_text(FLOW.replace(old, new, 1))


def test_it_is_tried_in_a_terminal(flow):
    told, typed = [], iter(["1", "what", "duplicate"])
    at = Terminal(told.append, lambda _: next(typed, None), {})
    place = try_flow(flow, STARTED, {}, datetime.now(UTC), at)
    assert ("book", "duplicate") in place.path
    assert any("allowed" in line for line in told)
