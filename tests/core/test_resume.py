"""What agents and callers were at when an earlier Floor ended."""

from playbook import START, Playbook, arrival, ended, house, ok, ring

from acd.core import events as e
from acd.core import records as r
from acd.core.records import AgentState, Outcome
from acd.core.roster import QueueRules


def again(*stays: e.LastStay, at: float = 100.0, **agents) -> Playbook:
    """A fresh Floor, whose agents are signed in, and whose PBX is still to show what it has."""
    p = Playbook(house(QueueRules("q", wrap_s=20), agents=agents or {"ann": {}, "bob": {}}))
    p.at(at) >> e.PbxLost("main") >> e.ContactsRecalled(stays)
    for agent in p.floor._books.agents:
        p >> e.AgentSignedIn(agent, "x") << ok()
    return p


def snapshot(*holding, talking=()) -> e.PbxSnapshot:
    return e.PbxSnapshot("main", tuple(holding), tuple(talking), ())


def test_who_wrapped_up_does_so_until_the_deadline_he_had():
    p = again(ann={})
    p >> e.WorkRecalled("ann", "q", START + 95)
    assert (p.agent("ann").state, p.agent("ann").since, p.agent("ann").until) == (
        AgentState.WRAPPING,
        START + 95,
        START + 115,
    )
    p >> snapshot(arrival(1))
    p.at(114.9).done()
    p.at(115) << ring(1, "ann")
    assert [(row.state, row.since - START) for row in p.rows(r.AgentStateEnded)][-2:] == [
        (AgentState.WRAPPING, 95.0),
        (AgentState.READY, 115.0),
    ]


def test_a_wrap_up_whose_time_is_over_is_over():
    p = again(ann={})
    p >> e.WorkRecalled("ann", "q", START + 79)
    assert p.agent("ann").state is AgentState.READY


def test_an_agents_own_wrap_up_time_counts():
    p = Playbook(house(QueueRules("q", wrap_s=20), agents={"ann": {}}, wrap_s=60), "ann")
    p >> e.WorkRecalled("ann", "gone", START - 50)
    assert p.agent("ann").until == START + 10


def test_who_talked_and_does_no_more_wraps_up_from_now_on():
    p = again(ann={}, bob={})
    p >> e.WorkRecalled("ann", "q", None) >> e.WorkRecalled("bob", "q", None)
    assert p.agent("ann").state is AgentState.READY
    p >> snapshot(talking=[e.Talk(arrival(1), 1, "bob")])
    assert [p.agent(a).state for a in ("ann", "bob")] == [AgentState.WRAPPING, AgentState.TALKING]
    assert p.agent("ann").until == START + 120
    p >> e.PbxLost("main") >> snapshot(talking=[e.Talk(arrival(1), 1, "bob")])
    p.at(120)
    assert p.agent("ann").state is AgentState.READY


def test_who_failed_a_caller_is_not_rung_for_him():
    p = again(e.LastStay("main-1", "main", "q", None, "", offers=3, excluded=("ann",)))
    p >> snapshot(arrival(1)) << ring(1, "bob", 4)


def test_a_talk_found_running_keeps_its_beginning():
    p = again(e.LastStay("main-1", "main", "q", None, "answered", connected=START + 30.25))
    p >> snapshot(talking=[e.Talk(arrival(1), 2, "ann", START + 30)])
    assert p.agent("ann").since == START + 30.25
    p.at(150) >> e.CallerLeft("main-1") << ended(1, Outcome.ANSWERED, connected=START + 30.25)
    (offer,) = p.rows(r.OfferEnded)
    assert (offer.connected, offer.ended) == (START + 30.25, START + 150)


def test_the_pbx_knows_the_beginning_to_the_second():
    p = again(e.LastStay("main-1", "main", "q", None, ""))
    p >> snapshot(talking=[e.Talk(arrival(1), 2, "ann", START + 30)])
    p.at(101)
    (stay,) = p.rows(r.QueueStayEnded)
    assert (stay.since, stay.until) == (START, START + 30)
    assert p.queue().asa_s == 30.0


def test_a_talk_began_after_its_caller_came():
    p = again()
    p >> snapshot(talking=[e.Talk(arrival(1, entered=START + 50), 1, "ann", START + 49)])
    assert p.agent("ann").since == START + 50
