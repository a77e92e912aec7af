from hypothesis import given
from hypothesis import strategies as st

from ivr.agi.keys import LATE_TERMINATOR_S, KeyPad
from ivr.inputs import Pressed, Silent
from ivr.outputs import KeyWant

FOUR = KeyWant(4, 4, "#", timeout_s=5.0, gap_s=2.0)


def pressed(want: KeyWant, keys: str) -> KeyPad:
    pad = KeyPad(want)
    for key in keys:
        if pad.wait_s is not None:
            pad.press(key)
    return pad


def test_one_key_ends_a_menu_at_once() -> None:
    pad = KeyPad(KeyWant())
    assert pad.wait_s == 5.0
    pad.press("3")
    assert pad.wait_s is None
    assert pad.answer() == Pressed("3")


def test_the_gap_counts_between_keys() -> None:
    assert pressed(FOUR, "1").wait_s == 2.0


def test_the_terminator_ends_early_and_is_no_part_of_the_answer() -> None:
    want = KeyWant(2, 6, "#")
    assert pressed(want, "123#").answer() == Pressed("123")
    assert pressed(want, "1#").answer() == Silent("1")
    assert pressed(want, "#").answer() == Silent("")
    assert pressed(KeyWant(0, 6, "#"), "#").answer() == Pressed("")


def test_a_late_terminator_is_waited_for_briefly_and_swallowed() -> None:
    pad = pressed(FOUR, "1234")
    assert pad.wait_s == LATE_TERMINATOR_S
    pad.press("#")
    assert pad.wait_s is None
    assert pad.answer() == Pressed("1234")
    assert pressed(FOUR, "12345").answer() == Pressed("1234")


def test_without_a_terminator_the_last_key_ends_at_once() -> None:
    assert pressed(KeyWant(4, 4), "1234").wait_s is None
    assert pressed(KeyWant(4, 4), "12#4").answer() == Pressed("12#4")


def test_enough_keys_then_silence_is_an_answer() -> None:
    pad = pressed(KeyWant(2, 6, "#"), "12")
    pad.wait_over()
    assert pad.answer() == Pressed("12")


def test_the_printed_form_tells_no_key() -> None:
    assert "12" not in repr(pressed(FOUR, "12"))


@given(st.integers(0, 4), st.integers(0, 6), st.sampled_from(["", "#", "*"]), st.text("0123456789*#", max_size=10))
def test_an_answer_never_has_more_than_most_and_pressed_never_fewer_than_least(
    least: int, most: int, terminator: str, keys: str
) -> None:
    pad = pressed(KeyWant(least, most, terminator), keys)
    answer = pad.answer()
    assert len(answer.keys) <= most
    assert isinstance(answer, Pressed) == (len(answer.keys) >= least)
    assert not terminator or terminator not in answer.keys
