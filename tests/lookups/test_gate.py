"""Bulkhead and breaker."""

from hypothesis import given
from hypothesis import strategies as st

from acd.lookups.gate import REST_S, TRIPS, Gate
from acd.lookups.trouble import LookupTroubleError
from ivr.services import Trouble


def refused(gate: Gate, now: float) -> Trouble | None:
    try:
        gate.enter(now)
    except LookupTroubleError as error:
        return error.why
    return None


def tripped() -> Gate:
    gate = Gate(2)
    for _ in range(TRIPS):
        gate.enter(0.0)
        gate.leave(0.0, False)
    return gate


def test_no_more_than_so_many_wait() -> None:
    gate = Gate(2)
    gate.enter(0.0)
    gate.enter(0.0)
    assert refused(gate, 0.0) is Trouble.BUSY
    gate.leave(1.0, None)
    assert refused(gate, 1.0) is None


def test_a_dead_service_is_left_alone_and_tried_by_one() -> None:
    gate = tripped()
    assert refused(gate, REST_S - 0.1) is Trouble.RESTING
    assert refused(gate, REST_S) is None
    assert refused(gate, REST_S) is Trouble.RESTING
    gate.leave(REST_S, False)
    assert refused(gate, 2 * REST_S - 0.1) is Trouble.RESTING
    gate.enter(2 * REST_S)
    gate.leave(2 * REST_S, True)
    assert not gate.is_shut
    assert refused(gate, 2 * REST_S) is None


def test_one_good_answer_ends_the_count() -> None:
    gate = Gate(1)
    for _ in range(3):
        for was_well in (*[False] * (TRIPS - 1), True):
            gate.enter(0.0)
            gate.leave(0.0, was_well)
    assert not gate.is_shut


def test_who_hangs_up_while_he_tries_for_all_leaves_the_try_to_the_next() -> None:
    gate = tripped()
    gate.enter(REST_S)
    gate.leave(REST_S, None)
    assert refused(gate, REST_S) is None


@given(st.lists(st.tuples(st.floats(0, 5), st.sampled_from([True, False, None]), st.booleans()), max_size=60))
def test_the_count_is_never_wrong(steps: list[tuple[float, bool | None, bool]]) -> None:
    gate, now, inside = Gate(3), 0.0, 0
    for pause, was_well, enters in steps:
        now += pause
        if enters and refused(gate, now) is None:
            inside += 1
        elif inside and not enters:
            gate.leave(now, was_well)
            inside -= 1
        assert gate._inside == inside <= 3
