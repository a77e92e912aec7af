"""A layered drawing of a directed graph (after Sugiyama): items in rows so that arrows run down and cross little.

Circles are cut, each item gets a layer below those that lead to it, arrows over several layers get waypoints, layers
are ordered by the middle of their neighbours, and each layer is shifted towards its neighbours, as near as the items'
widths allow (least squares by pooling adjacent violators).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 24
GAP = 28.0

Way = tuple[str, str]


@dataclass(slots=True)
class Layout:
    """`layer` from 0 at the top; `x` is the middle of an item. `chains`: for each way its items from source to target,
    waypoints between."""

    layer: dict[str, int] = field(default_factory=dict)
    x: dict[str, float] = field(default_factory=dict)
    chains: dict[Way, list[str]] = field(default_factory=dict)


def lay_out(sizes: Mapping[str, float], ways: Sequence[Way], roots: Sequence[str]) -> Layout:
    """`sizes`: item → width. Ways from an item to itself are not allowed."""
    turned = _turned(sizes, ways, roots)
    down = [(b, a) if (a, b) in turned else (a, b) for a, b in ways]
    layout = Layout(layer=_layers(sizes, down))
    widths = dict(sizes)
    links: list[Way] = []
    for way, (above, below) in zip(ways, down, strict=True):
        chain = _chain(layout, widths, above, below)
        links += pairwise(chain)
        layout.chains[way] = chain[::-1] if way in turned else chain
    rows = _ordered(layout.layer, links)
    layout.x = _placed(rows, widths, links)
    return layout


def _turned(items: Mapping[str, float], ways: Sequence[Way], roots: Sequence[str]) -> set[Way]:
    """The ways that lead back to an item on the path being walked: turned round, no circle is left."""
    after: dict[str, list[str]] = {item: [] for item in items}
    for source, target in ways:
        after[source].append(target)
    turned: set[Way] = set()
    done: set[str] = set()
    for root in (*roots, *items):
        path: dict[str, list[str]] = {} if root in done else {root: list(after[root])}
        while path:
            item = next(reversed(path))
            if not path[item]:
                done.add(item)
                del path[item]
                continue
            target = path[item].pop(0)
            if target in path:
                turned.add((item, target))
            elif target not in done:
                path[target] = list(after[target])
    return turned


def _layers(items: Mapping[str, float], down: Sequence[Way]) -> dict[str, int]:
    """Each item one below the lowest that leads to it."""
    layer = dict.fromkeys(items, 0)
    moved = True
    while moved:
        moved = False
        for above, below in down:
            if layer[below] <= layer[above]:
                layer[below] = layer[above] + 1
                moved = True
    return layer


def _chain(layout: Layout, widths: dict[str, float], above: str, below: str) -> list[str]:
    first, last = layout.layer[above], layout.layer[below]
    waypoints = [f"{above}\n{below}\n{number}" for number in range(first + 1, last)]
    for number, waypoint in enumerate(waypoints, start=first + 1):
        layout.layer[waypoint] = number
        widths[waypoint] = 0.0
    return [above, *waypoints, below]


def _neighbours(links: Sequence[Way]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for upper, lower in links:
        above.setdefault(lower, []).append(upper)
        below.setdefault(upper, []).append(lower)
    return above, below


def _ordered(layer: Mapping[str, int], links: Sequence[Way]) -> list[list[str]]:
    """The rows, top to bottom, in the order with the fewest crossings found."""
    rows: list[list[str]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for item, number in layer.items():
        rows[number].append(item)
    above, below = _neighbours(links)
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    for sweep in range(SWEEPS):
        near = above if sweep % 2 == 0 else below
        for number in range(len(rows)) if near is above else range(len(rows) - 1, -1, -1):
            spots = {item: i for row in rows for i, item in enumerate(row)}
            rows[number].sort(key=lambda item: _middle(item, near, spots))
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _middle(item: str, near: Mapping[str, list[str]], spots: Mapping[str, float]) -> float:
    others = near.get(item, [])
    return sum(spots[other] for other in others) / len(others) if others else spots[item]


def _crossings(rows: Sequence[Sequence[str]], below: Mapping[str, list[str]]) -> int:
    total = 0
    for row, lower in pairwise(rows):
        spot = {item: i for i, item in enumerate(lower)}
        ends = [spot[target] for item in row for target in sorted(below.get(item, ()), key=spot.__getitem__)]
        total += sum(left > right for i, left in enumerate(ends) for right in ends[i + 1 :])
    return total


def _placed(rows: Sequence[Sequence[str]], widths: Mapping[str, float], links: Sequence[Way]) -> dict[str, float]:
    above, below = _neighbours(links)
    x: dict[str, float] = {}
    for row in rows:
        x.update(zip(row, _spread([0.0] * len(row), [widths[item] for item in row]), strict=True))
    for sweep in range(SWEEPS):
        near = above if sweep % 2 == 0 else below
        for row in rows if near is above else rows[::-1]:
            wanted = [_middle(item, near, x) for item in row]
            x.update(zip(row, _spread(wanted, [widths[item] for item in row]), strict=True))
    left = min((x[item] - widths[item] / 2 for item in x), default=0.0)
    return {item: middle - left for item, middle in x.items()}


def _spread(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """The middles nearest to those wanted (least squares) that keep the order and GAP between items."""
    offsets, at = [], 0.0
    for number, width in enumerate(widths):
        at += (widths[number - 1] / 2 + GAP + width / 2) if number else 0.0
        offsets.append(at)
    pools: list[tuple[float, int]] = []  # (sum, count) of wanted positions that move as one
    for want, offset in zip(wanted, offsets, strict=True):
        total, count = want - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    bases = [total / count for total, count in pools for _ in range(count)]
    return [base + offset for base, offset in zip(bases, offsets, strict=True)]
