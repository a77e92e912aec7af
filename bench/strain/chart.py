"""Curves as a small SVG: one or two panels under each other over one time axis. Text only, no library, no colours lost
in a dark page."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, TOP, GAP = 760, 170, 60, 28, 48
COLOURS = ("#b5632b", "#4a78a8", "#5d8a4a", "#8a5aa0")
MOST_POINTS = 240
_FONT = 'font-family="sans-serif" font-size="11"'
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Curve:
    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """`title` says what is drawn and its unit."""

    title: str
    curves: Sequence[Curve]


def svg(title: str, x_title: str, panels: Sequence[Panel]) -> str:
    """Every y axis begins at 0. ValueError where nothing is to be drawn."""
    most_x = max(x for panel in panels for curve in panel.curves for x, _ in curve.points) or 1.0
    height = TOP + len(panels) * (HEIGHT + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {_FONT}>',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="16" font-size="13">{escape(title)}</text>',
    ]
    for row, panel in enumerate(panels):
        parts += _panel(panel, TOP + 14 + row * (HEIGHT + GAP), most_x, x_title if row == len(panels) - 1 else "")
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(panel: Panel, top: float, most_x: float, x_title: str) -> list[str]:
    most_y = max(y for curve in panel.curves for _, y in curve.points) or 1.0
    step_x, step_y = _step(most_x, 6), _step(most_y, 4)
    limit_y = step_y * -(-most_y // step_y)
    bottom, wide, high = top + HEIGHT - 20, WIDTH - LEFT - 20, HEIGHT - 20

    def place(x: float, y: float) -> str:
        return f"{LEFT + wide * x / most_x:.1f},{bottom - high * y / limit_y:.1f}"

    parts = [f'<text x="{LEFT}" y="{top - 6:.0f}">{escape(panel.title)}</text>']
    for each in range(round(limit_y / step_y) + 1):
        y = bottom - high * each * step_y / limit_y
        parts.append(f'<path d="M{LEFT} {y:.1f}h{wide}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{each * step_y:g}</text>')
    for each in range(int(most_x // step_x) + 1):
        x = LEFT + wide * each * step_x / most_x
        parts.append(f'<text x="{x:.1f}" y="{bottom + 14:.0f}" text-anchor="middle">{each * step_x:g}</text>')
    if x_title:
        parts.append(f'<text x="{LEFT + wide}" y="{bottom + 28:.0f}" text-anchor="end">{escape(x_title)}</text>')
    for number, curve in enumerate(panel.curves):
        colour = COLOURS[number % len(COLOURS)]
        line = " ".join(place(x, y) for x, y in _thinned(curve.points))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        at = LEFT + wide - 130 * (len(panel.curves) - number)
        parts.append(f'<text x="{at}" y="{top - 6:.0f}" fill="{colour}">{escape(curve.name)}</text>')
    return parts


def _thinned(points: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    """Means of neighbours, where there are more points than can be seen."""
    each = -(-len(points) // MOST_POINTS)
    groups = (points[at : at + each] for at in range(0, len(points), each))
    return [(sum(x for x, _ in group) / len(group), sum(y for _, y in group) / len(group)) for group in groups]


def _step(most: float, parts: int) -> float:
    """A round number that goes about `parts` times into `most`."""
    scale = 10.0 ** _exponent(most / parts)
    return next(step * scale for step in _STEPS if step * scale * parts >= most)


def _exponent(value: float) -> int:
    return int(f"{value:e}".partition("e")[2])
