"""A folder for one show, and its end: whatever happens, what was started is stopped and what was made is removed."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from acd.cli.text import clean_lines
from acd.control.client import ControlError
from acd.lab.ending import Ended, Ending
from acd.lab.trouble import LabError

Show = Callable[[Path, ExitStack], int]


@contextmanager
def folder(prefix: str, *, keep: bool) -> Iterator[Path]:
    """A new temporary folder only we may read, removed in the end unless it is to be kept."""
    path = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield path
    finally:
        if keep:
            print(f"kept: {path}")
        else:
            shutil.rmtree(path)


def perform(show: Show, prefix: str, *, keep: bool) -> int:
    """Run `show` in a folder of its own. What it puts on the stack is closed in reverse order, undisturbed by further
    signals. The show's exit code; 1 with one line on trouble; a signal's code when one ended it."""
    with Ending() as ending:
        try:
            with folder(prefix, keep=keep) as path, ExitStack() as stack:
                try:
                    return show(path, stack)
                finally:
                    ending.hold()
        except (LabError, ControlError) as error:
            print(f"error: {clean_lines(str(error))}", file=sys.stderr)
            return 1
        except Ended as ended:
            done = "stopped" if keep else "stopped and removed"
            print(f"ended by {ended}: everything was {done}", file=sys.stderr)
            return ended.code
