"""The Floor as a whole: who is served first, gates, relaxing, preferred agents, determinism, exclusions."""

import hypothesis.strategies as st
from hypothesis import given, settings
from playbook import START, Playbook, arrival, house, ok, ring

from acd.core import commands as c
from acd.core import events as e
from acd.core import records as r
from acd.core.floor import Floor
from acd.core.roster import AgentProfile, QueueRules, RelaxStep, Roster, SkillNeed, Weights

FR = (SkillNeed("fr", 3),)


def test_the_longest_idle_of_equal_agents_then_the_first_id():
    p = Playbook(house(agents={"bob": {}, "ann": {}, "cyd": {}}), "bob")
    p.at(1).ask(e.AgentSignedIn, "cyd") << ok()
    p.ask(e.AgentSignedIn, "ann") << ok()
    for number, agent in enumerate(["bob", "ann", "cyd"], start=1):
        p >> arrival(number) << ring(number, agent)


def test_no_skill_no_ring_however_long_the_wait():
    p = Playbook(house(QueueRules("q", FR, overdue_s=1), agents={"ann": {"fr": 2}}), "ann")
    p >> arrival(1)
    p.at(5000) >> e.AgentPaused("ann", "", "x") << ok()
    p >> e.AgentReady("ann", "y") << ok()


def test_a_need_relaxes_when_its_step_falls_due():
    rules = QueueRules("q", FR, (RelaxStep(20, "fr", 2), RelaxStep(40, "fr", 0)))
    p = Playbook(house(rules, agents={"ann": {"fr": 2}, "bob": {}}), "ann", "bob")
    p >> arrival(1)
    p.at(19.9).done()
    p.at(20) << ring(1, "ann")
    assert p.floor.decision("main-1")[0].needs == ("fr >= 2 (relaxed from 3)",)
    p.at(35) >> e.OfferFailed("main-1", 1, e.OfferFailure.BUSY)
    p.at(40) << ring(1, "bob", 2)
    assert p.floor.decision("main-1")[1].needs == ("fr dropped (relaxed from 3)",)


def test_every_step_that_falls_due_while_he_waits_is_written_down_once():
    rules = QueueRules("q", FR, (RelaxStep(20, "fr", 2), RelaxStep(40, "fr", 0)))
    p = Playbook(house(rules, agents={"ann": {}}))
    p >> arrival(1)
    p.at(100)
    assert [(each.at - START, each.needs) for each in p.rows(r.NeedsRelaxed)] == [
        (20, ("fr >= 2 (relaxed from 3)",)),
        (40, ("fr dropped (relaxed from 3)",)),
    ]


def test_overdue_callers_are_served_oldest_first_whatever_the_scores():
    p = Playbook(house(QueueRules("q", overdue_s=100), agents={"ann": {}}))
    p >> arrival(1)
    p.at(1) >> arrival(2, entered=START + 1)
    p.at(150) >> arrival(3, entered=START + 150, priority=10)
    p >> e.AgentSignedIn("ann", "x") << [ok(), ring(1, "ann")]
    assert p.contact(2).position == 1


def test_priority_goes_before_wait_until_overdue():
    p = Playbook(house(agents={"ann": {}}))
    p >> arrival(1)
    p.at(30) >> arrival(2, entered=START + 30, priority=10)
    p >> e.AgentSignedIn("ann", "x") << [ok(), ring(2, "ann")]


def test_several_agents_and_several_callers_at_once():
    p = Playbook(house(QueueRules("q"), QueueRules("fr", FR), agents={"ann": {"fr": 5}, "bob": {}}), "ann", "bob")
    for agent in ("ann", "bob"):
        p >> e.PhoneTaken(agent)
    p >> arrival(1, "fr")
    p >> arrival(2)
    p >> e.PbxLost("main")
    p >> e.PbxSnapshot("main", holding=(arrival(1, "fr"), arrival(2)), talking=(), ringing=())
    assert sorted(repr(p._open.pop(0).agent) for _ in range(2)) == ["'ann'", "'bob'"]
    assert {p.contact(n).agent for n in (1, 2)} == {"ann", "bob"}
    assert p.contact(1).agent == "ann"


def test_an_agent_serves_only_his_own_pbx():
    agents = {a: AgentProfile(a, a, pbx, f"PJSIP/{a}", {}) for a, pbx in (("ann", "main"), ("bob", "two"))}
    p = Playbook(Roster({"q": QueueRules("q")}, agents), "ann", "bob")
    p >> arrival(1, pbx="two")
    assert p._open.pop().agent == "bob"
    p >> arrival(2) << ring(2, "ann")


# --- the preferred agent ---

KEEP = QueueRules("q", preferred_s=20, wrap_s=0)


def busy_ann() -> Playbook:
    p = Playbook(house(KEEP), "ann")
    p >> arrival(1) << ring(1, "ann")
    p.talk(1).ask(e.AgentSignedIn, "bob") << ok()
    return p


def test_a_caller_is_kept_for_his_preferred_agent_and_then_let_go():
    p = busy_ann()
    p >> arrival(2, preferred_agent="ann")
    p.at(19).done()
    p.at(20) << ring(2, "bob")


def test_the_preferred_agent_gets_him_when_he_is_free():
    p = busy_ann()
    p >> arrival(2, preferred_agent="ann")
    p.at(9)
    p >> e.TalkEnded("main-1", 1, by_agent=False)
    p._open.pop(0)
    p << ring(2, "ann")
    assert p.floor.decision("main-2")[0].gated[0].gate == "caller is kept for ann"


def test_a_preferred_agent_who_leaves_or_misses_lets_go_at_once():
    p = Playbook(house(KEEP), "ann", "bob")
    p >> arrival(1, preferred_agent="bob") << ring(1, "bob")
    p >> e.OfferFailed("main-1", 1, e.OfferFailure.REJECTED) << ring(1, "ann", 2)
    q = busy_ann()
    q >> arrival(2, preferred_agent="ann")
    q >> e.PhoneLost("ann") << ring(2, "bob")
    r = busy_ann()
    r >> arrival(2, preferred_agent="nobody") << ring(2, "bob")


# --- properties ---

DAY = st.lists(
    st.tuples(
        st.sampled_from(["call", "call", "in", "free", "gone", "move"]),
        st.integers(0, 5),
        st.sampled_from([0.0, 0.001, 1.0, 30.0, 400.0]),
    ),
    max_size=60,
)


def play(day, weights: Weights) -> list[list[c.Command]]:
    """Every ring is answered at once; `free` ends a talk. All callers and agents are equal."""
    queue = QueueRules("q", wrap_s=0, weights=weights, overdue_s=200)
    floor = Floor(house(queue, agents={a: {} for a in "abc"}), seed=3)
    now, out, talks = START, [], []

    def do(event: e.Event) -> None:
        out.append(floor.handle(event, now))
        for command in out[-1]:
            if isinstance(command, c.RingAgent):
                talks.append((command.contact, command.offer))
                do(e.OfferConnected(command.contact, command.offer))

    for number, (what, which, seconds) in enumerate(day):
        now += seconds
        if what == "call":
            do(arrival(number, entered=now))
        elif what == "in":
            do(e.AgentSignedIn("abc"[which % 3], str(number)))
        elif what == "gone":
            do(e.CallerLeft(f"main-{which}"))
        elif talks:
            do(e.TalkEnded(*talks.pop(which % len(talks)), by_agent=False))
    return out


WEIGHTS = st.sampled_from([Weights(), Weights(wait=0), Weights(0, 0, 0, 0, 0), Weights(idle=9.0)])
GAPS = st.lists(st.sampled_from([0.0, 0.001, 1.0, 9.0]), min_size=2, max_size=9)


def rung(commands: list[list[c.Command]]) -> list[int]:
    return [int(x.contact.removeprefix("main-")) for out in commands for x in out if isinstance(x, c.RingAgent)]


@settings(max_examples=80, deadline=None)
@given(DAY, WEIGHTS)
def test_nobody_is_overtaken_among_equals(day, weights):
    rings = rung(play(day, weights))
    assert rings == sorted(rings)


@settings(max_examples=40, deadline=None)
@given(GAPS, GAPS, WEIGHTS)
def test_a_line_of_equals_is_served_from_its_front(arrivals, ends, weights):
    """All three agents are busy while a line grows, and nobody in it is overdue when they come free one by one."""
    day = [("in", agent, 0.0) for agent in range(3)] + [("call", 0, 0.0)] * 3
    day += [("call", 0, gap) for gap in arrivals] + [("free", number, gap) for number, gap in enumerate(ends)]
    rings = rung(play(day, weights))
    assert rings == list(range(3, 6 + min(len(arrivals), len(ends))))


@settings(max_examples=30, deadline=None)
@given(DAY)
def test_the_same_day_gives_the_same_commands(day):
    assert play(day, Weights()) == play(day, Weights())
