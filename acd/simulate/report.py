"""Many runs as one comparison: each policy's figures with intervals, and its ratios to the baseline's."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from acd.simulate.compare import LEVEL, Interval, interval, ratio
from acd.simulate.results import Result

OVERALL = ("occupancy", "occupancy_spread", "aht_to_bound", "missed")
RATIOS = ("asa", "abandonment", "aht", "occupancy_spread")
DEFINITIONS = (
    "SL: answered within the service level / offered. ASA: mean wait of the answered. Abandoned: gave up / offered.",
    "AHT/bound: mean handle time over the least any routing could reach (linear programme).",
    "Occupancy: handling / presence; its spread is the standard deviation over agents. Missed: rings nobody answered.",
    f"± is half the {LEVEL * 100:.0f} % interval over seeds; ratios are to the baseline on the same seeds, paired.",
    "app_queue and mod_callcenter are models written from their sources' mechanics.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """`figures` and `kinds` by the names of ``Figures`` and ``Result``; `ratios` by those of ``RATIOS``."""

    policy: str
    figures: dict[str, Interval]
    kinds: dict[str, dict[str, Interval]]
    ratios: dict[str, Interval]
    calls_per_second: float  # simulated


@dataclass(frozen=True, slots=True)
class Report:
    scenario: str
    title: str
    service_level_s: float
    seeds: tuple[int, ...]
    baseline: str
    definitions: tuple[str, ...]
    rows: tuple[Row, ...]


def report(
    scenario: str, title: str, service_level_s: float, baseline: str, results: Mapping[str, Sequence[Result]]
) -> Report:
    """`results` by policy, each by seed, the same seeds for all. `baseline` is one of the policies."""
    base = results[baseline]
    rows = tuple(_row(policy, runs, base) for policy, runs in results.items())
    return Report(scenario, title, service_level_s, tuple(run.seed for run in base), baseline, DEFINITIONS, rows)


def _row(policy: str, runs: Sequence[Result], base: Sequence[Result]) -> Row:
    overall = [asdict(run.overall) for run in runs]
    figures = {name: interval([each[name] for each in overall]) for name in overall[0]}
    figures |= {name: interval([getattr(run, name) for run in runs]) for name in OVERALL}
    kinds = {
        kind: {name: interval([getattr(run.kinds[kind], name) for run in runs]) for name in overall[0]}
        for kind in runs[0].kinds
    }
    ratios = {name: ratio([value(run, name) for run in runs], [value(run, name) for run in base]) for name in RATIOS}
    seconds = sum(run.seconds for run in runs)
    return Row(policy, figures, kinds, ratios, sum(run.calls for run in runs) / max(seconds, 1e-9))


def value(run: Result, name: str) -> float:
    """A figure of the whole run by its name."""
    return float(getattr(run, name) if name in OVERALL else getattr(run.overall, name))
