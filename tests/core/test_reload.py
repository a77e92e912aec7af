"""A new roster takes over while calls run."""

from dataclasses import replace

from playbook import Like, Playbook, arrival, ended, house, ok, refused, ring, stop

from acd.core import commands as c
from acd.core import events as e
from acd.core.records import AgentState, Outcome
from acd.core.roster import QueueRules, Roster, SkillNeed, ToDestination


def without(roster: Roster, *, agent: str = "", queue: str = "") -> Roster:
    queues = {name: rules for name, rules in roster.queues.items() if name != queue}
    return Roster(queues, {name: profile for name, profile in roster.agents.items() if name != agent})


def agents(p: Playbook) -> list[str]:
    return [each.agent for each in p.floor.view(p.now).agents]


def test_a_removed_agent_finishes_his_call_and_vanishes():
    roster = house()
    p = Playbook(roster, "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1) >> e.RosterChanged(without(roster, agent="ann"))
    assert p.agent("ann").state is AgentState.TALKING
    p.ask(e.AgentSignedIn, "ann") << Like(c.Reply, error="agent 'ann' is not in the configuration any more")
    p >> e.TalkEnded("main-1", 1, by_agent=False) << ended(1, Outcome.ANSWERED, agent="ann")
    assert agents(p) == ["bob"]


def test_a_removed_agent_who_is_rung_is_stopped():
    roster = house()
    p = Playbook(roster, "ann", "bob")
    p >> arrival(1) << ring(1, "ann")
    p >> e.RosterChanged(without(roster, agent="ann")) << [stop(1), ring(1, "bob", 2)]
    p >> e.OfferFailed("main-1", 1, e.OfferFailure.CANCELLED)
    assert agents(p) == ["bob"]


def test_a_removed_agent_who_comes_back_before_his_call_ends():
    roster = house()
    p = Playbook(roster, "ann")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1) >> e.RosterChanged(without(roster, agent="ann"))
    p >> e.RosterChanged(roster)
    p >> e.TalkEnded("main-1", 1, by_agent=False) << ended(1, Outcome.ANSWERED)
    assert p.agent("ann").state is AgentState.WRAPPING


def test_those_waiting_in_a_removed_queue_go_to_the_fallback_and_an_offer_may_finish():
    roster = house(QueueRules("q"), QueueRules("r"), agents={"ann": {}})
    p = Playbook(roster, "ann")
    p >> arrival(1) << ring(1, "ann")
    p >> arrival(2)
    p >> e.RosterChanged(without(roster, queue="q"))
    p << [Like(c.SendCaller, contact="main-2", where=ToDestination("fallback")), ended(2, Outcome.OVERFLOWED)]
    p >> e.OfferFailed("main-1", 1, e.OfferFailure.BUSY)
    p << [Like(c.SendCaller, contact="main-1"), ended(1, Outcome.OVERFLOWED)]
    p >> arrival(3) << [refused(e.ContactArrived), Like(c.SendCaller)]


def test_new_agents_and_new_skills_serve_those_waiting():
    rules = QueueRules("q", (SkillNeed("fr", 3),))
    p = Playbook(house(rules, agents={"ann": {"fr": 1}}), "ann")
    p >> arrival(1)
    p >> e.RosterChanged(house(rules, agents={"ann": {"fr": 3}, "bob": {}})) << ring(1, "ann")
    assert agents(p) == ["ann", "bob"]
    assert p.agent("bob").state is AgentState.SIGNED_OUT


def test_skills_set_by_hand_stay_until_the_configured_ones_change():
    roster = house(agents={"ann": {"fr": 1}})
    p = Playbook(roster, "ann")
    p.ask(e.AgentSkillsChanged, "ann", {"fr": 7}) << ok()
    p >> e.RosterChanged(Roster(roster.queues, {"ann": replace(roster.agents["ann"], name="Anna")}))
    assert (dict(p.agent("ann").skills), p.agent("ann").name) == ({"fr": 7}, "Anna")
    p >> e.RosterChanged(house(agents={"ann": {"fr": 2}}))
    assert dict(p.agent("ann").skills) == {"fr": 2}


def test_a_shorter_longest_wait_holds_for_those_waiting():
    p = Playbook(house(QueueRules("q")))
    p >> arrival(1)
    p.at(10) >> e.RosterChanged(house(QueueRules("q", max_wait_s=30)))
    p.at(30) << [Like(c.SendCaller), ended(1, Outcome.TURNED_AWAY)]


def test_rules_of_a_running_talk_change_with_its_queue():
    p = Playbook(house(QueueRules("q", wrap_s=5)), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1) >> e.RosterChanged(house(QueueRules("q", wrap_s=50)))
    p >> e.CallerLeft("main-1") << ended(1, Outcome.ANSWERED)
    assert p.agent("ann").until == p.now + 50


def test_who_is_found_talking_while_unknown_talks_once_the_configuration_names_him():
    play = Playbook(house(agents={"bob": {}}))
    play >> e.PbxSnapshot("main", (), (e.Talk(arrival(1), 1, "ann"),), ())
    play >> e.RosterChanged(house())
    assert play.agent("ann").state is AgentState.TALKING
