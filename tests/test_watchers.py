import pytest

from acd.control.happenings import Happening, PbxFound
from acd.core.commands import HangUpCaller, Record
from acd.core.events import HoldVisited, OfferRang, PbxLost, PbxSnapshot
from acd.core.records import Refused
from acd.watchers import Watchers

ROW = Refused(1.0, "CallerLeft", "main-1.1", "unknown")


def test_everybody_is_told_what_happens_and_when() -> None:
    watchers, told = Watchers(), list[tuple[str, float, Happening]]()
    watchers.add(lambda at, what: told.append(("a", at, what)))
    watchers.add(lambda at, what: told.append(("b", at, what)))
    watchers.notice(OfferRang("main-1.1", 1), 5.0)
    watchers.tell(ROW, 6.0)
    assert told == [
        ("a", 5.0, OfferRang("main-1.1", 1)),
        ("b", 5.0, OfferRang("main-1.1", 1)),
        ("a", 6.0, ROW),
        ("b", 6.0, ROW),
    ]


def test_only_what_is_worth_it_is_told() -> None:
    watchers, told = Watchers(), list[Happening]()
    watchers.add(lambda at, what: told.append(what))
    for each in (
        HoldVisited("main-1.1", "ask-1"),
        HangUpCaller("main", "main-1.1", "c"),
        Record(ROW),
        PbxLost("main"),
        PbxSnapshot("main", (), (), ()),
    ):
        watchers.notice(each, 1.0)
    assert told == [ROW, PbxLost("main"), PbxFound("main", 0, 0)]


def test_who_left_is_told_nothing_more() -> None:
    watchers, told = Watchers(), list[str]()
    leave = watchers.add(lambda at, what: told.append("a"))
    watchers.add(lambda at, what: told.append("b"))
    leave()
    leave()
    watchers.tell(ROW, 1.0)
    assert told == ["b"]


def test_a_watcher_may_leave_and_another_come_while_it_is_told() -> None:
    watchers, told = Watchers(), list[str]()

    def once(at: float, what: Happening) -> None:
        told.append("once")
        leave()
        watchers.add(lambda at, what: told.append("new"))

    leave = watchers.add(once)
    watchers.tell(ROW, 1.0)
    assert told == ["once"]
    watchers.tell(ROW, 2.0)
    assert told == ["once", "new"]


def test_a_watcher_that_fails_harms_nobody_and_is_told_nothing_more(caplog: pytest.LogCaptureFixture) -> None:
    watchers, told, failed = Watchers(), list[float](), list[float]()

    def fail(at: float, what: Happening) -> None:
        failed.append(at)
        raise RuntimeError("broken")

    watchers.add(fail)
    watchers.add(lambda at, what: told.append(at))
    watchers.tell(ROW, 1.0)
    watchers.tell(ROW, 2.0)
    assert (failed, told) == ([1.0], [1.0, 2.0])
    assert "a watcher failed at Refused" in caplog.text
