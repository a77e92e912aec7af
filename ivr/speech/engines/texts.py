"""Texts as one tree of tokens: what they begin with alike is there once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ivr.speech.engines.transformer import Foretold, Tree


@dataclass(frozen=True, slots=True)
class Texts:
    """`steps[i]`: of text i, for each of its tokens the row of `tree.asked` it is foretold in, and the token."""

    tree: Tree
    steps: tuple[tuple[tuple[int, int], ...], ...]

    def scores(self, foretold: Foretold) -> list[NDArray[np.float64]]:
        """Of every text, the log-probability of each token, from what the decoder foretold of `tree`."""
        asked: dict[int, list[int]] = {}
        for row, token in {step for text in self.steps for step in text}:
            asked.setdefault(row, []).append(token)
        told = {
            (row, token): float(likely)
            for row, tokens in asked.items()
            for token, likely in zip(tokens, foretold.of(row, tokens), strict=True)
        }
        return [np.array([told[step] for step in text], np.float64) for text in self.steps]


def texts(start: Sequence[int], each: Sequence[Sequence[int]]) -> Texts:
    """`start` is what every text comes after. A text's last token is only foretold, and needs no place in the tree."""
    tokens, parents = list(start), list(range(-1, len(start) - 1))
    places: dict[tuple[int, int], int] = {}
    rows: dict[int, int] = {}
    steps = []
    for text in each:
        at, path = len(start) - 1, []
        for number, token in enumerate(text):
            path.append((rows.setdefault(at, len(rows)), token))
            if number + 1 < len(text):
                if (at, token) not in places:
                    places[at, token] = len(tokens)
                    tokens.append(token)
                    parents.append(at)
                at = places[at, token]
        steps.append(tuple(path))
    return Texts(Tree(tuple(tokens), tuple(parents), tuple(rows)), tuple(steps))
