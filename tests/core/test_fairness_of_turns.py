"""Who is next, as properties of the Floor: nobody starves, waiting never hurts, the order of agents is nothing."""

import hypothesis.strategies as st
from hypothesis import given, settings
from playbook import START, arrival

from acd.core import commands as c
from acd.core import events as e
from acd.core.floor import Floor
from acd.core.roster import AgentProfile, QueueRules, Roster, SkillNeed, Weights
from acd.core.routing.estimates import HandleTime
from acd.core.routing.presets import PRESETS

WEIGHTS = st.sampled_from([*PRESETS.values(), Weights(priority=1000.0), Weights(wait=0.0, handle=5.0)])


def roster(agents: dict[str, dict[str, int]], *queues: QueueRules) -> Roster:
    profiles = {a: AgentProfile(a, a, "main", f"PJSIP/{a}", skills) for a, skills in agents.items()}
    return Roster({queue.name: queue for queue in queues}, profiles)


def rung(out: list[c.Command]) -> list[c.RingAgent]:
    return [each for each in out if isinstance(each, c.RingAgent)]


# --- nobody starves ---


@settings(max_examples=20, deadline=None)
@given(WEIGHTS, st.integers(0, 10), st.sampled_from([30.0, 60.0]))
def test_a_plain_caller_among_endless_favoured_ones_is_served_once_he_is_overdue(weights, priority, talk_s):
    plain = QueueRules("plain", (), wrap_s=0, weights=weights, overdue_s=300.0)
    favoured = QueueRules("favoured", (), wrap_s=0, weights=weights, overdue_s=300.0, service_level_s=5.0)
    floor, now, calls = Floor(roster({"ann": {}}, plain, favoured)), START, 1
    talks = rung(floor.handle(e.AgentSignedIn("ann", "x"), now))
    talks += rung(floor.handle(arrival(0, "favoured", entered=now), now))
    floor.handle(arrival(1, "plain", entered=now), now)
    while not any(each.contact == "main-1" for each in talks):
        assert now - START <= 300.0 + 2 * talk_s, "he starves"
        ring = talks.pop()
        floor.handle(e.OfferConnected(ring.contact, ring.offer), now)
        calls += 1
        floor.handle(arrival(calls, "favoured", entered=now, priority=priority), now)
        now += talk_s
        talks = rung(floor.handle(e.TalkEnded(ring.contact, ring.offer, by_agent=False), now))
        assert len(talks) == 1


# --- waiting longer never hurts ---

CALLS = st.lists(st.tuples(st.sampled_from(["a", "b"]), st.floats(0, 500), st.integers(0, 10)), min_size=1, max_size=8)


def served_first(calls, weights, skills) -> str:
    queues = [
        QueueRules("a", (SkillNeed("a", 1),), weights=weights, overdue_s=400.0),
        QueueRules("b", (SkillNeed("b", 1),), weights=weights, overdue_s=400.0, service_level_s=60.0, handle_s=100.0),
    ]
    floor, now = Floor(roster({"ann": skills}, *queues)), START + 500.0
    for number, (queue, waited, priority) in enumerate(calls):
        floor.handle(arrival(number, queue, entered=now - waited, priority=priority), now)
    (ring,) = rung(floor.handle(e.AgentSignedIn("ann", "x"), now))
    return ring.contact


@settings(max_examples=150, deadline=None)
@given(CALLS, st.floats(0, 500), WEIGHTS)
def test_who_is_served_next_would_be_so_had_he_waited_longer(calls, more, weights):
    skills = {"a": 3, "b": 7}
    first = served_first(calls, weights, skills)
    number = int(first.removeprefix("main-"))
    queue, waited, priority = calls[number]
    longer = [*calls[:number], (queue, min(waited + more, 500.0), priority), *calls[number + 1 :]]
    assert served_first(longer, weights, skills) == first


# --- the order of agents is nothing ---

TEAM = st.lists(
    st.tuples(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(1, 10)), st.floats(60, 600)),
    min_size=2,
    max_size=6,
    unique_by=lambda each: each[1],
)


def chosen(team, order, weights, needs) -> str | None:
    """The place in `team` of who is rung; he is named by his place in `order`."""
    names = {place: f"agent{rank}" for rank, place in enumerate(order)}
    agents = {names[place]: team[place][0] for place in order}
    floor = Floor(roster(agents, QueueRules("q", needs, weights=weights)))
    times = [HandleTime(names[place], "queue q", 200.0, 200.0 * team[place][1]) for place in order]
    floor.handle(e.HandleTimesRecalled(tuple(times)), START)
    for place in range(len(team)):
        floor.handle(e.AgentSignedIn(names[place], "x"), START + place)
    rings = rung(floor.handle(arrival(1, entered=START + 100), START + 100))
    return next((place for place, name in names.items() if rings and rings[0].agent == name), None)


@settings(max_examples=80, deadline=None)
@given(TEAM, st.randoms(use_true_random=False), st.sampled_from(list(PRESETS.values())), st.sampled_from(["a", "b"]))
def test_the_order_of_agents_changes_nobodys_turn(team, lot, weights, skill):
    order = list(range(len(team)))
    turned = lot.sample(order, len(order))
    needs = (SkillNeed(skill, 2),)
    assert chosen(team, order, weights, needs) == chosen(team, turned, weights, needs)
