import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.core.commands import Announcement
from acd.visits.announce import spoken
from ivr.outputs import Number, Part, Sound

POSITION = [Sound("queue-thereare"), Number(3), Sound("queue-callswaiting")]


@pytest.mark.parametrize(
    ("announcement", "parts"),
    [
        (Announcement(None, None, None), []),
        (Announcement(1, None, None), [Sound("queue-youarenext")]),
        (Announcement(3, None, None), POSITION),
        (Announcement(None, 60.0, None), []),
        (Announcement(None, 60.5, None), [Sound("queue-holdtime"), Number(2), Sound("queue-minutes")]),
        (Announcement(None, 240.0, None), [Sound("queue-holdtime"), Number(4), Sound("queue-minutes")]),
        (Announcement(None, None, "custom/web"), [Sound("custom/web")]),
        (
            Announcement(3, 61.0, "custom/web"),
            [*POSITION, Sound("queue-holdtime"), Number(2), Sound("queue-minutes"), Sound("custom/web")],
        ),
    ],
)
def test_what_is_said(announcement: Announcement, parts: list[Part]) -> None:
    assert list(spoken(announcement)) == parts


@given(st.floats(0, 1e6))
def test_no_wait_is_promised_shorter_than_expected(wait_s: float) -> None:
    said = [part.value for part in spoken(Announcement(None, wait_s, None)) if isinstance(part, Number)]
    assert all(minutes * 60 >= wait_s and minutes >= 2 for minutes in said)
    assert bool(said) == (wait_s > 60)
