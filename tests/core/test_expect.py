"""Forecasts on the floor: who gets one, what it takes account of, and that it is only a look."""

import pytest
from playbook import NOISE, Like, Playbook, arrival, ended, house, ring

from acd.core import events as e
from acd.core.floor import Floor
from acd.core.records import Outcome, WaitPredicted
from acd.core.roster import QueueRules, SkillNeed

LET = tuple(kind for kind in NOISE if kind is not WaitPredicted)
CALM = QueueRules("q", handle_s=100, wrap_s=10)


def test_who_has_to_wait_gets_a_forecast_and_who_has_not_gets_none():
    p = Playbook(house(CALM, agents={"ann": {}}), "ann", let=LET)
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    p >> arrival(2) << Like(WaitPredicted, contact="main-2", queue="q", at=p.now)
    p >> arrival(2)  # the hold loop says so again
    p.done()


def test_nobody_at_work_no_forecast():
    p = Playbook(house(CALM, agents={"ann": {}}), let=LET)
    p >> arrival(1)
    p.done()
    assert (p.contact(1).expected_wait_s, p.contact(1).expected_wait_p80_s) == (None, None)


def test_a_place_further_back_waits_longer_and_a_wrap_up_is_nearly_over():
    p = Playbook(house(CALM, agents={"ann": {}}), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1)
    for number in (2, 3, 4):
        p >> arrival(number)
    waits = [p.contact(number).expected_wait_s for number in (2, 3, 4)]
    assert waits == sorted(waits)
    assert 30.0 < waits[0] < 120.0
    assert p.contact(2).expected_wait_p80_s > waits[0]
    p.at(60) >> e.TalkEnded("main-1", 1, by_agent=False) << ended(1, Outcome.ANSWERED)
    assert p.contact(2).expected_wait_s < 16.0


def test_callers_of_other_queues_count_by_the_agents_they_share():
    queues = [QueueRules(name, needs=(SkillNeed(name),), handle_s=100) for name in ("a", "b", "c")]
    p = Playbook(house(*queues, agents={"ann": {"a": 5, "b": 5}, "cyd": {"c": 5}}), "ann", "cyd")
    p >> arrival(1, "a") << ring(1, "ann")
    p.talk(1)
    p >> arrival(2, "c") << ring(2, "cyd")
    p.talk(2)
    p >> arrival(3, "a")
    alone = p.contact(3).expected_wait_s
    p.at(0.1)
    for number, queue in ((4, "c"), (5, "b")):
        p >> arrival(number, queue, entered=p.now)
    assert p.contact(3).expected_wait_s == pytest.approx(alone, abs=1.0)  # they came later
    assert p.contact(5).expected_wait_s > 1.4 * alone  # behind the caller of a
    assert p.contact(4).expected_wait_s < 1.2 * alone  # nobody of c stands before him


def test_a_floor_may_do_without():
    roster = house(CALM, agents={"ann": {}})
    floors = [Floor(roster), Floor(roster, foretells=False)]
    events = [e.AgentSignedIn("ann", "x"), *(arrival(number) for number in (1, 2))]
    rows = [[c for event in events for c in floor.handle(event, 1_000_001.0)] for floor in floors]
    with_, without = ([type(getattr(c, "row", c)).__name__ for c in each] for each in rows)
    assert "WaitPredicted" in with_
    assert [name for name in with_ if name != "WaitPredicted"] == without


def test_an_intent_with_a_time_of_its_own_is_expected_to_take_that():
    quick = QueueRules("q", handle_s=100, wrap_s=10, handles={"intent quick": 20.0})
    waits = []
    for intent in ("", "quick", "other"):
        p = Playbook(house(quick, agents={"ann": {}}), "ann")
        p >> arrival(1, intent=intent) << ring(1, "ann")
        p.talk(1)
        p >> arrival(2)
        waits.append(p.contact(2).expected_wait_s)
    plain, short, other = waits
    assert short < 0.5 * plain
    assert other == plain
