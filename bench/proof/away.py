"""S2: agents signed in but away. Like against like: where app_queue's autopause takes an agent out at his first miss,
ours is set to do so too; where it does not, ours is as it comes (a cool-down, a pause after three).

leastrecent as shipped serves nobody here: without autofill only the first caller in line is called for, and always the
agent whose last call is longest ago, who is away. It is told, but what is judged is leastrecent with the shipped retry
and autofill, which is harder to beat.

Once the away are paused the others are alike, and whoever loses no second between a free agent and a waiting caller
gives the same waits in law (Erlang A), whatever he chooses by. That is the bound, and longest-idle, without any delay,
shows where it lies in this traffic: what is left to gain on autopause is app_queue's looking once a second.
"""

from acd.simulate.scenarios import Options
from bench.proof.field import Field, Size
from bench.proof.lab import Lab
from bench.proof.rows import Row, at_most

SHIPPED, FILLING = "queue-leastrecent-shipped", "queue-leastrecent-retry5"
TUNED, PAUSING = "queue-rrmemory-nopause", "queue-rrmemory"
OURS, OURS_PAUSING = "acd-fair", "acd-fair-pause"
LEAST = "longest-idle"


def away(lab: Lab, size: Size) -> tuple[list[Row], list[Field]]:
    policies = (OURS, OURS_PAUSING, SHIPPED, FILLING, TUNED, PAUSING, LEAST)
    field = Field(lab, "S2, 3 of 30 agents away", "s2", Options(seconds=size.seconds), policies, size.many_seeds)

    def row(ours: str, base: str, must: float | None, aim: float | None) -> Row:
        found, what = field.ratio(ours, base, "abandonment"), f"abandonment {ours} / {base}"
        note = f"{field.mean(ours, 'abandonment').mean:.2%} against {field.mean(base, 'abandonment').mean:.2%}"
        return at_most("S2", what, found, must, aim, note)

    return [
        row(OURS, FILLING, 0.25, 0.12),
        row(OURS, SHIPPED, 0.25, 0.12),
        row(OURS, TUNED, 0.65, 0.50),
        row(OURS_PAUSING, PAUSING, 1.0, 0.90),
        row(OURS, PAUSING, None, None),
        row(OURS_PAUSING, TUNED, None, None),
        row(LEAST, PAUSING, None, None),
    ], [field]
