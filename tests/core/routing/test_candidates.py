"""Gates as masks, and what each agent costs a kind of contact."""

import numpy as np
import pytest

from acd.core.agent import Agent
from acd.core.records import AgentState
from acd.core.roster import AgentProfile, QueueRules, Weights
from acd.core.routing.candidates import Crew, Kinds

FR = (("fr", 1),)
PLAIN = QueueRules("q", weights=Weights(fit=0.0))


class Known:
    """Estimates that are given."""

    def __init__(self, **seconds: float) -> None:
        self.seconds = seconds

    def expected_s(self, agent, key, prior_s, *, effective=False):
        return self.seconds.get(agent, prior_s)

    def row(self, ids, key, prior_s, *, effective=False):
        return np.array([self.expected_s(agent, key, prior_s) for agent in ids])


def crew(**skills: dict[str, int]) -> Crew:
    agents = {a: Agent(AgentProfile(a, a, "main", f"PJSIP/{a}", s), s) for a, s in skills.items()}
    return Crew(agents, set())


def test_able_needs_every_skill_at_its_level_on_the_same_pbx():
    c = crew(ann={"fr": 3, "de": 1}, bob={"fr": 2, "de": 9}, cyd={})
    assert c.able((("fr", 3),), "main").tolist() == [True, False, False]
    assert c.able((("de", 1), ("fr", 1)), "main").tolist() == [True, True, False]
    assert c.able((), "main").all()
    assert not c.able((), "two").any()
    assert not c.able((("unheard of", 1),), "main").any()


def test_misfit_is_low_for_strong_holders_who_tie_down_few_scarce_skills():
    c = crew(ann={"fr": 9}, bob={"fr": 5}, cyd={"fr": 9, "rare": 5}, dan={"fr": 9, "en": 5}, eve={"en": 5})
    misfit = dict(zip(c.ids, c.misfit(FR), strict=True))
    assert misfit["ann"] < misfit["bob"]
    assert misfit["ann"] < misfit["dan"] < misfit["cyd"]  # two hold en, one holds rare
    assert all(0 <= value < 1 for value in c.misfit((("fr", 1), ("nobody's", 3))))
    assert c.misfit(())[c.rows["eve"]] < c.misfit(())[c.rows["dan"]]


def test_cost_is_what_is_slower_than_the_fastest_able_agent_and_follows_what_is_learned():
    c, seen = crew(ann={"fr": 5}, bob={"fr": 5}, cyd={}), Known(ann=200.0, bob=100.0, cyd=1.0)
    kinds = Kinds(c, seen)
    code = kinds.code(FR, "main", "k", PLAIN)
    slower = kinds.cost[code] - kinds.cost[code].min(where=kinds.able[code], initial=np.inf)
    assert slower[:2].tolist() == [100, 0]
    assert kinds.fastest[code] == 100  # cyd is faster, but not able
    seen.seconds["ann"] = 130.0
    kinds.learned("ann", "k")
    kinds.learned("nobody", "k")
    assert kinds.cost[code][0] - kinds.cost[code][1] == pytest.approx(30)
    for number in range(40):
        kinds.code((("fr", number),), "main", "k", PLAIN)
    assert kinds.cost[code][0] - kinds.cost[code][1] == pytest.approx(30)


def test_a_dear_agent_costs_what_his_time_is_worth_elsewhere():
    c = crew(ann={"fr": 5}, bob={"fr": 5})
    kinds = Kinds(c, Known(ann=100.0, bob=110.0))
    code = kinds.code(FR, "main", "k", PLAIN)
    assert kinds.cost[code][0] < kinds.cost[code][1]
    c.set_prices({"ann": 0.5})
    kinds.refresh()
    assert kinds.cost[code][0] - kinds.cost[code][1] == pytest.approx(100 * 1.5 - 110)
    assert kinds.waste[code].tolist() == pytest.approx([100 * 1.5 - 110, 0])


def test_queues_weigh_the_same_agents_each_in_its_own_way():
    c = crew(ann={"fr": 1}, bob={"fr": 10})
    kinds = Kinds(c, Known(ann=100.0, bob=200.0))
    fast = kinds.code(FR, "main", "k", QueueRules("q", weights=Weights(fit=0.0)))
    good = kinds.code(FR, "main", "k", QueueRules("q", weights=Weights(handle=0.0, fit=1.0)))
    assert fast != good
    assert kinds.cost[fast].argmin() == 0
    assert kinds.cost[good].argmin() == 1


def test_an_idle_agents_occupancy_fades():
    c = crew(ann={}, bob={})
    c._busy[:], c._here[:], c._marked[:] = (900.0, 0.0), (900.0, 900.0), 1000.0
    rows = np.array([0, 1])
    assert c.occupancy(1000.0, rows).tolist() == [1.0, 0.0]
    later, later_still = c.occupancy(1600.0, rows)[0], c.occupancy(4000.0, rows)[0]
    assert 1 > later > later_still > 0
    own = c.own_cost(Weights(idle=0.0, answer=0.0), 15.0, 1000.0, rows)
    assert own.tolist() == [Weights().occupancy, 0.0]


def test_what_was_handed_out_stays_as_it_was():
    """Decisions keep it: no later change of standing or skills may reach it."""
    agents = {a: Agent(AgentProfile(a, a, "main", f"PJSIP/{a}", {"fr": 3}), {"fr": 3}) for a in ("ann", "bob")}
    c = Crew(agents, set())
    levels, before = c.needed_levels(FR), c.standing()
    agents["ann"].state = AgentState.READY
    assert c.refresh(agents["ann"], set())
    after = c.standing()
    words = [[each.words for each in standing] for standing in (before, after)]
    assert words == [["signed out", "signed out"], ["", "signed out"]]
    assert not c.refresh(agents["ann"], set())
    assert c.standing() is after
    agents["bob"].skills = {"fr": 9, "de": 1}
    c.set_skills(agents)
    assert (levels.tolist(), c.needed_levels(FR).tolist()) == ([[3], [3]], [[3], [9]])
