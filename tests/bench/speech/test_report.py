"""The table: what counts for which of its rows."""

import pytest

from bench.speech.figures import Trial
from bench.speech.report import family, report


def trial(group: str, grammar: str, said: str, meaning: str | None, got: str | None, confidence: float) -> Trial:
    return Trial(group, grammar, "v", said, 30, meaning, got, confidence, 5.0)


TRIALS = [
    *(trial("menu 2", "menu 2", "tickets", "tickets", "tickets", confidence) for confidence in (0.2, 0.5, 0.9, 0.9)),
    trial("menu", "menu", "sales", "sales", "orders", 0.9),
    trial("outside", "digits", "line", None, "9", 0.9),
    trial("outside", "digits", "coffee", None, None, 0.0),
    trial("human words", "digits", "ball", None, "4", 0.4),
    trial("noise", "digits", "hiss", None, None, 0.0),
    trial("outside", "phrases 2", "thickets", None, "tickets", 0.9),
    trial("outside", "phrases 2", "coffee", None, None, 0.0),
]
ROWS = {row.split(" | ")[0].removeprefix("| "): row for row in report({"w": TRIALS}, (0.35, 0.85)).splitlines()}


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("menu words, 30 dB, right and accepted", ["95 / 99", "80.0 %", "60.0 %", "40.0 %"]),
        ("outside the grammar of single digits, accepted", ["6 / 2", "66.7 %", "66.7 %", "33.3 %"]),
        ("... single digits, words that sound near them", ["-", "100.0 %", "100.0 %", "100.0 %"]),
        ("... single digits, all else", ["-", "50.0 %", "50.0 %", "0.0 %"]),
        ("... short phrases, words that sound near them", ["-", "100.0 %", "100.0 %", "100.0 %"]),
        ("... short phrases, all else", ["-", "0.0 %", "0.0 %", "0.0 %"]),
        ("all outside, but for words that sound near", ["6 / 2", "33.3 %", "33.3 %", "0.0 %"]),
        ("all outside: a person's words", ["6 / 2", "100.0 %", "100.0 %", "0.0 %"]),
        ("noise, tones, music, accepted", ["1 / 0", "0.0 %", "0.0 %", "0.0 %"]),
    ],
)
def test_a_row_counts_what_it_names(row: str, cells: list[str]) -> None:
    found = ROWS[row].strip("| ").split(" | ")[1:]
    assert [found[0], *(cell.split(" (")[0] for cell in found[1:])] == cells


def test_grammars_of_one_kind_are_one_family() -> None:
    assert [family(each) for each in ("menu 2", "only sales", "also", "human days")] == [
        "menu",
        "only",
        "also",
        "human",
    ]
