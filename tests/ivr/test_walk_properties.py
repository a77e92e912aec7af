"""Random flows the reader takes, walked with random and hostile inputs: they end, and nothing is ever raised."""

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.flow import Flow
from ivr.graph import mermaid
from ivr.hours import Calendar, Span
from ivr.inputs import HungUp, Input, Pressed, Silent, Spoken, Started, Told
from ivr.outcome import HandOff
from ivr.outputs import End, Output
from ivr.picture import svg
from ivr.place import Place
from ivr.read import read
from ivr.services import Found, LookupFailed, NotFound, PinChecked, Trouble, Verdict
from ivr.walk import MAX_STEPS, begin, step

SECRET = "83645079"
DAY = Calendar("office", ZoneInfo("Europe/Berlin"), ((Span(480, 1080),),) * 7)
FACTS = ["caller.known", "caller.number", "queue.q.waiting", "queue.q.expected_wait_s"]
TEXTS = ["hello", "{code}", "{now}", "{caller.number}{caller.number}", "{queue.q.waiting}", "12"]


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    kinds = ["open", "special", "fact", "data", *(["not", "all", "any"] if depth else [])]
    kind = draw(st.sampled_from(kinds))
    match kind:
        case "open" | "special":
            return {kind: "office"}
        case "not":
            return {"not": draw(conditions(depth - 1))}
        case "all" | "any":
            return {kind: draw(st.lists(conditions(depth - 1), min_size=1, max_size=3))}
    name = draw(st.sampled_from(FACTS if kind == "fact" else ["code", "pin"]))
    test = draw(st.sampled_from(["is", "is_not", "above", "below", "at_least", "at_most", "starts_with", "known"]))
    return {kind: name, test: True if test == "known" else draw(st.integers(-5, 500))}


@st.composite
def flows(draw: st.DrawFn) -> dict[str, Any]:
    """Nodes that do not ask lead on only; the last one ends; so every flow is one the reader must take."""
    count = draw(st.integers(1, 8))
    nodes: dict[str, Any] = {}
    for number in range(count):
        later = st.sampled_from([f"n{i}" for i in range(number + 1, count + 1)])
        nodes[f"n{number}"] = draw(node(later, st.sampled_from([f"n{i}" for i in range(count + 1)])))
    nodes[f"n{count}"] = {"handoff": "q", "data": {"out": draw(st.sampled_from(TEXTS))}}
    nodes["known"] = {
        "collect": "code",
        "prompt": ["p"],
        "least": 1,
        "most": 3,
        "next": "secret",
        "on_failure": "secret",
    }
    nodes["secret"] = {**nodes["known"], "collect": "pin", "masked": True, "next": "n0", "on_failure": "n0", "most": 9}
    return {"start": "known", "entries": list(nodes), "nodes": nodes}


@st.composite
def node(draw: st.DrawFn, later: st.SearchStrategy[str], any_node: st.SearchStrategy[str]) -> dict[str, Any]:
    say = draw(st.lists(st.sampled_from(["hello", {"number": "{queue.q.waiting}"}, {"digits": "{code}"}]), min_size=1))
    kind = draw(st.sampled_from(["play", "menu", "collect", "decide", "set", "lookup", "pin", "transfer", "hangup"]))
    match kind:
        case "play":
            return {"play": say, "next": draw(later)}
        case "menu":
            targets = st.one_of(any_node, st.sampled_from(["repeat", "back"]))
            keys = draw(st.dictionaries(st.sampled_from("0123456789*#ABCD"), targets, min_size=1))
            return {"menu": say, "keys": keys, "retries": draw(st.integers(0, 3)), "on_failure": draw(later)}
        case "collect":
            asked = {"prompt": say, "least": 1, "most": 4, "next": draw(later), "on_failure": draw(later)}
            return {"collect": "code", **asked, "confirm": draw(st.booleans()), "keys": {"*": "back"}}
        case "decide":
            choices = draw(st.lists(conditions(), min_size=1, max_size=3))
            return {"decide": [*({"when": when, "go": draw(later)} for when in choices), {"else": draw(later)}]}
        case "set":
            return {"set": {"data": {"code": draw(st.sampled_from(TEXTS))}, "priority": 3}, "next": draw(later)}
        case "lookup":
            asked = {"lookup": "l", "with": {"a": "{pin}{code}"}, "into": "x", "fields": ["a", "b"], "masked": ["b"]}
            ways = {way: draw(later) for way in ("found", "not_found", "failed")}
            return {**asked, **ways, "waiting": say, "sorry": draw(st.sampled_from([[], say]))}
        case "pin":
            ways = {way: draw(later) for way in ("next", "locked", "failed", "on_failure")}
            return {"pin": "b", "account": "{pin}", "prompt": say, **ways, "keys": {"*": "back", "A": "repeat"}}
        case "transfer":
            return {"transfer": "boss"}
        case _:
            return {"hangup": say}


KEYS = st.one_of(
    st.sampled_from(["", "1", "2", "*", "#", "0", SECRET]), st.text("0123456789*#ABCDx", max_size=6), st.text()
)
FACT = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**6000),
    st.floats(),
    st.text(),
    st.datetimes(),
    st.just(datetime.max),
) | st.datetimes(timezones=st.just(UTC))
INPUTS: st.SearchStrategy[Input] = st.one_of(
    KEYS.map(Pressed),
    KEYS.map(Silent),
    st.just(Spoken()),
    st.dictionaries(st.sampled_from([*FACTS, "now"]), FACT).map(Told),
    st.text().map(lambda text: Started(text, number=text)),
    st.text().map(lambda text: Found({"a": text, "b": SECRET, "c": text})),
    st.just(NotFound()),
    st.sampled_from(Trouble).map(LookupFailed),
    st.sampled_from(Verdict).map(PinChecked),
)


def read_back(shape: dict[str, Any]) -> Flow:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "random.yaml"
        path.write_text(json.dumps(shape), encoding="utf-8")
        return read(path, calendars={"office": DAY})


def walked(flow: Flow, started: Started, inputs: list[Input]) -> tuple[Place, Output]:
    place, output = begin(flow, started)
    for number in range(MAX_STEPS + 2):
        if isinstance(output, End):
            return place, output
        place, output = step(flow, place, inputs[number % len(inputs)])
    return place, output


@settings(max_examples=80, deadline=None)
@given(flows(), st.lists(INPUTS, min_size=1, max_size=12), st.text(max_size=300), st.booleans())
def test_every_walk_ends(shape: dict[str, Any], inputs: list[Input], name: str, leaves: bool) -> None:
    flow = read_back(shape)
    place, output = walked(flow, Started("c", number=name, name=name), inputs)
    assert isinstance(output, End)
    assert place.outcome is output.outcome
    assert place.path
    if leaves:
        place, output = step(flow, begin(flow, Started("c"))[0], HungUp())
        assert isinstance(output, End)


@settings(max_examples=60, deadline=None)
@given(flows(), st.lists(INPUTS, min_size=1, max_size=8))
def test_a_masked_answer_never_leaves(shape: dict[str, Any], inputs: list[Input]) -> None:
    flow = read_back(shape)
    place, _ = begin(flow, Started("c"))
    place, output = step(flow, place, Pressed("1"))
    assert place.node == "secret"
    place, output = step(flow, place, Pressed(SECRET))
    clean = [each for each in inputs if SECRET not in getattr(each, "keys", "")] or [Pressed("1")]
    for number in range(50):
        assert SECRET not in repr((place, place.path, output))
        place, output = step(flow, place, clean[number % len(clean)])
    if isinstance(place.outcome, HandOff):
        assert "pin" not in place.outcome.data


@settings(max_examples=30, deadline=None)
@given(flows())
def test_every_flow_can_be_drawn(shape: dict[str, Any]) -> None:
    flow = read_back(shape)
    drawn, text = svg(flow), mermaid(flow)
    for name in flow.nodes:
        assert f">{name}</tspan>" in drawn
        assert f'"{name}' in text
