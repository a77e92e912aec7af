import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.core.roster import SkillNeed
from acd.reception import VARIABLES, arrival

NOW = 1795306600.0


def test_what_is_said_is_understood() -> None:
    said = {"ACD_QUEUE": "sales", "ACD_ENTERED": "1795306500.5", "ACD_SKILLS": "fr:3", "ACD_POSITION": "2"}
    found = arrival("main", "PJSIP/trunk-1", "main-1.1", said, NOW)
    assert (found.queue, found.entered, found.needs, found.position) == (
        "sales",
        1795306500.5,
        (SkillNeed("fr", 3),),
        2,
    )


def test_an_entry_time_no_caller_can_have_is_now() -> None:
    for text in ("", "x", "nan", "inf", "1.5", "-1", str(NOW + 60), str(NOW - 86_401)):
        assert arrival("main", "c", "main-1.1", {"ACD_ENTERED": text}, NOW).entered == NOW, text


@pytest.mark.parametrize("step", [3600.0, -3600.0, 86_400.0, -86_400.0])
def test_a_pbx_whose_clock_was_stepped_is_believed_on_the_wait_alone(step: float) -> None:
    said = {"ACD_ENTERED": str(NOW + step - 12.5)}
    assert arrival("main", "c", "main-1.1", said, NOW, NOW + step).entered == pytest.approx(NOW - 12.5)


def test_an_event_that_was_long_on_its_way_makes_no_wait_shorter() -> None:
    assert arrival("main", "c", "main-1.1", {"ACD_ENTERED": str(NOW - 12.5)}, NOW, NOW - 5).entered == NOW - 12.5


@given(st.dictionaries(st.sampled_from(VARIABLES), st.text(max_size=40)))
def test_no_variable_however_odd_loses_a_caller(said: dict[str, str]) -> None:
    found = arrival("main", "PJSIP/trunk-1", "main-1.1", said, NOW)
    assert 0 <= found.priority <= 10
    assert found.entered <= NOW
    assert all(1 <= need.level <= 10 for need in found.needs)
