"""Strings of digits are built token by token from whatever spelling the model believes in: on a decoder of our own
making, whose beliefs are known."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from ivr.hearing import DigitString
from ivr.speech.engines.digits import DigitSpeller
from ivr.speech.engines.transformer import Tree

PIECES = [f" {digit}" for digit in range(10)] + [str(digit) for digit in range(10)]
PIECES += [" 40", "71", " four", " zero", " seven", " One", ",", ".", "-", " sales", ""]
END = len(PIECES) - 1
START = (END,)


class Believing:
    """Says what it believes comes after a text; anything else has one chance in a million."""

    def __init__(self, beliefs: Mapping[str, Mapping[str, float]]) -> None:
        self.beliefs = beliefs
        self.decoder = self
        self.end = END

    def pieces(self) -> dict[int, str]:
        return dict(enumerate(PIECES[:-1]))

    def text(self, tokens: Any) -> str:
        return "".join(PIECES[token] for token in tokens).strip()

    def next_log_probabilities(self, _: Any, tree: Tree) -> np.ndarray:
        rows = []
        for place in tree.asked:
            told: list[str] = []
            at = place
            while at >= 0:
                told.append(PIECES[tree.tokens[at]])
                at = tree.parents[at]
            chances = np.full(len(PIECES), 1e-6)
            for piece, chance in self.beliefs.get("".join(told[::-1]), {}).items():
                chances[PIECES.index(piece)] = chance
            rows.append(np.log(chances))
        return np.array(rows, np.float32)


def likeliest(beliefs: Mapping[str, Mapping[str, float]], grammar: DigitString) -> list[tuple[str, float]]:
    speller = DigitSpeller(Believing(beliefs))  # type: ignore[arg-type]
    return [(each.digits, float(np.exp(each.total))) for each in speller.likeliest((), grammar, START)]


def test_spellings_of_one_string_are_added_up() -> None:
    beliefs = {
        "": {" 40": 0.3, " four": 0.2, " 4": 0.4},
        " 40": {"71": 1.0},
        " four": {" zero": 1.0},
        " four zero": {" seven": 1.0},
        " four zero seven": {" One": 1.0},
        " 4": {" 0": 1.0},
        " 4 0": {" 7": 1.0},
        " 4 0 7": {" 9": 1.0},
    }
    found = likeliest(beliefs, DigitString(4, 4))
    assert found[0] == ("4071", pytest.approx(0.5, abs=1e-3))
    assert found[1] == ("4079", pytest.approx(0.4, abs=1e-3))


def test_pauses_are_gone_over() -> None:
    beliefs = {"": {" 4": 1.0}, " 4": {"-": 1.0}, " 4-": {"0": 1.0}}
    assert likeliest(beliefs, DigitString(2, 2))[0][0] == "40"


def test_a_shorter_string_counts_when_the_text_ends_there() -> None:
    ends = {"": {" 4": 1.0}, " 4": {" 0": 1.0}, " 4 0": {".": 0.7, " 7": 0.3}}
    assert likeliest(ends, DigitString(2, 4))[0][0] == "40"
    goes_on = {"": {" 4": 1.0}, " 4": {" 0": 1.0}, " 4 0": {".": 0.1, " 7": 0.9}}
    assert likeliest(goes_on, DigitString(2, 3))[0][0] == "407"


@pytest.mark.parametrize(("least", "most"), [(0, 0), (3, 2)])
def test_a_grammar_of_no_digits_has_none(least: int, most: int) -> None:
    assert likeliest({"": {" 4": 1.0}}, DigitString(least, most)) == []
