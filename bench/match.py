"""What a joint assignment costs: contacts x agents, against scipy on the same costs in the same run.

    python bench/match.py [--seeds 5] [--rounds 5]

For every seed a house is drawn as a call centre has it: a handle time for each kind and agent (logarithms spread by .25
about 180, 240 or 300 s), a bonus for up to 300 s of idleness, 40 % of the cells gated, contacts spread over the kinds
unevenly, urgencies exponential. With `chain`, each agent has two neighbouring skills only and many contacts cannot be
served by whom they would suit: the hard case. With as many kinds as contacts nothing collapses, and the budget may end
the search.

Shown are the median of the thread's CPU time and the spread of the seeds' medians; scipy's median for
`linear_sum_assignment` alone, the matrix written out beforehand; the ratio ours / scipy's with its spread over seeds;
the largest gap to scipy's total ("greedy": the seeds in which the budget was used up); and what greedy's total
is above the optimum where it finds as many pairs, with its share of seeds that lost pairs.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

import click
import numpy as np
from scipy.optimize import linear_sum_assignment

from acd.core.routing import match

SIZES = ((300, 300), (100, 300), (300, 100), (1000, 1000))
KINDS = (1, 6, 12, 40)
FORBIDDEN = 1e7
CLOSE = 1e-6  # further from the optimum means that the budget ended the search


def house(seed: int, rows: int, columns: int, kinds: int, chain: bool) -> tuple[Any, Any, Any]:
    lot = np.random.default_rng(seed)
    pair = lot.choice([180.0, 240.0, 300.0], kinds)[:, None] * lot.lognormal(0, 0.2, columns)
    pair = pair * lot.lognormal(0, 0.15, (kinds, columns)) - 0.3 * lot.uniform(0, 300, columns)
    if chain:
        able = (np.arange(kinds)[:, None] - lot.integers(0, kinds, columns)) % kinds < 2
    else:
        able = lot.random((kinds, columns)) < 0.6
    pair[~able] = np.inf
    return pair, lot.choice(kinds, rows, p=lot.dirichlet(np.full(kinds, 4.0))), lot.exponential(60, rows)


def timed(rounds: int, do: Callable[[], Any]) -> tuple[float, Any]:
    """Median in milliseconds, and the result."""
    times, result = [], None
    for _ in range(rounds):
        began = time.thread_time()
        result = do()
        times.append((time.thread_time() - began) * 1e3)
    return statistics.median(times), result


def one(seed: int, rows: int, columns: int, kinds: int, chain: bool, rounds: int) -> dict[str, Any]:
    pair, kind, gain = house(seed, rows, columns, kinds, chain)
    never = np.zeros(rows, np.bool_)
    costs = pair[kind] - gain[:, None]
    written = np.where(np.isfinite(costs), costs, FORBIDDEN)
    ours, found = timed(rounds, lambda: match.assign(pair, kind, gain, never))
    theirs, (best_rows, best_columns) = timed(max(1, rounds // 2), lambda: linear_sum_assignment(written))
    chosen = costs[best_rows, best_columns]
    chosen = chosen[np.isfinite(chosen)]
    plain = match.greedy(pair, kind, gain, never)

    def total(pairs: list[tuple[int, int]]) -> float:
        return sum(float(costs[each]) for each in pairs)

    gap = abs(total(found) - chosen.sum())
    return {
        "ours": ours,
        "theirs": theirs,
        "gap": gap if len(found) == len(chosen) and gap < CLOSE else None,
        "above": total(plain) - chosen.sum() if len(plain) == len(chosen) else None,
    }


def show(rows: int, columns: int, kinds: int, chain: bool, seeds: int, rounds: int) -> None:
    runs = [one(seed, rows, columns, kinds, chain, rounds) for seed in range(seeds)]
    ours, theirs = [run["ours"] for run in runs], [run["theirs"] for run in runs]
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    gaps = [run["gap"] for run in runs if run["gap"] is not None]
    above = [run["above"] for run in runs if run["above"] is not None]
    name = f"{rows} x {columns}, {kinds} kinds{', chain' if chain else ''}"
    gap = f"gap {max(gaps):.0e}" if len(gaps) == seeds else f"greedy {seeds - len(gaps)}/{seeds}"
    over = f"{statistics.median(above):.0f} s" if above else "-"
    click.echo(
        f"{name:<30}{statistics.median(ours):>7.2f} ms ({min(ours):.2f}-{max(ours):.2f})"
        f"  scipy {statistics.median(theirs):>6.1f} ms"
        f"  ratio {statistics.median(ratios):>6.3f} ({min(ratios):.3f}-{max(ratios):.3f})  {gap:<10}"
        f"  greedy above {over}, fewer pairs {seeds - len(above)}/{seeds}"
    )


@click.command()
@click.option("--seeds", default=5, show_default=True)
@click.option("--rounds", default=5, show_default=True)
def main(seeds: int, rounds: int) -> None:
    for rows, columns in SIZES:
        for kinds in KINDS:
            show(rows, columns, kinds, False, seeds, rounds)
    for kinds in (6, 12, 40):
        show(300, 300, kinds, True, seeds, rounds)
    for rows, columns in SIZES[:3]:
        show(rows, columns, rows, False, seeds, rounds)


if __name__ == "__main__":
    main()
