"""A flow as an SVG picture: boxes in layers, arrows labelled by key or condition. Made here, without other programs."""

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from ivr.flow import Flow
from ivr.graph import Arrow, Box, arrows, boxes
from ivr.layout import Layout, lay_out
from ivr.nodes.words import Role

FONT = 12.0
CHAR = 6.9  # width of a letter of FONT, a little more than most
LINE = 16.0
PAD = 12.0
ROW_GAP = 30.0
MARGIN = 24.0
LABEL_HEIGHT = 18.0
_FILLS = {"decide": "#f1ecfa", "set": "#f2f2f2", "hangup": "#fbe6e4"}
_ROLE_FILLS = {Role.MUTE: "#eef4fb", Role.ASKS: "#fff3d6", Role.ENDS: "#e2f4e5"}
_STYLE = (
    f"text{{font:{FONT:g}px system-ui,sans-serif;fill:#222}}.name{{font-weight:600}}.kind{{fill:#777}}"
    ".box{stroke:#8a94a0;stroke-width:1}.way{fill:none;stroke:#56606b;stroke-width:1.3}"
    ".failure{stroke-dasharray:4 4}.label{text-anchor:middle;fill:#333}.paper{fill:#fff}"
)
_HEAD = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0,0 L8,4 L0,8 z" fill="#56606b"/></marker></defs>'
)

Point = tuple[float, float]


def svg(flow: Flow) -> str:
    """A whole SVG document, ending in a newline. Dashed arrows are for callers who gave no answer."""
    return _Picture(flow).drawn()


class _Picture:
    """Labels are items of their own between the rows of boxes, so that no two of them meet."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.boxes = {box.name: box for box in boxes(flow)}
        self.labels = {f"{arrow.source}\n{arrow.target}": arrow for arrow in arrows(flow)}
        sizes = {name: _width(box) for name, box in self.boxes.items()}
        sizes |= {label: _label_width(arrow) for label, arrow in self.labels.items()}
        ways = [way for label, arrow in self.labels.items() for way in ((arrow.source, label), (label, arrow.target))]
        self.sizes = sizes
        self.layout: Layout = lay_out(sizes, ways, flow.doors)
        self.tops, self.heights, bottom = self._rows()
        self.width = max(x + sizes.get(item, 0.0) / 2 for item, x in self.layout.x.items()) + 2 * MARGIN
        self.height = bottom + MARGIN

    def _rows(self) -> tuple[list[float], list[float], float]:
        heights = [0.0] * (max(self.layout.layer.values()) + 1)
        for item, number in self.layout.layer.items():
            heights[number] = max(heights[number], self._height(item))
        tops, at = [], MARGIN + ROW_GAP
        for height in heights:
            tops.append(at)
            at += height + ROW_GAP
        return tops, heights, at - ROW_GAP

    def _height(self, item: str) -> float:
        if item in self.boxes:
            return (len(self.boxes[item].lines) + 1) * LINE + PAD
        return LABEL_HEIGHT if item in self.labels and self.labels[item].label else 0.0

    def _top(self, item: str) -> float:
        """Items stand in the middle of their row."""
        number = self.layout.layer[item]
        return self.tops[number] + (self.heights[number] - self._height(item)) / 2

    def _x(self, item: str) -> float:
        return self.layout.x[item] + MARGIN

    def drawn(self) -> str:
        size = f'width="{self.width:.0f}" height="{self.height:.0f}" viewBox="0 0 {self.width:.0f} {self.height:.0f}"'
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{escape(self.flow.name)}</title><style>{_STYLE}</style>{_HEAD}",
            '<rect class="paper" width="100%" height="100%"/>',
            *self._entries(),
            *self._ways(),
            *(line for name, box in self.boxes.items() for line in self._box(name, box)),
            *self._labels(),
            "</svg>",
        ]
        return "\n".join(lines) + "\n"

    def _entries(self) -> Iterator[str]:
        for name in self.flow.doors:
            x, y = self._x(name) - self.sizes[name] / 2 + 14, self._top(name)
            yield f'<circle cx="{x:.1f}" cy="{y - 18:.1f}" r="5" fill="#56606b"/>'
            yield f'<path class="way" marker-end="url(#head)" d="M{x:.1f},{y - 13:.1f} V{y:.1f}"/>'

    def _box(self, name: str, box: Box) -> Iterator[str]:
        x, y, width = self._x(name) - self.sizes[name] / 2, self._top(name), self.sizes[name]
        round_by = 14 if box.role is Role.ENDS else 4
        yield (
            f'<rect class="box" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{self._height(name):.1f}" '
            f'rx="{round_by}" fill="{_FILLS.get(box.kind, _ROLE_FILLS[box.role])}"/>'
        )
        at = y + PAD / 2 + FONT
        yield (
            f'<text x="{x + PAD:.1f}" y="{at:.1f}"><tspan class="name">{escape(name)}</tspan>'
            f'<tspan class="kind" dx="6">{box.kind}</tspan></text>'
        )
        for number, line in enumerate(box.lines, start=1):
            yield f'<text x="{x + PAD:.1f}" y="{at + number * LINE:.1f}">{escape(line)}</text>'

    def _labels(self) -> Iterator[str]:
        for item, arrow in self.labels.items():
            if arrow.label:
                x, y, width = self._x(item), self._top(item), self.sizes[item]
                yield (
                    f'<rect class="paper" x="{x - width / 2:.1f}" y="{y:.1f}" width="{width:.1f}" '
                    f'height="{LABEL_HEIGHT:g}"/>'
                )
                yield f'<text class="label" x="{x:.1f}" y="{y + 13:.1f}">{escape(arrow.label)}</text>'

    def _ways(self) -> Iterator[str]:
        for label, arrow in self.labels.items():
            chain = self.layout.chains[arrow.source, label] + self.layout.chains[label, arrow.target][1:]
            between = [point for item in chain[1:-1] for point in self._through(item, chain)]
            points = [self._end(chain[0], chain[1]), *between, self._end(chain[-1], chain[-2])]
            kind = "way failure" if arrow.is_failure else "way"
            yield f'<path class="{kind}" marker-end="url(#head)" d="{_curve(points)}"/>'

    def _through(self, item: str, chain: list[str]) -> tuple[Point, Point]:
        """Straight through the item's row, so that no box of the row is touched."""
        x, number = self._x(item), self.layout.layer[item]
        top, bottom = (x, self.tops[number]), (x, self.tops[number] + self.heights[number])
        return (top, bottom) if self.layout.layer[chain[0]] < number else (bottom, top)

    def _end(self, box: str, other: str) -> Point:
        """Where an arrow to or from `other` meets the box: the ends on one side stand apart, in the order of x."""
        is_below = self.layout.layer[other] > self.layout.layer[box]
        on_this_side = sorted(
            self._x(item)
            for item in self._next_to(box)
            if (self.layout.layer[item] > self.layout.layer[box]) is is_below
        )
        place = (on_this_side.index(self._x(other)) + 1) / (len(on_this_side) + 1)
        x = self._x(box) + (place - 0.5) * self.sizes[box]
        return x, self._top(box) + (self._height(box) if is_below else 0.0)

    def _next_to(self, box: str) -> Iterator[str]:
        for chain in self.layout.chains.values():
            if chain[0] == box:
                yield chain[1]
            elif chain[-1] == box:
                yield chain[-2]


def _curve(points: list[Point]) -> str:
    """A line through the points that leaves and meets each straight up or down."""
    drawn = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for (x, y), (to_x, to_y) in pairwise(points):
        half = (y + to_y) / 2
        drawn += f" C{x:.1f},{half:.1f} {to_x:.1f},{half:.1f} {to_x:.1f},{to_y:.1f}"
    return drawn


def _width(box: Box) -> float:
    head = (len(box.name) + 1 + len(box.kind)) * CHAR + 10
    return max(head, *(len(line) * CHAR for line in box.lines), 80.0) + 2 * PAD


def _label_width(arrow: Arrow) -> float:
    return len(arrow.label) * CHAR + 8 if arrow.label else 0.0
