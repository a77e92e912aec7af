"""The example flow: read without a word, all its sounds in the stock set, and every way through it walked."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ivr.flow import Flow, targets
from ivr.inputs import HungUp, Input, Pressed, Silent, Spoken, Started, Told
from ivr.outcome import CallerLeft, HandOff, Hangup, Outcome
from ivr.outputs import Ask, End, Output, Say
from ivr.place import Place
from ivr.read import read
from ivr.reading.calendars import read_calendars
from ivr.walk import begin, step

HOUSE = Path(__file__).parents[2] / "asterisk-conf" / "acd"
STOCK = set((Path(__file__).parent / "stock_sounds_en.txt").read_text(encoding="utf-8").split())
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def flow() -> Flow:
    return read(
        HOUSE / "flows" / "main.yaml",
        calendars=read_calendars(HOUSE / "calendars.toml"),
        sounds={"en": STOCK},
        queues={"sales", "support", "billing", "operator"},
        destinations={"fallback"},
    )


def walk(flow: Flow, *keys: str, wait_s: float | None = 10, now: datetime | None = NOON) -> Place:
    """Keys as a caller gives them: "" is silence, "h" hangs up; when they run out he is silent."""
    left = list(keys)
    place, output = begin(flow, Started("c", number="030"))
    while not isinstance(output, End):
        place, output = step(flow, place, answer(output, left, wait_s, now))
    return place


def answer(output: Output, left: list[str], wait_s: float | None, now: datetime | None) -> Input:
    if isinstance(output, Ask):
        return Told({"now": now, "queue.support.expected_wait_s": wait_s})
    assert isinstance(output, Say)
    if output.keys is None:
        return Spoken()
    key = left.pop(0) if left else ""
    return HungUp() if key == "h" else Pressed(key) if key else Silent()


@pytest.mark.parametrize(
    ("keys", "outcome"),
    [
        (["1"], HandOff("sales", "buy", language="en")),
        (["2"], HandOff("support", "help", language="en")),
        (
            ["3", "5551234", "1"],
            HandOff("billing", "invoice", {}, 2, "en", {"account": "5551234", "reason": "account 5551234"}),
        ),
        (
            ["3", "5551234", "2", "77", "777", "1"],
            HandOff("billing", "invoice", {}, 2, "en", {"account": "777", "reason": "account 777"}),
        ),
        (["4", "1", "201"], HandOff("operator", "directory", language="en", data={"extension": "201"})),
        (["4", "0"], HandOff("operator", "operator", language="en")),
        (["4", "*", "*", "1"], HandOff("sales", "buy", language="en")),
        (["4", "5", "1", "*", "*", "2"], HandOff("support", "help", language="en")),
        (["3", "*", "1"], HandOff("sales", "buy", language="en")),
        (["0"], HandOff("operator", "operator", language="en")),
        (["9", "", "8"], HandOff("operator", "operator", language="en")),
        (["4", "9"], HandOff("operator", "operator", language="en")),
        (["3"], HandOff("operator", "operator", language="en")),
        (["4", "1"], HandOff("operator", "operator", language="en")),
        ([], HandOff("operator", "operator", language="en")),
        (["4", "1", "h"], CallerLeft("extension")),
    ],
)
def test_every_choice(flow: Flow, keys: list[str], outcome: Outcome) -> None:
    assert walk(flow, *keys).outcome == outcome


def test_closed_and_busy(flow: Flow) -> None:
    assert walk(flow, now=None).outcome == Hangup()
    busy = walk(flow, "2", wait_s=301)
    assert [visit.node for visit in busy.path][-2:] == ["support-busy", "support"]
    assert [visit.node for visit in walk(flow, "2", wait_s=None).path][-2:] == ["support-load", "support"]


def test_every_way_between_nodes_was_walked(flow: Flow) -> None:
    walks = [
        walk(flow, now=None),
        walk(flow, "2", wait_s=400),
        *(
            walk(flow, *keys)
            for keys in (["1"], ["2"], ["3", "555", "1"], ["3"], ["4"], ["4", "1"], ["4", "1", "20"], ["0"])
        ),
    ]
    walked = {(a.node, b.node) for place in walks for a, b in zip(place.path, place.path[1:], strict=False)}
    there = {(name, target) for name, node in flow.nodes.items() for _, target in targets(node)}
    assert there <= walked


def test_it_is_open_whenever_it_is_tried(flow: Flow) -> None:
    for moment in (datetime(2026, 12, 25, 3, tzinfo=UTC), datetime(2026, 8, 2, 23, 59, tzinfo=UTC)):
        assert walk(flow, "1", now=moment).outcome == HandOff("sales", "buy", language="en")
