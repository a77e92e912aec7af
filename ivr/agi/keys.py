"""Collecting keys: pure bookkeeping of what a `KeyWant` asks for.

The answer is Pressed once `least` keys are there and either `most` is reached, the terminator comes, or no further key
comes within `gap_s`; else Silent. Where a terminator is wanted, a caller who has given `most` keys will often press it
all the same: it is waited for briefly and swallowed, so that it does not answer the next question.
"""

from dataclasses import dataclass

from ivr.inputs import Pressed, Silent
from ivr.outputs import KeyWant

KEYPAD = "0123456789*#ABCD"
LATE_TERMINATOR_S = 0.6


@dataclass(slots=True)
class KeyPad:
    """What was pressed so far for `want`; `wait_s` says how long to wait for the next key, None when all is known."""

    want: KeyWant
    keys: str = ""
    wait_s: float | None = 0.0

    def __post_init__(self) -> None:
        self.wait_s = self.want.timeout_s if self.want.most > 0 else None

    def press(self, key: str) -> None:
        if len(self.keys) == self.want.most or (self.want.terminator and key in self.want.terminator):
            self.wait_s = None
            return
        self.keys += key
        if len(self.keys) < self.want.most:
            self.wait_s = self.want.gap_s
        else:
            self.wait_s = min(self.want.gap_s, LATE_TERMINATOR_S) if self.want.terminator else None

    def wait_over(self) -> None:
        self.wait_s = None

    def answer(self) -> Pressed | Silent:
        return Pressed(self.keys) if len(self.keys) >= max(self.want.least, 0) else Silent(self.keys)

    def __repr__(self) -> str:
        return f"KeyPad({len(self.keys)} keys)"
