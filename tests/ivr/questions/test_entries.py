"""Digits and numbers by words or keys: taken, said back, refused; masked digits show nowhere."""

import pytest

from ivr.hearing import DigitString, HearWant
from ivr.inputs import Pressed, Silent
from ivr.outcome import HandOff
from ivr.outputs import Digits, End, KeyWant, Number, Say
from tests.ivr.questions.script import Load, badly, half, is_keys_only, results, said, sure, walk, words

DIGITS = """
  a: {collect: acc, prompt: [p], least: 2, most: 4, next: out, wrong: [w], silent: [s], speech: true, %s}
"""
NUMBER = """
  a: {number: n, prompt: [p], least: 2, most: %s, next: out, wrong: [w], silent: [s]%s}
"""


def hand_off(**data: str) -> End:
    return End(HandOff("sales", language="en", data=data))


class TestDigits:
    def test_digits_and_keys_are_waited_for_at_once(self, load: Load) -> None:
        _, output = walk(load(DIGITS % "retries: 1"))
        assert isinstance(output, Say)
        assert output.keys == KeyWant(2, 4, "#")
        assert isinstance(output.hear, HearWant)
        assert isinstance(output.hear.grammar, DigitString)
        assert (output.hear.grammar.least, output.hear.grammar.most) == (2, 4)
        assert (output.hear.silence_s, output.hear.longest_s) == (1.0, 8.0)
        assert words(output)["agent"] == "operator"

    def test_many_digits_have_time(self, load: Load) -> None:
        _, output = walk(load((DIGITS % "retries: 1").replace("most: 4", "most: 16")))
        assert isinstance(output, Say)
        assert isinstance(output.hear, HearWant)
        assert output.hear.longest_s == pytest.approx(19.2)

    def test_spoken_or_typed_they_are_data(self, load: Load) -> None:
        flow = load(DIGITS % "retries: 1")
        for answer in (sure("123"), Pressed("123")):
            assert walk(flow, answer)[1] == hand_off(acc="123")

    def test_half_heard_they_are_said_back(self, load: Load) -> None:
        flow = load(DIGITS % "retries: 1")
        _, output = walk(flow, half("123"))
        assert said(output) == ["you-said", Digits("123"), "right"]
        assert walk(flow, half("123"), sure("yes"))[1] == hand_off(acc="123")
        place, output = walk(flow, half("123"), sure("no"))
        assert said(output) == ["p"]
        assert walk(flow, half("123"), Pressed("2"), sure("123", "124"))[1] == hand_off(acc="124")
        assert "123" not in repr(place)

    @pytest.mark.parametrize("answer", [half("123"), Pressed("123")])
    def test_half_a_yes_to_them_is_asked_for_once_more(self, load: Load, answer: Pressed) -> None:
        flow = load(DIGITS % 'retries: 9, confirm: [y, {digits: "{acc}"}]')
        assert said(walk(flow, answer, half("yes"))[1]) == ["half", "y", Digits("123")]
        assert walk(flow, answer, half("yes"), half("yes"))[1] == hand_off(acc="123")
        assert said(walk(flow, answer, half("no"))[1]) == ["half", "y", Digits("123")]
        assert said(walk(flow, answer, half("no"), half("no"))[1]) == ["p"]
        _, output = walk(flow, answer, half("no"), half("no"), sure("124"), half("no"))
        assert said(output) == ["keys", "y", Digits("124")]  # of these digits there was no half a no before

    def test_with_confirm_all_are_said_back_in_its_words(self, load: Load) -> None:
        flow = load(DIGITS % 'confirm: [y, {digits: "{acc}"}]')
        for answer in (sure("123"), Pressed("123")):
            assert said(walk(flow, answer)[1]) == ["y", Digits("123")]
            assert walk(flow, answer, Pressed("1"))[1] == hand_off(acc="123")

    @pytest.mark.parametrize("answer", [sure("1"), sure("12345"), sure("1a"), sure("١٢"), Pressed("1"), Silent("1")])
    def test_what_is_no_answer_is_asked_again(self, load: Load, answer: Pressed) -> None:
        assert said(walk(load(DIGITS % "retries: 1"), answer)[1]) == ["w", "p"]

    def test_the_star_or_his_name_is_the_operator(self, load: Load) -> None:
        flow = load(DIGITS % "retries: 1")
        for answer in (Pressed("*"), Silent("1*"), sure("operator")):
            assert walk(flow, answer)[1] == End(HandOff("desk", language="en"))

    def test_in_a_language_without_numbers_keys_serve(self, load: Load) -> None:
        _, output = walk(load(DIGITS % "retries: 1"), language="fr")
        assert is_keys_only(output)

    def test_masked_digits_are_for_keys_only(self, load: Load) -> None:
        flow = load((DIGITS % "masked: true").replace("speech: true, ", ""))
        place, output = walk(flow)
        assert is_keys_only(output)
        place, output = walk(flow, Pressed("8364"))
        assert output == hand_off()
        assert "8364" not in repr((place, output))

    def test_masked_digits_aloud_are_taken_when_sure_and_never_said_back(self, load: Load) -> None:
        flow = load((DIGITS % "masked: true").replace("speech: true", "speech: aloud"))
        _, output = walk(flow)
        assert isinstance(output, Say)
        assert isinstance(output.hear, HearWant)
        assert output.hear.masked
        place, output = walk(flow, sure("8364"))
        assert output == hand_off()
        assert place.data == {"acc": "8364"}
        assert "8364" not in repr((place, place.path, output))
        place, output = walk(flow, half("8364"))
        assert said(output) == ["w", "p"]
        assert "8364" not in repr((place, place.path, output))


class TestNumber:
    def test_up_to_fifty_numbers_are_heard_by_name(self, load: Load) -> None:
        _, output = walk(load(NUMBER % (30, "")))
        assert isinstance(output, Say)
        assert output.keys == KeyWant(1, 2, "#")
        heard = words(output)
        assert heard["twenty one"] == "21"
        assert "one" not in heard
        assert heard["agent"] == "operator"

    def test_more_are_heard_digit_by_digit(self, load: Load) -> None:
        _, output = walk(load(NUMBER % (500, "")))
        assert isinstance(output, Say)
        assert isinstance(output.hear, HearWant)
        assert isinstance(output.hear.grammar, DigitString)
        assert (output.hear.grammar.least, output.hear.grammar.most) == (1, 3)

    def test_it_is_data_or_asked_again(self, load: Load) -> None:
        flow = load(NUMBER % (30, ""))
        assert walk(flow, sure("21"))[1] == hand_off(n="21")
        assert walk(flow, Pressed("07"))[1] == hand_off(n="7")
        for wrong in (Pressed("1"), Pressed("31"), sure("1"), sure("x"), badly("21")):
            assert said(walk(flow, wrong)[1]) == ["w", "p"]

    def test_half_heard_it_is_said_back(self, load: Load) -> None:
        flow = load(NUMBER % (30, ""))
        _, output = walk(flow, half("21"))
        assert said(output) == ["you-said", Number(21), "right"]
        place, output = walk(flow, half("21"), sure("yes"))
        assert output == hand_off(n="21")
        assert results(place) == ["heard, said back", "confirmed", "to queue sales"]
        assert said(walk(flow, half("21"), half("yes"))[1]) == ["half", "you-said", Number(21), "right"]

    def test_with_confirm_it_is_always_said_back(self, load: Load) -> None:
        flow = load(NUMBER % (30, ', confirm: [c, {number: "{n}"}]'))
        assert said(walk(flow, Pressed("7"))[1]) == ["c", Number(7)]
