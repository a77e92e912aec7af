"""The floor is told when the hours of call-backs turn, a moment early rather than late."""

from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from acd.callbacks.hours import Hours, closed
from acd.core.events import HoursTurned
from acd.core.roster import CallbackRules, QueueRules, Roster
from ivr.hours import Calendar, Span

NINE_TO_FIVE = Calendar("office", ZoneInfo("UTC"), ((Span(540, 1020),),) * 7)


def settings(hours: str | None = "office"):
    rules = CallbackRules("provider", hours=hours)
    queues = {"sales": QueueRules("sales", callback=rules), "plain": QueueRules("plain")}
    return SimpleNamespace(roster=Roster(queues, {}), calendars={"office": NINE_TO_FIVE})


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-02T{clock}").replace(tzinfo=UTC)


def test_a_queue_is_closed_outside_its_hours_and_just_before_their_end():
    found = {
        clock: closed(settings(), at(clock)) for clock in ("08:59:59", "09:00:00", "16:59:50", "16:59:59", "17:00:00")
    }
    assert [bool(each) for each in found.values()] == [True, False, False, True, True]
    assert found["17:00:00"] == ("sales",)


def test_without_hours_it_is_never_closed():
    assert closed(settings(None), at("03:00:00")) == ()


def test_each_turn_is_told_once():
    told: list[object] = []
    hours = Hours(settings, told.append)
    for clock in ("08:00:00", "08:00:01", "12:00:00", "12:00:01", "20:00:00"):
        hours.look(at(clock))
    assert told == [HoursTurned(("sales",)), HoursTurned(()), HoursTurned(("sales",))]
