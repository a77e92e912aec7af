"""What the lines of the shipped dialplan must keep to, whatever they say."""

from itertools import takewhile
from pathlib import Path

LINES = (Path(__file__).parent.parent / "dialplans" / "acd.conf").read_text(encoding="utf-8").splitlines()


def priorities(context: str) -> list[str]:
    """Of the extension s: the first is priority 1."""
    begin = LINES.index(f"[{context}]")
    first = next(at for at in range(begin, len(LINES)) if LINES[at].startswith("exten => s,1,"))
    return [LINES[first], *takewhile(lambda line: line.startswith(" same => n"), LINES[first + 1 :])]


def test_a_redirect_that_meets_any_step_of_one_who_waits_skips_nothing() -> None:
    """Asterisk may go on at the priority after that of the step it met, in the context the Redirect has written."""
    last = max(len(priorities("acd-hold")), len(priorities("acd-visit")))
    assert all(line.endswith(",NoOp()") for line in priorities("acd-sent")[: last + 1])
    assert "NoOp" not in priorities("acd-sent")[last + 1]


def test_a_visit_s_time_limit_ends_no_call_wherever_it_is_met() -> None:
    for context in ("acd-visit", "acd-sent"):
        begin = LINES.index(f"[{context}]")
        own = takewhile(lambda line: not line.startswith("["), LINES[begin + 1 :])
        assert any(line.startswith("exten => T,1,") for line in own), context
