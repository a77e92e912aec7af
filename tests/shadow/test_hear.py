import pytest

from acd.shadow import facts as f
from acd.shadow.hear import fact, looks
from tests.shadow.heard import QUEUES, facts, messages


def test_what_app_queue_told_is_heard_in_order() -> None:
    told = [type(each).__name__ for each in facts("two_callers_one_silent")]
    calls = [name for name in told if name not in ("AgentSeated", "QueueSeen")]
    assert calls == [
        *("CallerJoined", "AgentRung", "CallerJoined", "CallerJoined", "CallerJoined", "AgentRung"),
        *("CallerLeft", "AgentConnected", "TalkEnded", "RingMissed", "AgentRung", "CallerLeft", "AgentConnected"),
        *("CallerJoined", "AgentRung", "CallerAbandoned", "CallerLeft", "TalkEnded"),
    ]


def test_a_look_tells_queue_members_and_callers() -> None:
    rows = [each for each in messages("two_callers_one_silent") if each.name.startswith("Queue")]
    seen = looks(rows[:3], QUEUES, 100.0)
    assert seen[0] == f.QueueSeen(100.0, "support", "rrmemory", (), ("PJSIP/1001", "PJSIP/1002"))
    assert seen[1] == f.AgentSeated(100.0, "support", "PJSIP/1001", "Ann", 0, False, False, False, 0.0)


def test_rings_in_vain_last_milliseconds_talks_seconds() -> None:
    told = facts("two_callers_one_silent")
    missed = next(each for each in told if isinstance(each, f.RingMissed))
    talked = next(each for each in told if isinstance(each, f.TalkEnded))
    assert (missed.rang_s, talked.talked_s) == (3.0, 1.0)


def test_another_queue_is_not_ours() -> None:
    assert [fact(each, {"sales"}, 0.0) for each in messages("silent_first_choice")] == [None] * len(
        messages("silent_first_choice")
    )


def test_no_number_of_a_caller_is_in_a_fact() -> None:
    assert "4930" not in repr(facts("two_callers_one_silent") + facts("silent_first_choice"))


@pytest.mark.parametrize(
    ("name", "shown"), [("PJSIP/1001", "PJSIP/1001"), ("Local/01761234567@agents/n", "Local/x67-")]
)
def test_long_numbers_in_names_are_not_kept(name: str, shown: str) -> None:
    assert f.masked(name).startswith(shown)
    assert "01761234567" not in f.masked(name)


def test_two_masked_numbers_stay_two() -> None:
    assert f.masked("Local/017612345@a") != f.masked("Local/017699945@a")
