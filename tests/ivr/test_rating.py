"""A rating by one key, or said."""

from pathlib import Path

import pytest

from ivr.flow import Flow
from ivr.hearing import Deaf, Unheard
from ivr.inputs import HungUp, Input, Pressed, Silent, Spoken, Started
from ivr.left import Answer
from ivr.outputs import Number, Output, Say, Sound
from ivr.place import Place
from ivr.problems import BadFileError
from ivr.read import read
from ivr.walk import begin, step
from tests.ivr.questions.script import half, sure, words

FLOW = """
start: first
nodes:
  first: {rate: friendly, prompt: [q1], next: second, on_failure: bye, retries: 1, wrong: [w], silent: [s]}
  second: {rate: solved, prompt: [q2], least: 0, most: 1, next: bye, on_failure: bye}
  bye: {hangup: [bye]}
"""


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    path = tmp_path / "f.yaml"
    path.write_text(FLOW)
    return read(path)


def walk(flow: Flow, *happened: Input) -> tuple[Place, Output]:
    place, output = begin(flow, Started("main-1.1"))
    for each in happened:
        place, output = step(flow, place, each)
    return place, output


def said(output: Output) -> list[object]:
    assert isinstance(output, Say)
    return [part.name if isinstance(part, Sound) else part for part in output.parts]


def test_answers_are_kept_and_not_in_the_path(flow: Flow) -> None:
    place, output = walk(flow, Pressed("5"), Pressed("0"))
    assert place.left.answers == (Answer("friendly", 5), Answer("solved", 0))
    assert said(output) == ["bye"]
    assert [visit.result for visit in place.path] == ["rated", "rated"]


def test_a_hang_up_keeps_what_was_answered(flow: Flow) -> None:
    place, _ = walk(flow, Pressed("1"), HungUp())
    assert place.left.answers == (Answer("friendly", 1),)


@pytest.mark.parametrize("wrong", ["6", "0", "#", "*", "A", "12", "²"])
def test_another_key_is_asked_again_then_let_go(flow: Flow, wrong: str) -> None:
    _, output = walk(flow, Pressed(wrong))
    assert said(output) == ["w", "q1"]
    place, output = walk(flow, Pressed(wrong), Silent())
    assert said(output) == ["bye"]
    assert place.left.answers == ()


def test_silence(flow: Flow) -> None:
    assert said(walk(flow, Silent())[1]) == ["s", "q1"]
    assert said(walk(flow, Spoken())[1]) == ["s", "q1"]


SPOKEN = """
start: first
speech: {keys_only: [keys], confirm: {before: [said], after: [right]}}
nodes:
  first: {rate: friendly, prompt: [q1], next: bye, on_failure: bye, retries: 1, wrong: [w], speech: true}
  bye: {hangup: [bye]}
"""


class TestSpoken:
    @pytest.fixture
    def flow(self, tmp_path: Path) -> Flow:
        path = tmp_path / "f.yaml"
        path.write_text(SPOKEN)
        return read(path)

    def test_the_digits_are_what_may_be_said(self, flow: Flow) -> None:
        assert set(words(walk(flow)[1]).values()) == {"1", "2", "3", "4", "5"}

    def test_a_digit_said_is_kept_and_not_in_the_path(self, flow: Flow) -> None:
        place, output = walk(flow, sure("4"))
        assert place.left.answers == (Answer("friendly", 4),)
        assert [visit.result for visit in place.path] == ["rated"]
        assert said(output) == ["bye"]

    def test_half_heard_it_is_said_back(self, flow: Flow) -> None:
        _, output = walk(flow, half("3"))
        assert said(output) == ["said", Number(3), "right"]
        for yes in (Pressed("1"), half("yes")):
            assert walk(flow, half("3"), yes)[0].left.answers == (Answer("friendly", 3),)
        assert walk(flow, half("3"), sure("no"), sure("2"))[0].left.answers == (Answer("friendly", 2),)

    def test_a_key_does_too_and_another_is_asked_again(self, flow: Flow) -> None:
        assert walk(flow, Pressed("5"))[0].left.answers == (Answer("friendly", 5),)
        assert said(walk(flow, Pressed("7"))[1]) == ["w", "q1"]

    def test_other_words_are_asked_again_then_he_is_let_go(self, flow: Flow) -> None:
        assert said(walk(flow, Unheard(Deaf.REJECTED))[1]) == ["w", "q1"]
        place, output = walk(flow, Unheard(Deaf.REJECTED), Unheard(Deaf.REJECTED))
        assert said(output) == ["bye"]
        assert place.left.answers == ()

    def test_in_a_language_without_numbers_it_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "f.yaml"
        path.write_text(SPOKEN.replace("start:", "language: xx\nstart:"))
        with pytest.raises(BadFileError, match="leave out speech"):
            read(path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("rate: friendly", "rate: 12", "allowed: a name"),
        ("least: 0, most: 1", "least: 3, most: 3", "less than most"),
        ("least: 0, most: 1", "least: 0, most: 12", "whole number from 0 to 9"),
        ("prompt: [q1], ", "", "missing: the question"),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(FLOW.replace(old, new))
    with pytest.raises(BadFileError, match=told):
        read(path)
