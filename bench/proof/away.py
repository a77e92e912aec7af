"""S2: agents signed in but away. Like against like: where app_queue's autopause takes an agent out at his first miss,
ours is set to do so too; where it does not, ours is as it comes (a cool-down, a pause after three).

leastrecent as shipped serves nobody here: without autofill only the first caller in line is called for, and always the
agent whose last call is longest ago, who is away. It is told, but what is judged is leastrecent with the shipped retry
and autofill, which is harder to beat. What no routing can undercut is Erlang A with the agents who are there.
"""

from acd.core.erlang import erlang_a
from acd.simulate.compare import Interval
from acd.simulate.scenarios import Options
from acd.simulate.scenarios.away import AGENTS, AWAY, HANDLE_S, PATIENCE_S, PER_S
from bench.proof.field import Field, Size
from bench.proof.lab import Lab
from bench.proof.rows import Row, at_most, told

SHIPPED, FILLING = "queue-leastrecent-shipped", "queue-leastrecent-retry5"
TUNED, PAUSING = "queue-rrmemory-nopause", "queue-rrmemory"
OURS, OURS_PAUSING = "acd-fair", "acd-fair-pause"
OTHERS = ("callcenter-longest-idle-agent",)


def ratio_to(found: Interval, exact: float) -> Interval:
    """An exact value over a measured one, to first order."""
    return Interval(exact / found.mean, exact * found.half / found.mean**2)


def away(lab: Lab, size: Size) -> tuple[list[Row], list[Field]]:
    policies = (OURS, OURS_PAUSING, SHIPPED, FILLING, TUNED, PAUSING, *OTHERS)
    field = Field(lab, "S2, 3 of 30 agents away", "s2", Options(seconds=size.seconds), policies, size.seeds)

    def row(ours: str, base: str, must: float | None, aim: float | None) -> Row:
        found, what = field.ratio(ours, base, "abandonment"), f"abandonment {ours} / {base}"
        note = f"{field.mean(ours, 'abandonment').mean:.2%} against {field.mean(base, 'abandonment').mean:.2%}"
        return told("S2", what, found, note) if must is None else at_most("S2", what, found, must, aim, note)

    least = erlang_a(AGENTS - AWAY, 3600.0 * PER_S, HANDLE_S, PATIENCE_S).p_abandon
    ground = ratio_to(field.mean(PAUSING, "abandonment"), least)
    return [
        row(OURS, FILLING, 0.25, 0.12),
        row(OURS, SHIPPED, None, None),
        row(OURS, TUNED, 0.65, 0.50),
        row(OURS_PAUSING, PAUSING, 1.0, 0.90),
        row(OURS, PAUSING, None, None),
        row(OURS_PAUSING, TUNED, None, None),
        told("S2", f"abandonment Erlang A with {AGENTS - AWAY} agents / {PAUSING}", ground, f"exactly {least:.2%}"),
    ], [field]
