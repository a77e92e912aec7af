"""How the daemon's log lines look, and what they never show.

No line is meant to hold a number a caller has or types; this is the net beneath, for what comes in with an error's text
or an answer of the PBX's. It works on the whole line with its traceback, so no module has to think of it.
"""

import logging
import re
import sys

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# A second of this century with its fraction: a time, or the call's serial in the id of a contact or channel.
_SERIAL_OR_NUMBER = re.compile(r"(?<![\d+])[12]\d{9}\.\d+|\+?\d{4,}(\d\d)", re.ASCII)


class Masking(logging.Formatter):
    """Of every run of six digits or more only the last two are shown: ``***67``."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def masked(text: str) -> str:
    return _SERIAL_OR_NUMBER.sub(lambda found: f"***{found[1]}" if found[1] else found[0], text)


def log_to_stderr(level: str, *, numbers: bool) -> None:
    """From now on everything logged at `level` (``info``) or above; `numbers` shows them as they are."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORMAT) if numbers else Masking(FORMAT))
    logging.basicConfig(level=level.upper(), handlers=[handler])
