"""One run: a scenario, a policy, a seed, and the figures that the goals are made of.

A published scenario's figures are the two parts of each published measure (``acd.simulate.published``), those of all
others what ``acd.simulate.results`` counts, flat: ``asa`` of all calls, ``rare.asa`` of one kind. Three more:

- `cost`, the total cost of a run: every caller's seconds of waiting, answered or not, and `ABANDONED_S` more for each
  who gave up;
- `aht_to_bound` is taken of expected handle times, those of the agents who were chosen: how much longer a call takes
  than expected is known to no policy and only blurs the mean;
- `spread`, of occupancy over agents.
"""

from dataclasses import asdict, dataclass

import numpy as np

from acd.simulate.bound import least_aht_s
from acd.simulate.published import PUBLISHED
from acd.simulate.results import result
from acd.simulate.run import play
from acd.simulate.scenarios import Options, scenario
from acd.simulate.tape import Fate, Tape

ABANDONED_S = 180.0
PARTS = ("above", "below")

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Run:
    """Equal runs give equal figures under the same code."""

    scenario: str
    policy: str
    seed: int
    options: Options


def figures(run: Run) -> Figures:
    case = scenario(run.scenario).draw(run.seed, run.options)
    tape = play(case, run.policy)
    if run.scenario in PUBLISHED:
        return {
            f"{measure.name} {part}": float(value)
            for measure in PUBLISHED[run.scenario]
            for part, value in zip(PARTS, measure.of(tape), strict=True)
        }
    made = result(tape, run.scenario, run.policy, least_aht_s(case.world), 0.0)
    found = {**asdict(made.overall), "occupancy": made.occupancy, "spread": made.occupancy_spread}
    found |= {"aht_to_bound": expected_aht_s(tape) / least_aht_s(case.world), "missed": made.missed, **costs(tape)}
    for kind, own in made.kinds.items():
        found |= {f"{kind}.{name}": value for name, value in asdict(own).items()}
    return found


def expected_aht_s(tape: Tape) -> float:
    """Mean over the answered calls that came while measured."""
    world, at = tape.case.world, np.asarray(tape.at)
    rows = (np.asarray(tape.fate, dtype=int) == Fate.ANSWERED) & (at >= world.warm_s) & (at < world.end_s)
    if not rows.any():
        return float("nan")
    kind, agent = np.asarray(tape.kind, dtype=int)[rows], np.asarray(tape.agent, dtype=int)[rows]
    return float(np.asarray(world.handle_s)[kind, agent].mean())


def costs(tape: Tape) -> Figures:
    """`cost` of the calls that came while measured, of all and by kind."""
    world, fate = tape.case.world, np.asarray(tape.fate, dtype=int)
    at, kind = np.asarray(tape.at), np.asarray(tape.kind, dtype=int)
    until = np.where(fate == Fate.ANSWERED, np.asarray(tape.answered), np.asarray(tape.gone))
    cost = until - at + ABANDONED_S * (fate == Fate.ABANDONED)
    cost[(at < world.warm_s) | (at >= world.end_s)] = 0.0
    own = {f"{name}.cost": float(cost[kind == row].sum()) for row, name in enumerate(world.kinds)}
    return {"cost": float(cost.sum()), **own}
