"""What the lines of the shipped dialplan must keep to, whatever they say."""

from itertools import takewhile
from pathlib import Path

LINES = (Path(__file__).parent.parent / "dialplans" / "acd.conf").read_text(encoding="utf-8").splitlines()


def priorities(context: str) -> list[str]:
    """Of the extension s: the first is priority 1."""
    begin = LINES.index(f"[{context}]")
    first = next(at for at in range(begin, len(LINES)) if LINES[at].startswith("exten => s,1,"))
    return [LINES[first], *takewhile(lambda line: line.startswith(" same => n"), LINES[first + 1 :])]


def test_a_redirect_that_meets_the_end_of_a_hold_round_skips_nothing() -> None:
    """Asterisk may go on at the priority after that of WaitExten(), in the context the Redirect has just written."""
    waits = [at for at, line in enumerate(priorities("acd-hold"), 1) if "WaitExten(" in line]
    assert waits == [6]
    assert all(line.endswith(",NoOp()") for line in priorities("acd-sent")[: waits[-1] + 1])
    assert "NoOp" not in priorities("acd-sent")[waits[-1] + 1]
