"""The example flow for callers who speak: read without a word, in stock sounds, and walked by words and keys."""

from pathlib import Path

import pytest

from ivr.flow import Flow
from ivr.hearing import Deaf, Heard, Tone, Toned, Unheard
from ivr.inputs import Input, Pressed, Silent
from ivr.outcome import HandOff
from ivr.outputs import Digits, End
from ivr.read import read
from tests.ivr.questions.script import half, said, sure, walk

FLOWS = Path(__file__).parents[2] / "asterisk-conf" / "acd" / "flows"
STOCK = set((Path(__file__).parent / "stock_sounds_en.txt").read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def flow() -> Flow:
    return read(FLOWS / "spoken.yaml", sounds={"en": STOCK}, queues={"sales", "support", "billing", "operator"})


def hand_off(queue: str, intent: str, **data: str) -> HandOff:
    return HandOff(queue, intent, language="en", data=data)


@pytest.mark.parametrize(
    ("happened", "outcome"),
    [
        ([sure("sales")], hand_off("sales", "buy")),
        ([Pressed("1")], hand_off("sales", "buy")),
        ([half("sales"), sure("yes")], hand_off("sales", "buy")),
        ([half("sales"), Pressed("1")], hand_off("sales", "buy")),
        ([half("billing"), sure("no"), sure("sales")], hand_off("sales", "buy")),
        ([sure("billing"), sure("4711")], hand_off("billing", "invoice", account="4711")),
        ([sure("support"), sure("tomorrow")], hand_off("support", "help", day="2026-03-05")),
        ([sure("support"), sure("month 5"), sure("day 3"), sure("yes")], hand_off("support", "help", day="2026-05-03")),
        ([Pressed("2"), Pressed("2412")], hand_off("support", "help", day="2026-12-24")),
        ([sure("directory"), sure("12"), sure("yes")], hand_off("operator", "directory", extension="12")),
        ([Unheard(Deaf.REJECTED)] * 2 + [Pressed("1")], hand_off("sales", "buy")),
        ([Unheard(Deaf.NO_ENGINE), Pressed("3"), Pressed("123")], hand_off("billing", "invoice", account="123")),
    ],
)
def test_every_choice(flow: Flow, happened: list[Input], outcome: HandOff) -> None:
    assert walk(flow, *happened)[1] == End(outcome)


@pytest.mark.parametrize(
    "happened",
    [
        [sure("operator")],
        [Pressed("0")],
        [sure("billing"), Pressed("*"), half("operator")],
        [sure("support"), sure("operator")],
        [sure("support"), Pressed("*")],
        [sure("directory"), sure("12"), Pressed("0")],
        [Unheard(Deaf.NOISE)] * 3,
        [Silent()] * 3,
        [Heard(())] * 3,
    ],
)
def test_an_operator_is_always_near(flow: Flow, happened: list[Input]) -> None:
    assert said(walk(flow, *happened)[1]) == ["pls-hold-while-try"]


def test_a_teletype_comes_to_who_reads_it(flow: Flow) -> None:
    assert walk(flow, Toned(Tone.TTY))[1] == End(HandOff("operator", "teletype", {"tty": 1}, language="en"))


def test_half_heard_digits_are_said_back(flow: Flow) -> None:
    _, output = walk(flow, sure("billing"), half("4711"))
    assert said(output) == ["you-entered", Digits("4711"), "if-correct-press", "digits/1"]
