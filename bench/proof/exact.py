"""Where the truth is known: alike agents against exact Erlang A, and the published scenarios.

Erlang A: the mean over seeds lies within two standard errors of the exact value. A right simulator fails that one time
in twenty. Alike agents being alike, both policies give the same waits: it is one trial, not two.

Published: each interval there is that of 1 000 replications, and so is ours (fewer on the real Floor, which is slower).
Two right simulators' means differ by more than half a published interval in one case of six, so what must hold is that
both 95 % intervals meet; how many of our means lie inside the published intervals is said, and aimed at.
"""

from math import sqrt
from statistics import fmean, stdev

from acd.core.erlang import erlang_a
from acd.simulate.published import PUBLISHED, estimate
from acd.simulate.scenarios import SCENARIOS, Options
from bench.proof.field import Field, Size
from bench.proof.lab import Lab
from bench.proof.rows import Row
from bench.proof.runs import PARTS

AGENTS, CALLS_PER_HOUR, HANDLE_S, PATIENCE_S = 50, 600.0, 300.0, 120.0  # as the scenario has them
MOST_ERRORS = 2.0
FLOOR = {"mmc": "acd-longest-idle", "mmcab": "acd-longest-idle", "simplemsk": "acd-neutral"}
"""Policies of the Floor that follow the published rule. Bilingual's random free agent is not a thing the Floor does."""


def erlang(lab: Lab, size: Size) -> tuple[list[Row], list[Field]]:
    truth = erlang_a(AGENTS, CALLS_PER_HOUR, HANDLE_S, PATIENCE_S)
    exact = {"sl": truth.service_level, "asa": truth.asa_s, "abandonment": truth.p_abandon}
    policies = ("acd-longest-idle", "acd-fair")
    field = Field(lab, "alike agents (Erlang A)", "erlang-a", Options(seconds=size.seconds), policies, size.many_seeds)
    rows = []
    for policy in policies:
        for name, value in exact.items():
            found = field.values(policy, name)
            error = stdev(found) / sqrt(len(found))
            off = (fmean(found) - value) / error
            what, note = f"{name}, {policy}, standard errors off", f"{fmean(found):.4f} against {value:.4f} exact"
            is_met = abs(off) <= MOST_ERRORS
            rows.append(Row("Erlang A", what, f"{off:+.2f}", f"within {MOST_ERRORS:g}", "", is_met, None, note))
    return rows, [field]


def published(lab: Lab, size: Size) -> tuple[list[Row], list[Field]]:
    first = size.seeds.start
    rows = []
    for name in PUBLISHED:
        rows.append(_replicated(lab, name, SCENARIOS[name].baseline, range(first, first + size.replications)))
        if name in FLOOR:
            rows.append(_replicated(lab, name, FLOOR[name], range(first, first + size.on_floor)))
    return rows, []


def _replicated(lab: Lab, name: str, policy: str, seeds: range) -> Row:
    field = Field(lab, name, name, Options(), (policy,), seeds)
    meets, inside, out = 0, 0, []
    for measure in PUBLISHED[name]:
        above, below = (field.values(policy, f"{measure.name} {part}") for part in PARTS)
        found = estimate(list(zip(above, below, strict=True)))
        meets += measure.holds(found)
        inside += measure.is_inside(found)
        if not measure.is_inside(found):
            said = f"{measure.name} {found.mean:.3f} +-{found.half:.3f}"
            out.append(f"{said}, published {measure.low:.3f} to {measure.high:.3f}")
    count = len(PUBLISHED[name])
    what = f"{name}, {policy}, {len(seeds)} replications"
    said = f"{meets} of {count} meet, {inside} inside"
    return Row("published", what, said, "all meet", "all inside", meets == count, inside == count, "; ".join(out))
