"""The life tables and their diagrams."""

import itertools

import pytest

from acd.core.agent import AGENT_DAY, AgentTrigger
from acd.core.contact import CONTACT_LIFE, ContactState, ContactTrigger
from acd.core.life import diagram
from acd.core.records import AgentState


@pytest.mark.parametrize(
    ("table", "states", "start"),
    [(AGENT_DAY, AgentState, AgentState.SIGNED_OUT), (CONTACT_LIFE, ContactState, ContactState.WAITING)],
)
def test_every_state_is_reached_and_drawn(table, states, start):
    reached = {start}
    for _ in states:
        reached |= {after for (state, _), after in table.items() if state in reached}
    assert reached == set(states)
    picture = diagram(table, start)
    assert picture.startswith("stateDiagram-v2\n")
    assert f"[*] --> {start.value}" in picture
    for (state, trigger), after in table.items():
        line = next(
            each for each in picture.splitlines() if each.strip().startswith(f"{state.value} --> {after.value}:")
        )
        assert trigger.value in line


def test_an_ended_contact_stays_ended():
    assert not [pair for pair in CONTACT_LIFE if pair[0] is ContactState.ENDED]


def test_only_the_ready_are_offered_anything():
    offered = {state for state, trigger in AGENT_DAY if trigger is AgentTrigger.IS_OFFERED}
    assert offered == {AgentState.READY}


def test_any_state_but_talking_can_be_found_talking():
    assert {state for state, trigger in AGENT_DAY if trigger is AgentTrigger.TALKS} == set(AgentState) - {
        AgentState.TALKING
    }


def test_tables_name_only_known_pairs():
    every = set(itertools.product(ContactState, ContactTrigger))
    assert set(CONTACT_LIFE) <= every
