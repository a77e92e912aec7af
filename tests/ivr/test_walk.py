"""The walk: each kind of node with the right key, a wrong one, silence and a hang-up; nothing makes it raise."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ivr.flow import Flow
from ivr.hours import Calendar, Span
from ivr.inputs import HungUp, Input, Pressed, Silent, Spoken, Started, Told
from ivr.outcome import CallerLeft, Failed, HandOff, Hangup, Transfer
from ivr.outputs import Ask, ClockTime, Day, Digits, End, KeyWant, Money, Number, Output, Say, Sound
from ivr.place import Place
from ivr.read import read
from ivr.walk import MAX_STEPS, begin, step

DAY = Calendar("office", ZoneInfo("UTC"), ((Span(480, 1080),),) * 7)
CALL = Started("main-1.1", number="0301234", dialled="100")
ENDS = "\n  operator: {handoff: operator}\n  bye: {hangup: [goodbye]}\n  boss: {transfer: boss}\n"
Load = Callable[..., Flow]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(nodes: str, start: str = "a") -> Flow:
        path = tmp_path / "f.yaml"
        path.write_text(f"start: {start}\nentries: [operator, bye, boss]\nnodes:\n{nodes}{ENDS}", encoding="utf-8")
        return read(path, calendars={"office": DAY})

    return load


def walk(flow: Flow, *happened: Input, started: Started = CALL) -> tuple[Place, Output]:
    place, output = begin(flow, started)
    for each in happened:
        place, output = step(flow, place, each)
    return place, output


def said(output: Output) -> list[object]:
    assert isinstance(output, Say)
    return [part.name if isinstance(part, Sound) else part for part in output.parts]


MENU = """
  a: {menu: [m1, m2], keys: {1: b, "*": repeat, "#": back, 9: bye}, retries: 2, wrong: [w], silent: [s],
      timeout_s: 7, barge_in: false}
  b: {menu: [n], keys: {"#": back, 0: bye}}
"""


class TestMenu:
    def test_asks_for_one_key(self, load: Load) -> None:
        _, output = walk(load(MENU))
        wanted = KeyWant(1, 1, "", timeout_s=7, gap_s=3, barge_in=False)
        assert output == Say((Sound("m1"), Sound("m2")), "en", wanted)

    def test_a_key_leads_on(self, load: Load) -> None:
        place, output = walk(load(MENU), Pressed("1"))
        assert place.node == "b"
        assert said(output) == ["n"]
        assert place.path == (("a", "1"),)

    def test_wrong_and_silent_have_their_own_words_then_the_operator(self, load: Load) -> None:
        flow = load(MENU)
        _, output = walk(flow, Pressed("7"))
        assert said(output) == ["w", "m1", "m2"]
        _, output = walk(flow, Pressed("7"), Silent())
        assert said(output) == ["s", "m1", "m2"]
        place, output = walk(flow, Pressed("7"), Silent(), Pressed("66"))
        assert output == End(HandOff("operator", language="en"))
        assert [visit.result for visit in place.path] == ["wrong", "silent", "wrong, gave up", "to queue operator"]

    def test_zero_reaches_the_operator_unless_the_menu_says_otherwise(self, load: Load) -> None:
        flow = load(MENU)
        assert walk(flow, Pressed("0"))[1] == End(HandOff("operator", language="en"))
        assert walk(flow, Pressed("1"), Pressed("0"), Spoken())[1] == End(Hangup())

    def test_repeat_costs_no_try(self, load: Load) -> None:
        place, output = walk(load(MENU), *[Pressed("*")] * 10)
        assert said(output) == ["m1", "m2"]
        assert place.tries == 0

    def test_back_leads_to_the_question_before_or_stays(self, load: Load) -> None:
        flow = load(MENU)
        assert walk(flow, Pressed("1"), Pressed("#"))[0].node == "a"
        assert walk(flow, Pressed("#"))[0].node == "a"
        assert walk(flow, Pressed("1"), Pressed("#"), Pressed("#"))[0].node == "a"

    def test_tries_start_anew_in_the_next_node(self, load: Load) -> None:
        place, _ = walk(load(MENU), Pressed("7"), Pressed("7"), Pressed("1"), Pressed("7"))
        assert (place.node, place.tries) == ("b", 1)

    def test_letters_count_in_either_case(self, load: Load) -> None:
        flow = load("  a: {menu: [m], keys: {A: bye}}")
        assert walk(flow, Pressed("a"), Spoken())[1] == End(Hangup())


COLLECT = """
  a: {collect: pin, prompt: [p], least: 2, most: 4, retries: 1, wrong: [w], silent: [s], terminator: "*", next: b,
      keys: {"#": back}, %s}
  b: {handoff: sales, data: {note: "n {caller.number}"}}
"""
CONFIRMED = COLLECT % 'confirm: [y, {digits: "{pin}"}]'


class TestCollect:
    def test_asks_for_digits(self, load: Load) -> None:
        _, output = walk(load(COLLECT % "masked: true, gap_s: 4"))
        assert output == Say((Sound("p"),), "en", KeyWant(2, 4, "*", 5, 4, True, masked=True))

    def test_digits_become_data(self, load: Load) -> None:
        _, output = walk(load(COLLECT % ""), Pressed("0123"))
        assert output == End(HandOff("sales", language="en", data={"pin": "0123", "note": "n 0301234"}))

    @pytest.mark.parametrize("keys", ["1", "12345", "1A", "**", "١٢"])
    def test_what_is_no_answer_is_asked_again_then_the_operator(self, load: Load, keys: str) -> None:
        flow = load(COLLECT % "")
        assert said(walk(flow, Pressed(keys))[1]) == ["w", "p"]
        assert walk(flow, Pressed(keys), Silent("1"))[1] == End(HandOff("operator", language="en"))

    def test_silence(self, load: Load) -> None:
        assert said(walk(load(COLLECT % ""), Silent())[1]) == ["s", "p"]

    def test_a_key_that_is_no_digit_can_lead_away(self, load: Load) -> None:
        flow = load("  m: {menu: [m], keys: {1: a}}\n" + COLLECT % "", start="m")
        assert walk(flow, Pressed("1"), Silent("1#"))[0].node == "m"

    def test_confirm_says_back_and_takes_on_1(self, load: Load) -> None:
        flow = load(CONFIRMED)
        _, output = walk(flow, Pressed("123"))
        assert output == Say((Sound("y"), Digits("123")), "en", KeyWant())
        outcome = walk(flow, Pressed("123"), Pressed("1"))[0].outcome
        assert isinstance(outcome, HandOff)
        assert outcome.data["pin"] == "123"

    def test_confirm_2_asks_again_and_costs_a_try(self, load: Load) -> None:
        flow = load(CONFIRMED)
        place, output = walk(flow, Pressed("123"), Pressed("2"))
        assert said(output) == ["p"]
        assert place.data == {}
        assert walk(flow, Pressed("123"), Pressed("2"), Pressed("123"), Pressed("2"))[0].node == "operator"

    @pytest.mark.parametrize(("answer", "before"), [(Pressed("7"), "w"), (Silent(), "s")])
    def test_confirm_with_no_answer_says_it_again(self, load: Load, answer: Input, before: str) -> None:
        flow = load(CONFIRMED)
        assert said(walk(flow, Pressed("123"), answer)[1]) == [before, "y", Digits("123")]
        assert walk(flow, Pressed("123"), answer, answer)[0].node == "operator"

    def test_stock_confirm(self, load: Load) -> None:
        _, output = walk(load(COLLECT % "confirm: true"), Pressed("123"))
        assert said(output) == ["you-entered", Digits("123"), "if-correct-press", "digits/1", "vm-calldiffnum"]

    def test_a_masked_answer_shows_nowhere(self, load: Load) -> None:
        nodes = COLLECT % "masked: true"
        nodes = nodes.replace("next: b", "next: d").replace('*"', 'A"')
        flow = load(nodes + "  d: {decide: [{when: {data: pin, is: 4711}, go: b}, {else: bye}]}\n")
        place, output = walk(flow, Pressed("4711"))
        assert output == End(HandOff("sales", language="en", data={"note": "n 0301234"}))
        assert "4711" not in repr(place)
        assert "4711" not in repr(place.path)


def test_play_says_every_kind_of_part_and_leaves_out_what_cannot_be_said(load: Load) -> None:
    flow = load("""
  a: {set: {data: {n: "12.7", bad: "x", day: "2026-12-24"}}, next: p}
  p:
    play:
      - hello
      - {number: "{n}"}
      - {number: "{bad}"}
      - {digits: "{caller.number}"}
      - {date: "{day}"}
      - {date: "{now}"}
      - {time: "{now}"}
      - {time: "08:30"}
      - {money: "12.50", currency: EUR}
      - {number: "{queue.sales.waiting}"}
      - {date: "{bad}"}
    next: bye
""")
    _, output = walk(flow)
    assert output == Ask(("now", "queue.sales.waiting"))
    now = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
    place, output = walk(flow, Told({"now": now, "queue.sales.waiting": None}))
    day = datetime(2026, 12, 24).date()
    assert said(output) == [
        "hello",
        Number(12),
        Digits("0301234"),
        Day(day),
        Day(now.date()),
        ClockTime(now.time()),
        ClockTime(datetime(2026, 1, 1, 8, 30).time()),
        Money(Decimal("12.50"), "EUR"),
    ]
    place, output = step(flow, place, Spoken())
    assert said(output) == ["goodbye"]
    assert step(flow, place, Spoken())[1] == End(Hangup())


def test_a_prompt_with_nothing_left_to_say_is_passed(load: Load) -> None:
    flow = load('  a: {play: [{number: "{queue.sales.waiting}"}], next: boss}')
    assert walk(flow, Told({}))[1] == End(Transfer("boss"))


DECIDE = """
  a:
    decide:
      - {when: {not: {open: office}}, go: bye}
      - {when: {fact: queue.sales.expected_wait_s, above: 300}, go: boss}
      - else: operator
"""


@pytest.mark.parametrize(
    ("hour", "wait", "node"),
    [(12, 301, "boss"), (12, 300, "operator"), (12, None, "operator"), (7, 301, "bye"), (None, 301, "boss")],
)
def test_decide_takes_the_first_that_is_true(load: Load, hour: int | None, wait: int | None, node: str) -> None:
    now = None if hour is None else datetime(2026, 3, 2, hour, tzinfo=UTC)
    flow = load(DECIDE)
    assert walk(flow)[1] == Ask(("now", "queue.sales.expected_wait_s"))
    assert walk(flow, Told({"now": now, "queue.sales.expected_wait_s": wait}))[0].node == node


def test_what_was_set_goes_with_the_caller(load: Load) -> None:
    flow = load("""
  a: {set: {language: de, intent: buy, priority: 4, skills: {german: 5, wine: 2}, data: {x: "1"}}, next: b}
  b: {set: {skills: {wine: 3}, data: {y: "{x}{x}", x: "2"}}, next: c}
  c: {handoff: sales, skills: {beer: 1}, priority: 7}
""")
    _, output = walk(flow)
    skills = {"german": 5, "wine": 3, "beer": 1}
    assert output == End(HandOff("sales", "buy", skills, 7, "de", {"x": "2", "y": "11"}))


def test_hang_up_anywhere_says_where(load: Load) -> None:
    for nodes in (MENU, COLLECT % "", DECIDE, "  a: {play: [x], next: bye}", "  a: {hangup: [x]}"):
        place, output = walk(load(nodes), HungUp())
        assert output == End(CallerLeft("a"))
        assert place.path == (("a", "hung up"),)
    place, output = walk(load(CONFIRMED), Pressed("123"), HungUp())
    assert output == End(CallerLeft("a"))
    assert "123" not in repr(place.path)


def test_nothing_changes_the_end(load: Load) -> None:
    flow = load("  a: {transfer: boss2}")
    for happened in (HungUp(), Pressed("1"), Told({}), Spoken()):
        assert walk(flow, happened)[1] == End(Transfer("boss2"))


def test_an_input_that_does_not_fit_gives_the_same_output_again(load: Load) -> None:
    menu, play, decide = load(MENU), load("  a: {play: [x], next: bye}"), load(DECIDE)
    for flow, happened in (
        (menu, Told({})),
        (play, Told({})),
        (decide, Pressed("1")),
        (decide, Spoken()),
        (menu, CALL),
    ):
        assert walk(flow, happened)[1] == begin(flow, CALL)[1]
    assert said(walk(menu, Spoken())[1])[0] == "s"
    assert said(walk(play, Pressed("1"))[1]) == ["goodbye"]


def test_a_walk_without_end_fails_at_the_cap(load: Load) -> None:
    flow = load(MENU)
    place, output = walk(flow, *[Pressed("*")] * (MAX_STEPS - 1))
    assert isinstance(output, Say)
    place, output = step(flow, place, Pressed("*"))
    assert isinstance(output, End)
    assert isinstance(output.outcome, Failed)
    assert output.outcome.node == "a"


def test_where_and_in_what_language_a_caller_enters(load: Load) -> None:
    flow = load(MENU)
    place, _ = walk(flow, started=Started("c", node="b", language="fr"))
    assert (place.node, place.language) == ("b", "fr")
    assert walk(flow, started=Started("c", node="nowhere"))[1] == End(Failed("nowhere", "flow f has no such node"))
