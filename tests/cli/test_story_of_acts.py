"""What `acd watch` says of operators and of calls out."""

import pytest

from acd.cli.story import Story, Tone
from acd.core.acts import OperatorActed
from acd.core.outbound import CallOut


@pytest.mark.parametrize(
    ("refused", "destination", "said"),
    [
        ("all", "", "may not call his customer now: the house made all its calls out of this hour"),
        ("number", "", "may not call his customer now: the number had all its calls of this hour"),
        ("destination", "partner", "may not call destination partner now: it had all its calls of this hour"),
    ],
)
def test_a_call_out_that_is_refused(refused: str, destination: str, said: str) -> None:
    line = Story().line(1.0, CallOut("main-1763820001.12", "main", "+4930901820", destination, 1.0, refused))
    assert line is not None
    assert (line.sentence, line.tone) == (said, Tone.BAD)
    assert "0901820" not in str(line)


def test_one_that_is_made_is_no_news() -> None:
    assert Story().line(1.0, CallOut("main-1.2", "main", "+49", "", 1.0, "")) is None


def test_what_an_operator_asks_for_can_act_on_no_terminal() -> None:
    line = Story().line(
        1.0, OperatorActed(1.0, 7, "anna", "operator", "agent-pause", "1001", "reason \x1b[2J", "done", "")
    )
    assert line is not None
    assert str(line).endswith("anna asks: agent-pause 1001 reason \\x1b[2J (done)")
