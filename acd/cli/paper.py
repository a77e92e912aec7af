"""Tables that fit the terminal. Text goes in as rich ``Text`` made from cleaned strings, never as rich markup."""

import os
import sys
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from acd.cli.text import clean

PIPED_WIDTH: Final = 200  # columns when the output is no terminal: nothing that is read by programs is cut


def console() -> Console:
    is_sized = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if is_sized else PIPED_WIDTH, markup=False, highlight=False, emoji=False)


def table(*columns: str | tuple[str, str]) -> Table:
    """An empty table. A column is its heading, alone or with how it behaves: "right" (numbers), "whole" (never cut:
    ids to copy), "fold" (goes on below); others are cut with an ellipsis where the terminal is narrow."""
    made = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for column in columns:
        heading, kind = column if isinstance(column, tuple) else (column, "")
        made.add_column(
            heading,
            justify="right" if kind == "right" else "left",
            overflow="fold" if kind == "fold" else "ellipsis",
            no_wrap=kind in ("right", "whole"),  # rich narrows the others first
        )
    return made


def cell(text: str, style: str = "") -> Text:
    """`text` on one line, cut where its column is narrow."""
    return Text(clean(text), style=style, no_wrap=True, overflow="ellipsis")


def folded(text: str) -> Text:
    """`text` going on below where its column is narrow."""
    return Text(clean(text), overflow="fold")
