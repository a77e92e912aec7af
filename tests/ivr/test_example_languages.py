"""The example in four languages: read without a word, and what a caller of each is told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ivr.flow import Flow
from ivr.inputs import Fact, Input, Pressed, Spoken, Started, Told
from ivr.outcome import HandOff
from ivr.outputs import Ask, End, Output, Say, Words
from ivr.read import read
from ivr.reading.calendars import read_calendars
from ivr.walk import begin, step

HOUSE = Path(__file__).parents[2] / "asterisk-conf" / "acd"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def flow() -> Flow:
    calendars = read_calendars(HOUSE / "calendars.toml")
    return read(HOUSE / "flows" / "languages.yaml", calendars=calendars, sounds={"en": set()}, queues={"support"})


def told(flow: Flow, key: str, **facts: Fact) -> tuple[list[str], Output]:
    """Everything said after the key, and how it ends."""
    known = {"now": NOON, **{f"queue.support.{name}": fact for name, fact in facts.items()}}
    said: list[str] = []
    place, output = begin(flow, Started("c"))
    happened: Input = Pressed(key)
    while not isinstance(output, End):
        place, output = step(flow, place, happened)
        if isinstance(output, Say):
            said += [part.text for part in output.parts if isinstance(part, Words)]
        happened = Told(known) if isinstance(output, Ask) else Spoken()
    return said, output


def test_each_offer_is_made_in_its_own_language(flow: Flow) -> None:
    _, output = begin(flow, Started("c"))
    assert isinstance(output, Say)
    assert [part.language for part in output.parts if isinstance(part, Words)] == ["en", "pl", "hu", "fa"]


@pytest.mark.parametrize(
    ("key", "waiting", "said"),
    [
        ("1", 1, ["Before you, one caller is waiting.", "The wait will be about five minutes."]),
        ("1", 3, ["Before you, three callers are waiting.", "The wait will be about five minutes."]),
        (
            "2",
            1,
            ["Przed Państwem czeka jedna osoba.", "Szacowany czas oczekiwania wynosi pięć minut."],
        ),
        (
            "2",
            22,
            ["Przed Państwem czekają dwadzieścia dwie osoby.", "Szacowany czas oczekiwania wynosi pięć minut."],
        ),
        ("2", 5, ["Przed Państwem czeka pięć osób.", "Szacowany czas oczekiwania wynosi pięć minut."]),
        ("3", 2, ["Ön előtt két hívó várakozik.", "A várakozás körülbelül öt perc."]),
        ("4", 2, ["پیش از شما دو نفر در انتظار هستند.", "زمان انتظار حدود پنج دقیقه است."]),
    ],
)
def test_a_crowd_is_told_in_the_caller_s_language(flow: Flow, key: str, waiting: int, said: list[str]) -> None:
    language = {"1": "en", "2": "pl", "3": "hu", "4": "fa"}[key]
    words, output = told(flow, key, waiting=waiting, expected_wait_s=299.2)
    assert words == said
    assert isinstance(output, End)
    assert output.outcome == HandOff("support", "help", language=language)


def test_a_wait_nobody_knows_is_not_told(flow: Flow) -> None:
    words, _ = told(flow, "1", waiting=2, expected_wait_s=None)
    assert words == ["Before you, two callers are waiting."]
