"""What dials out over a trunk is counted, or told."""

import pytest

from acd.control.house import Health
from acd.doctor import ways_out
from acd.doctor.sheet import Sheet
from acd.pbx.wire import Message
from tests.acd_pbx.said import message


def line(name: str, application: str, data: str) -> Message:
    return message("ListDialplan", {"Extension": name, "Application": application, "AppData": data})


LINES = [
    line("operator", "Dial", "PJSIP/operator,30"),
    line("operator", "Goto", "acd-fallback,s,1"),
    line("partner", "Dial", "PJSIP/+4930901899@provider,20"),
    line("mobile", "Dial", "PJSIP/provider/sip:1@example.org"),
    line("note", "NoOp", "@provider"),
]


@pytest.mark.parametrize(
    ("counted", "health", "said"),
    [
        ((), Health.WRONG, "uncounted: mobile, partner"),
        (("partner",), Health.WRONG, "uncounted: mobile"),
        (("partner", "mobile"), Health.OK, "are counted: mobile, partner"),
    ],
)
def test_destinations(counted: tuple[str, ...], health: Health, said: str) -> None:
    sheet = Sheet("main")
    ways_out.judge(LINES, ("provider",), counted, sheet)
    (found,) = sheet.lines
    assert (found.health, said in found.text) == (health, True)


def test_where_nothing_dials_out_there_is_nothing_to_say() -> None:
    sheet = Sheet("main")
    ways_out.judge(LINES[:2], ("provider",), (), sheet)
    ways_out.judge(LINES, (), (), sheet)
    assert sheet.lines == []
