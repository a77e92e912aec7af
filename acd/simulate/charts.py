"""A comparison drawn: one panel a figure, one bar a policy, whiskers for the intervals; PNG or SVG by its file's
name."""

import io
from pathlib import Path
from typing import Final

import matplotlib as mpl

from acd.simulate.report import Report

mpl.use("Agg")
from matplotlib.figure import Figure

PANELS: Final = (
    ("sl", "SL, %", 100.0),
    ("asa", "ASA, s", 1.0),
    ("abandonment", "abandoned, %", 100.0),
    ("aht", "AHT, s", 1.0),
    ("occupancy", "occupancy, %", 100.0),
    ("occupancy_spread", "its spread, points", 100.0),
)
FORMATS: Final = (".png", ".svg")


def draw(report: Report) -> Figure:
    rows = list(reversed(report.rows))
    figure = Figure(figsize=(15, 1.2 + 2 * (0.6 + 0.26 * len(rows))), layout="constrained")
    axes = figure.subplots(2, 3, sharey=True).ravel()
    for panel, (name, title, factor) in zip(axes, PANELS, strict=True):
        found = [row.figures[name] for row in rows]
        values = [each.mean * factor for each in found]
        halves = [each.half * factor if each.half == each.half else 0.0 for each in found]
        colours = ["#b5632b" if row.policy.startswith("acd-") else "#5b7083" for row in rows]
        panel.barh([row.policy for row in rows], values, xerr=halves, color=colours, ecolor="#222", capsize=2)
        panel.set_title(title, fontsize=10)
        panel.set_xlim(left=0.0)  # no figure here is negative, whatever its interval
        panel.grid(axis="x", alpha=0.3)
        panel.tick_params(labelsize=8)
    figure.suptitle(f"{report.scenario}: {report.title} ({len(report.seeds)} seeds)", fontsize=11)
    return figure


def save(report: Report, path: Path) -> None:
    """`path` ends in one of ``FORMATS``. Raises OSError."""
    draw(report).savefig(path, dpi=130)


def svg(report: Report) -> str:
    out = io.StringIO()
    draw(report).savefig(out, format="svg")
    text = out.getvalue()
    return text[text.index("<svg") :]
