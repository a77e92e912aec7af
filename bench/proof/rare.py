"""Two classes, a rare skill: what the reserve gains the rare class and costs the house.

The reserve are the prices of the agents' time (``acd.planning``), and on top of them ``reserve_s``, beyond which an
agent is kept back until the wait is that urgent. Off: fair with nobody's time priced. Total cost: every caller's
seconds of waiting, and 180 s more for each who gave up.
"""

from acd.simulate.compare import Interval
from acd.simulate.scenarios import Options
from bench.proof.field import Field, Size
from bench.proof.lab import Lab
from bench.proof.rows import Row, at_least, at_most, told

OFF, ON = "acd-fair-unpriced", "acd-fair"
JUDGED = "acd-fair-reserve"
KEEPING = ("acd-fair-reserve-120", JUDGED, "acd-fair-reserve-60", "acd-fair-reserve-30")
OTHERS = ("queue-rrmemory-penalty", "longest-idle", "preferred-groups", "generalised-c-mu")
GAIN = 5.0


def rare(lab: Lab, size: Size) -> tuple[list[Row], list[Field]]:
    policies = (OFF, ON, *KEEPING, *OTHERS)
    field = Field(lab, "rare skill, load .92", "rare", Options(seconds=size.seconds), policies, size.seeds)
    goal, rows = "rare skill", [told("rare skill", f"SL of the rare, {OFF} (off)", field.mean(OFF, "rare.sl"))]
    for policy in (ON, *KEEPING):
        gain, cost, common = (
            points(field, policy, "rare"),
            field.ratio(policy, OFF, "cost"),
            points(field, policy, "common"),
        )
        aht = f"mean AHT {field.mean(policy, 'aht').mean:.1f} s, was {field.mean(OFF, 'aht').mean:.1f} s"
        is_judged = policy == JUDGED
        rows += [
            at_least(
                goal, f"SL of the rare, {policy}, points", gain, GAIN if is_judged else None, note=_both(field, policy)
            ),
            at_most(goal, f"total cost, {policy} / off", cost, 1.0 if is_judged else None, note=aht),
            told(goal, f"SL of the common, {policy}, points", common),
        ]
    return rows, [field]


def points(field: Field, policy: str, kind: str) -> Interval:
    found = field.gain(policy, OFF, f"{kind}.sl")
    return Interval(100.0 * found.mean, 100.0 * found.half)


def _both(field: Field, policy: str) -> str:
    was, now = ([field.mean(each, f"{kind}.sl").mean for kind in ("rare", "common")] for each in (OFF, policy))
    return f"rare {was[0]:.1%} to {now[0]:.1%}, common {was[1]:.1%} to {now[1]:.1%}"
