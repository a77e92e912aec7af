"""Who gets whom when there is a choice. Pure functions over score arrays in which -inf means "gated".

Ties fall to the earlier row and then the earlier column, so the caller orders rows by wait and columns by idle time.
"""

import numpy as np

from acd.core.routing.candidates import Bools, Floats

GATED = -np.inf


def first_best(scores: Floats, *ties: Floats) -> int:
    """Index of the highest score; equals are parted by the lowest of `ties` in turn, then by the lowest index."""
    best = np.flatnonzero(scores == scores.max())
    for tie in ties:
        if len(best) == 1:
            break
        keys = tie[best]
        best = best[keys == keys.min()]
    return int(best[0])


def pairs(scores: Floats, overdue: Bools) -> list[tuple[int, int]]:
    """Greedy pairing of rows (contacts) and columns (agents): overdue rows first, in row order, each with its best
    column; then always the best pair left. No pair that is not gated is left over. `scores` is used up."""
    found: list[tuple[int, int]] = []
    if not scores.size:
        return found

    def take(row: int, column: int) -> None:
        found.append((row, column))
        scores[row, :] = GATED
        scores[:, column] = GATED

    for row in map(int, np.flatnonzero(overdue)):
        column = int(scores[row].argmax())
        if scores[row, column] > GATED:
            take(row, column)
    tops, columns = scores.max(axis=1), scores.argmax(axis=1)
    while True:
        row = int(tops.argmax())
        if tops[row] == GATED:
            return found
        column = int(columns[row])
        take(row, column)
        tops[row] = GATED
        stale = np.flatnonzero((columns == column) & (tops > GATED))
        tops[stale], columns[stale] = scores[stale].max(axis=1), scores[stale].argmax(axis=1)
