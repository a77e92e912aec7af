"""A line of the story laid out for a terminal or for a log, with what a decision passed over beneath it."""

from dataclasses import replace
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from acd.cli.story import Line, Story, Tone
from acd.cli.text import clean, time_of_day
from acd.control.protocol import Telling
from acd.core.records import Decided, FlowWalked

_STYLES: Final = {Tone.PLAIN: "", Tone.GOOD: "green", Tone.BAD: "red", Tone.QUIET: "dim"}
_WHO_WIDTH: Final = 9
_OF_ITSELF: Final = ("said", "choice", "else", "set", "to ")  # steps of a flow that need no caller


class Teller:
    """`names`: the agents' names by id. In a terminal long sentences go on in their own column; else one plain line
    each, for a log."""

    def __init__(self, names: dict[str, str], *, is_terminal: bool) -> None:
        self._story = Story(names)
        self._is_terminal = is_terminal

    def tell(self, telling: Telling) -> RenderableType | None:
        """None when there is nothing to tell."""
        what = _brief(telling.what) if isinstance(telling.what, FlowWalked) else telling.what
        line = self._story.line(telling.at, what)
        if line is None:
            return None
        more = _passed_over(what) if isinstance(what, Decided) else ""
        rows = [self._row(telling.at, line)]
        if more:
            rows.append(self._row(None, Line("", more, Tone.QUIET)))
        return Group(*rows)

    def _row(self, at: float | None, line: Line) -> RenderableType:
        time = time_of_day(at) if at is not None else ""
        sentence = Text(line.sentence, style=_STYLES[line.tone], overflow="fold")
        if not self._is_terminal:
            return Text(f"{time:8} {line.who:{_WHO_WIDTH}} {line.sentence}", no_wrap=True, overflow="ignore")
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_column(width=8, style="dim")
        row.add_column(width=_WHO_WIDTH, style="cyan", no_wrap=True)
        row.add_column()
        row.add_row(time, line.who, sentence)
        return row


def _brief(walked: FlowWalked) -> FlowWalked:
    """Only where the caller did something, or failed to."""
    path = tuple((node, came) for node, came in walked.path if not came.startswith(_OF_ITSELF))
    return replace(walked, path=path)


def _passed_over(what: Decided) -> str:
    """The candidates behind the runner-up, whom the line itself names, and what kept the others out."""
    scored = what.decision.scored
    behind = [f"{row.agent} {row.cost - scored[0].cost:+.0f} s" for row in scored[2:]]
    gated: dict[str, list[str]] = {}
    for gate in what.decision.gated:
        gated.setdefault(gate.gate, []).append(gate.agent)
    kept_out = [f"{' '.join(agents)} ({gate})" for gate, agents in gated.items()]
    parts = [f"then {', '.join(behind)}"] * bool(behind) + [f"not {', '.join(kept_out)}"] * bool(kept_out)
    return clean("; ".join(parts))
