"""The samples of a run as a chart: processors kept busy, and memory."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.strain.chart import Curve, Panel, svg
from bench.strain.samples import Sample, cores

SMOOTH = 5  # samples that a point of the processor's curve is the mean of


def draw(path: Path, title: str, samples: Mapping[str, Sequence[Sample]]) -> None:
    """Makes `path`'s folder where it is missing."""
    busy = [Curve(name, _smooth(cores(list(found)))) for name, found in samples.items()]
    memory = [Curve(name, [(each.at, each.memory_kb / 1024) for each in found]) for name, found in samples.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    panels = [Panel("processors kept busy", busy), Panel("memory, MB", memory)]
    path.write_text(svg(title, "seconds", panels), encoding="utf-8")
    print(f"drawn: {path}")


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    groups = (points[at : at + SMOOTH] for at in range(0, len(points), SMOOTH))
    return [(group[-1][0], sum(y for _, y in group) / len(group)) for group in groups]
