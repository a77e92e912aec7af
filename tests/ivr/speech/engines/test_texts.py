"""Texts as a tree: each token once, each score at its place."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.speech.engines.texts import texts
from ivr.speech.engines.transformer import Foretold

TOKENS = st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=5), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(TOKENS)
def test_every_text_is_a_path_from_the_start(each: list[list[int]]) -> None:
    made = texts((90, 91), each)
    tree = made.tree
    for steps, text in zip(made.steps, each, strict=True):
        assert [token for _, token in steps] == text
        for row, place in enumerate(tree.asked[row] for row, _ in steps):
            told = []
            while place >= 0:
                told.append(tree.tokens[place])
                place = tree.parents[place]
            assert told[::-1] == [90, 91, *text[:row]]


def test_what_begins_alike_is_there_once() -> None:
    assert texts((9,), [(1, 2, 3), (1, 2, 4), (1, 5)]).tree.tokens == (9, 1, 2)


def test_scores_are_picked_by_token() -> None:
    made = texts((9,), [(1, 2), (3,)])
    hidden, projection = np.array([[0.0], [5.0]], np.float32), np.ones((1, 5), np.float32)
    projection[0] = np.arange(5)
    told = Foretold(hidden, projection, np.array([1.0, 2.0], np.float32), 0.0)
    assert [score.tolist() for score in made.scores(told)] == [[-1.0, 8.0], [-1.0]]
