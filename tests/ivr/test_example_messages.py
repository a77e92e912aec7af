"""The example flows for messages and surveys: read without a word, with stock sounds, and walked."""

from pathlib import Path

from ivr.inputs import HungUp, Pressed, Recorded, Silent, Spoken, Started, Stop
from ivr.left import Answer
from ivr.outputs import Record
from ivr.read import read
from ivr.walk import begin, step

FLOWS = Path(__file__).parents[2] / "asterisk-conf" / "acd" / "flows"
STOCK = set((Path(__file__).parent / "stock_sounds_en.txt").read_text(encoding="utf-8").split())


def test_a_message_for_each_queue() -> None:
    flow = read(FLOWS / "message.yaml", sounds={"en": STOCK}, queues={"sales", "support", "operator"})
    for node in ("sales", "support"):
        place, _ = begin(flow, Started("main-1.1", node=node))
        place, output = step(flow, place, Silent())
        assert isinstance(output, Record)
        assert output.tape.endswith(f"+queue-{node}")
        place, _ = step(flow, place, Recorded(5.0, Stop.HUNG_UP))
        assert [message.box.name for message in place.left.kept] == [node]


def test_the_survey() -> None:
    flow = read(FLOWS / "survey.yaml", sounds={"en": STOCK})
    place, _ = begin(flow, Started("main-1.1"))
    for answer in (Pressed("4"), Pressed("1"), Spoken(), HungUp()):
        place, _ = step(flow, place, answer)
    assert place.left.answers == (Answer("friendly", 4), Answer("solved", 1))
