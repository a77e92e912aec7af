"""Walks as lists of what callers do."""

from collections.abc import Callable
from datetime import UTC, datetime

from ivr.flow import Flow
from ivr.hearing import DigitString, Guess, Heard, Phrases
from ivr.inputs import Input, Started, Told
from ivr.outputs import Ask, Output, Say, Sound
from ivr.place import Place
from ivr.walk import begin, step

HEAD = """
start: a
operator: desk
speech:
  keys_only: [keys]
  noise: [noise]
  too_long: [long]
  half_heard: [half]
  confirm: {before: [you-said], after: [right]}
  tty: relay
nodes:
"""
ENDS = """
  desk: {handoff: desk}
  relay: {handoff: desk, skills: {tty: 1}}
  bye: {hangup: [goodbye]}
  out: {handoff: sales}
"""
Load = Callable[..., Flow]
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)  # a Wednesday


def walk(flow: Flow, *happened: Input, language: str = "", now: datetime | None = NOW) -> tuple[Place, Output]:
    place, output = begin(flow, Started("c", language=language))
    left = list(happened)
    while left or isinstance(output, Ask):
        given = Told({"now": now}) if isinstance(output, Ask) else left.pop(0)
        place, output = step(flow, place, given)
    return place, output


def sure(*meanings: str) -> Heard:
    return Heard(tuple(Guess(meaning, 0.95) for meaning in meanings))


def half(*meanings: str) -> Heard:
    return Heard(tuple(Guess(meaning, 0.6) for meaning in meanings))


def badly(meaning: str) -> Heard:
    return Heard((Guess(meaning, 0.2),))


def said(output: Output) -> list[object]:
    assert isinstance(output, Say)
    return [part.name if isinstance(part, Sound) else part for part in output.parts]


def results(place: Place) -> list[str]:
    return [visit.result for visit in place.path]


def words(output: Output) -> dict[str, str]:
    """What may be said → its meaning."""
    assert isinstance(output, Say)
    assert output.hear is not None
    grammar = output.hear.grammar
    assert isinstance(grammar, Phrases | DigitString)
    phrases = grammar.phrases if isinstance(grammar, Phrases) else grammar.also
    return {phrase.words: phrase.meaning for phrase in phrases}


def is_keys_only(output: Output) -> bool:
    return isinstance(output, Say) and output.keys is not None and output.hear is None
