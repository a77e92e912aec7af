"""Whatever is heard, pressed, toned or not said: the walk ends, raises nothing, keeps secrets and a person near."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.flow import Flow
from ivr.hearing import Deaf, Guess, Heard, Tone, Toned, Unheard
from ivr.inputs import HungUp, Input, Pressed, Silent, Spoken, Started, Told
from ivr.outcome import HandOff
from ivr.outputs import Ask, End, KeyWant, Output, Say
from ivr.place import Place, Waiting
from ivr.read import read
from ivr.walk import MAX_STEPS, begin, step
from tests.ivr.questions.script import NOW

SECRET = "83645079"
TEXT = """
start: pin
operator: desk
entries: [main, sure, many, few, day, acc]
speech: {keys_only: [k], noise: [n], tty: relay, fax: bye, failures: 2}
nodes:
  pin: {collect: pin, prompt: [p], least: 8, most: 8, masked: true, speech: aloud, next: main}
  main:
    listen: [m]
    choices:
      one: {key: 1, say: [one], echo: [e], go: sure}
      two: {key: 2, say: ["[number] two"], echo: [e], go: many}
      back: {key: "#", say: [back], echo: [e], go: back}
      again: {say: [repeat], echo: [e], go: repeat}
  sure: {yes_no: [q, {number: "{n}"}], yes: many, no: main, retries: 0}
  many: {number: n, prompt: [p], least: 3, most: 400, next: few}
  few: {number: n, prompt: [p], least: 0, most: 9, next: day, confirm: [{number: "{n}"}]}
  day: {date: day, prompt: [p], day_prompt: [d], next: acc}
  acc: {collect: acc, prompt: [p], least: 1, most: 4, speech: true, confirm: [{digits: "{acc}"}], next: main}
  desk: {play: [hello], next: queue}
  queue: {handoff: desk}
  relay: {handoff: desk, skills: {tty: 1}}
  bye: {hangup: [g]}
"""


def _flow() -> Flow:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "f.yaml"
        path.write_text(TEXT, encoding="utf-8")
        return read(path)


FLOW = _flow()
ASKING = ["pin", "main", "sure", "many", "few", "day", "acc"]
MEANINGS = st.one_of(
    st.sampled_from(
        ["one", "two", "back", "again", "yes", "no", "operator", "3", "400", "12", "today", "5", "month 2"]
    ),
    st.sampled_from(["month 2", "day 29", "day 99", "month 13", "month x", "month ", SECRET]),
    st.text(max_size=9),
)
HEARD = st.lists(st.builds(Guess, MEANINGS, st.floats()), max_size=4).map(lambda guesses: Heard(tuple(guesses)))
SPEECH: st.SearchStrategy[Input] = st.one_of(
    HEARD, st.sampled_from(list(Deaf)).map(Unheard), st.sampled_from(list(Tone)).map(Toned)
)
KEYS = st.one_of(st.sampled_from(["", "1", "2", "*", "#", "0", "2902", SECRET]), st.text(max_size=5))
INPUTS: st.SearchStrategy[Input] = st.one_of(
    SPEECH,
    SPEECH,
    KEYS.map(Pressed),
    KEYS.map(Silent),
    st.just(Spoken()),
    st.sampled_from([Told({}), Told({"now": NOW}), Told({"now": "soon"})]),
)
LANGUAGES = st.sampled_from(["en", "pl", "fa", "fr", ""])


def walked(start: str, language: str, inputs: list[Input], most: int = MAX_STEPS + 5) -> tuple[Place, Output]:
    place, output = begin(FLOW, Started("c", node=start, language=language))
    for number in range(most):
        if isinstance(output, End):
            break
        place, output = step(FLOW, place, inputs[number % len(inputs)])
    return place, output


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ASKING), LANGUAGES, st.lists(INPUTS, min_size=1, max_size=10))
def test_every_walk_ends_and_nothing_is_raised(start: str, language: str, inputs: list[Input]) -> None:
    place, output = walked(start, language, inputs)
    assert isinstance(output, End)
    assert place.steps <= MAX_STEPS + 1


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ASKING), LANGUAGES, st.lists(INPUTS, min_size=1, max_size=10), st.integers(0, 12))
def test_a_person_is_two_steps_away_from_anywhere(start: str, language: str, inputs: list[Input], most: int) -> None:
    place, output = walked(start, language, inputs, most)
    if isinstance(output, Ask):
        place, output = step(FLOW, place, Told({"now": NOW}))
    if not isinstance(output, Say) or output.keys is None:
        return
    is_choice = place.node in ("main", "sure") or place.waiting is Waiting.CONFIRM
    keys = Pressed("0" if is_choice else "*")
    for answer in (keys, Heard((Guess("operator", 0.9),))):
        if isinstance(answer, Pressed) or output.hear is not None:
            there, said = step(FLOW, place, answer)
            assert there.node == "desk"
            assert isinstance(step(FLOW, there, Spoken())[1], End)
            assert said != output


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ASKING), st.lists(SPEECH, max_size=2))
def test_keys_work_whatever_speech_does(start: str, speech: list[Input]) -> None:
    right = {"pin": SECRET, "main": "1", "sure": "1", "many": "400", "few": "9", "day": "2902", "acc": "12"}
    place, output = walked(start, "en", [Told({"now": NOW})], most=1 if start in ("sure", "day") else 0)
    for each in speech:
        if place.node == start and isinstance(output, Say):
            place, output = step(FLOW, place, each)
    if place.node != start or not isinstance(output, Say):
        return
    assert isinstance(output.keys, KeyWant)
    key = "1" if place.waiting is Waiting.CONFIRM else "3" if place.waiting is Waiting.DAY else right[start]
    place, output = step(FLOW, place, Pressed(key))
    if place.waiting is Waiting.CONFIRM:
        place, output = step(FLOW, place, Pressed("1"))
    assert place.node != start


@settings(max_examples=100, deadline=None)
@given(st.lists(INPUTS, min_size=1, max_size=8), st.booleans())
def test_a_masked_answer_shows_nowhere(inputs: list[Input], aloud: bool) -> None:
    place, output = begin(FLOW, Started("c"))
    place, output = step(FLOW, place, Heard((Guess(SECRET, 0.99),)) if aloud else Pressed(SECRET))
    assert place.node == "main"
    assert place.data == {"pin": SECRET}
    clean = [each for each in inputs if not _tells(each)] or [Pressed("1")]
    for number in range(30):
        assert SECRET not in repr((place, place.path, output))
        assert SECRET not in str(place.open_data)
        place, output = step(FLOW, place, clean[number % len(clean)])
    if isinstance(place.outcome, HandOff):
        assert "pin" not in place.outcome.data


def _tells(each: Input) -> bool:
    """Whether the caller gives the secret once more, for something that is none."""
    guesses = each.guesses if isinstance(each, Heard) else ()
    return SECRET in getattr(each, "keys", "") or any(SECRET in guess.meaning for guess in guesses)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(ASKING), st.lists(INPUTS, max_size=4))
def test_hanging_up_ends_it_anywhere(start: str, inputs: list[Input]) -> None:
    _, output = walked(start, "en", [*inputs, HungUp()], len(inputs) + 1)
    assert isinstance(output, End)
