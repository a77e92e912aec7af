"""Erlang B, C and A: agreement with published values and with 60-digit arithmetic, and what one evaluation costs.

    python bench/erlang.py [--rounds 20]

Published: every printed digit must be met. Digits: the stationary distribution of the same model summed state by state
in 60 decimal digits; shown is the worst relative error of P(wait), P(abandon), queue length and occupancy. Times are
the thread's CPU time, the median of the rounds. Exits 1 when a published digit or 1e-9 is missed.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext

import click

from acd.core.erlang import Target, agents_needed, erlang_a, erlang_b, erlang_c

B = [((1, 1), ".5"), ((5, 3), ".1100543478"), ((10, 10), ".2145823431"), ((50, 40), ".0186906711")]
B += [((120, 100), ".0056900546")]
C: list[tuple[tuple[int, int, int], Sequence[str]]] = [
    ((2, 20, 180), (".33333333", "60.00000", ".70172023", ".33333")),
    ((14, 200, 180), (".17413193", "7.83594", ".88835002", ".43533")),
    ((10, 100, 300), (".48761061", "87.76991", ".56366686", "2.43805")),
    ((110, 1200, 300), (".23700750", "7.11023", ".87831629", "2.37008")),
]
A: list[tuple[tuple[int, int, int, int], Sequence[str]]] = [
    ((12, 252, 120, 60), (".1273723", ".0296789", "1.7807343", ".9452696", ".6792248")),
    ((50, 600, 300, 120), (".4110758", ".0689354", "8.2722527", ".7838719", ".9310646")),
    ((100, 1200, 300, 180), (".4516175", ".0449127", "8.0842888", ".8019111", ".9550873")),
]
ROOMS = [  # agents, calls/h, handle time, patience: light, critical, overloaded, patient
    (10, 100, 300, 120),
    (50, 600, 300, 120),
    (300, 3600, 300, 60),
    (1000, 15000, 300, 120),
    (5000, 48000, 300, 30),
    (5000, 60000, 300, 120),
    (5000, 60000, 300, 3600),
    (4000, 60000, 300, 300),
]


def is_printed(got: float, printed: str) -> bool:
    places = len(printed.partition(".")[2])
    return round(got, places) == float(printed)


def missed(found: Sequence[float], printed: Sequence[str]) -> int:
    return sum(not is_printed(got, value) for got, value in zip(found, printed, strict=True))


def published() -> bool:
    wrong = 0
    for (n, load), value in B:
        wrong += not is_printed(erlang_b(n, load), value)
    for (n, calls, aht), values in C:
        c = erlang_c(n, calls, aht)
        wrong += missed((c.p_wait, c.asa_s, c.service_level, c.queue_length), values)
    for (n, calls, aht, patience), values in A:
        a = erlang_a(n, calls, aht, patience)
        wrong += missed((a.p_wait, a.p_abandon, a.mean_wait_s, a.service_level, a.occupancy), values)
    count = len(B) + 4 * len(C) + 5 * len(A)
    click.echo(f"published values met to the last digit: {count - wrong} of {count}")
    return not wrong


def exact(n: int, calls: float, aht: float, patience: float) -> tuple[Decimal, ...]:
    """P(wait), P(abandon), queue length, occupancy from p(k) l = p(k+1) (min(k+1, n) m + max(k+1-n, 0) q)."""
    with localcontext() as context:
        context.prec = 60
        rate, mu, theta = Decimal(calls) / 3600, 1 / Decimal(aht), 1 / Decimal(patience)
        weight = total = Decimal(1)
        waiting = queue = busy = Decimal(0)
        k = 0
        while k <= n or weight > waiting * Decimal("1e-40") or rate > n * mu + (k - n) * theta:
            k += 1
            weight *= rate / (min(k, n) * mu + max(k - n, 0) * theta)
            total += weight
            busy += min(k, n) * weight
            if k >= n:
                waiting += weight
                queue += (k - n) * weight
        return waiting / total, theta * queue / total / rate, queue / total, busy / total / n


def digits() -> float:
    worst = 0.0
    for room in ROOMS:
        prediction = erlang_a(*room)
        found = (prediction.p_wait, prediction.p_abandon, prediction.queue_length, prediction.occupancy)
        errors = [abs(Decimal(got) / true - 1) for got, true in zip(found, exact(*room), strict=True)]
        worst = max(worst, float(max(errors)))
        click.echo(f"  {room[0]:5} agents {room[1]:6} calls/h, patience {room[3]:5} s: {float(max(errors)):8.1e}")
    return worst


def milliseconds(rounds: int, do: Callable[[], object]) -> float:
    times = []
    for _ in range(rounds):
        began = time.thread_time()
        do()
        times.append(time.thread_time() - began)
    return statistics.median(times) * 1e3


def speed(rounds: int) -> None:
    target = Target(0.8, 20)
    click.echo("\nms               B        C        A   agents for 80/20 (A)")
    for n in (10, 100, 1000, 5000):
        calls = n * 12 * 0.98
        row = [
            milliseconds(rounds, lambda n=n: erlang_b(n, n * 0.98)),  # type: ignore[misc]
            milliseconds(rounds, lambda n=n, calls=calls: erlang_c(n, calls, 300)),  # type: ignore[misc]
            milliseconds(rounds, lambda n=n, calls=calls: erlang_a(n, calls, 300, 120)),  # type: ignore[misc]
            milliseconds(rounds, lambda calls=calls: agents_needed(target, calls, 300, 120)),  # type: ignore[misc]
        ]
        click.echo(f"{n:5} agents " + "".join(f"{value:9.3f}" for value in row))


@click.command()
@click.option("--rounds", default=20, show_default=True, type=click.IntRange(1, 10_000))
def main(rounds: int) -> None:
    met = published()
    click.echo("worst relative error against 60 digits:")
    worst = digits()
    speed(rounds)
    sys.exit(0 if met and worst < 1e-9 else 1)


if __name__ == "__main__":
    main()
