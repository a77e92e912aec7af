"""What the waiting room knows without looking at every row."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from acd.core.contact import Contact
from acd.core.roster import QueueRules
from acd.core.waiting import NOBODY, WaitingRoom

PLAIN, KEEPING = QueueRules("plain"), QueueRules("keeping", reserve_s=20.0)
DOINGS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([PLAIN, KEEPING])), max_size=40)


@given(DOINGS)
def test_it_knows_whether_somebody_there_asks_for_a_reserve(doings):
    """Who is not there comes; who is there leaves, or stays under other rules."""
    room = WaitingRoom()
    for number, rules in doings:
        contact = f"main-{number}"
        if contact not in room:
            room.add(Contact(contact, "main", "c", rules.name, rules, 1.0, 1.0, 1.0, number), number, NOBODY)
        elif room.contacts[room.row(contact)].rules is rules:
            room.remove(contact)
        else:
            room.contacts[room.row(contact)].rules = rules
            room.update(room.contacts[room.row(contact)])
        assert room.reserves() == bool(np.isfinite(room.column("reserve")).any())
        assert all(room.kind_and_keeper(each.id) == (int(each.id[5:]), NOBODY) for each in room.contacts)
