import pytest

from acd.shadow import facts as f
from acd.shadow.hear import fact, looks
from tests.shadow.heard import HERE, QUEUES, facts, messages, read


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


def test_a_talk_whose_channels_are_gone_ends_by_its_agent() -> None:
    """Asterisk tells of it without any channel when it comes a moment too late."""
    gone = "Event: AgentComplete\nPrivilege: agent,all\nTimestamp: 1795319886.089998\nQueue: support\n" + (
        "Interface: PJSIP/1002\nMemberName: Ben\nHoldTime: 4\nTalkTime: 2\nReason: agent\n\n"
    )
    assert [fact(each, QUEUES, 0.0) for each in read(gone)] == [
        f.TalkEnded(1795319886.089998, "support", "", "PJSIP/1002", 2.0)
    ]


def test_variables_of_both_channels_are_no_doubles() -> None:
    """``channelvars`` of manager.conf are told of either channel."""
    text = (HERE / "two_callers_one_silent.txt").read_text(encoding="utf-8")
    text = text.replace("\nDestChannel: ", "\nChanVariable: FOO=1\nDestChannel: ")
    text = text.replace("\nQueue: support\nInterface", "\nDestChanVariable: FOO=2\nQueue: support\nInterface")
    rung = next(each for each in read(text) if each.name == "AgentCalled")
    assert rung.variables == {"FOO": "1", "DestFOO": "2"}
