"""What came of the calls: shares, gaps, the figures of each kind of fault, and each call that was not served."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

SHORT_S = 30.0
AFTER_S = 60.0  # a fault answers for the calls attempted from it to so long after it, or to the next one


class Attempt(NamedTuple):
    """One call: when it was attempted (wall clock), and how long it waited to be served; None: it was not, and what
    became of it instead is in `end`."""

    at: float
    waited_s: float | None
    end: str = ""


class Struck(NamedTuple):
    """A fault: when it began, and how long it was held."""

    name: str
    at: float
    held_s: float


def gaps(attempts: Sequence[Attempt]) -> list[float]:
    """Seconds from the first call not served to the next that is."""
    found, since = [], None
    for attempt in attempts:
        if attempt.waited_s is None:
            since = attempt.at if since is None else since
        elif since is not None:
            found.append(attempt.at - since)
            since = None
    if since is not None:
        found.append(attempts[-1].at - since)
    return found


def lines(attempts: Sequence[Attempt], struck: Sequence[Struck], took_s: float, *, seed: int) -> list[str]:
    """The report. Raises nothing for a run without calls."""
    if not attempts:
        return ["no call was attempted"]
    waits = sorted(attempt.waited_s for attempt in attempts if attempt.waited_s is not None)
    share = 100 * len(waits) / len(attempts)
    lasted = attempts[-1].at - attempts[0].at or 1.0
    outages = gaps(attempts)
    counted = [gap for gap in outages if gap >= SHORT_S]
    soon = sum(wait <= 20 for wait in waits)
    found = [
        f"{len(struck)} faults in {took_s / 60:.1f} min, seed {seed}; {len(attempts)} calls attempted",
        f"served: {len(waits)} = {share:.2f} % of the calls attempted (answered by an agent)",
        f"answered within 20 s: {soon} = {100 * soon / len(attempts):.2f} % of the calls attempted",
        f"telecom: {100 * (1 - sum(counted) / lasted):.2f} % of the time (gaps of {SHORT_S:.0f} s and more counted: "
        f"{len(counted)} of {len(outages)}; longest gap {max(outages, default=0.0):.0f} s)",
    ]
    if waits:
        half, p95 = waits[len(waits) // 2], waits[int(0.95 * (len(waits) - 1))]
        found.append(f"waits of those served: half within {half:.2f} s, p95 {p95:.1f} s, longest {waits[-1]:.1f} s")
    return found + _by_kind(attempts, struck) + _not_served(attempts, struck)


def _by_kind(attempts: Sequence[Attempt], struck: Sequence[Struck]) -> list[str]:
    of_kind: dict[str, list[Attempt]] = defaultdict(list)
    times: dict[str, int] = defaultdict(int)
    ends = [min(each.at + AFTER_S, following.at) for each, following in pairwise(struck)]
    ends += [each.at + AFTER_S for each in struck[-1:]]
    for each, until in zip(struck, ends, strict=True):
        of_kind[each.name] += [attempt for attempt in attempts if each.at <= attempt.at < until]
        times[each.name] += 1
    rows = [f"{'fault':<28} times  attempted  served  longest wait"]
    for name, calls in sorted(of_kind.items()):
        waits = [attempt.waited_s for attempt in calls if attempt.waited_s is not None]
        rows.append(
            f"{name:<28} {times[name]:>5}  {len(calls):>9}  {len(waits):>6}  {max(waits, default=0.0):>10.1f} s"
        )
    return rows


def _not_served(attempts: Sequence[Attempt], struck: Sequence[Struck]) -> list[str]:
    """Each by the fault nearest in time; less than 0 s: he was there when it struck."""
    lost = [attempt for attempt in attempts if attempt.waited_s is None]
    rows = ["not served, each by the fault nearest in time:"] if lost else []
    for attempt in lost:
        near = min(struck, key=lambda each: abs(attempt.at - each.at), default=Struck("no fault", attempt.at, 0.0))
        rows.append(f"{near.name:<28} {attempt.at - near.at:>+6.1f} s  {attempt.end}")
    return rows
