"""A decision with every kind of gate in it."""

import pytest
from playbook import START, Playbook, arrival, ok, ring

from acd.core import events as e
from acd.core.roster import AgentProfile, QueueRules, RelaxStep, Roster, SkillNeed


@pytest.fixture
def decided():
    skills = {"ann": 9, "bob": 2, "cyd": 1, "dan": 9, "eve": 9, "fay": 9}
    agents = {
        a: AgentProfile(a, a, "two" if a == "eve" else "main", f"PJSIP/{a}", {"fr": n}) for a, n in skills.items()
    }
    queue = QueueRules("q", (SkillNeed("fr", 9),), (RelaxStep(20, "fr", 2),))
    p = Playbook(Roster({"q": queue}, agents), "ann", "bob", "cyd", "eve", "fay")
    p >> e.AgentPaused("fay", "tea", "x") << ok()
    p >> arrival(1, entered=START - 30) << ring(1, "ann")
    return p, p.floor.decision("main-1")[0]
