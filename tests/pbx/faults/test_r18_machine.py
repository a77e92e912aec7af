"""R18: the Floor's own state machine, as of every run of the tests, driven for longer: all its invariants after each
event."""

from itertools import count

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.core import conftest  # noqa: F401 - by which the machine finds what lies beside it
from tests.core.test_invariants import FloorMachine
from tests.pbx.faults.conftest import Figure

LIVES, STEPS = 250, 50


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_invariants_hold(figure: Figure) -> None:
    handled = count()

    class Counted(FloorMachine):  # type: ignore[misc]
        def do(self, event: object) -> object:
            next(handled)
            return super().do(event)

    run_state_machine_as_test(
        Counted, settings=settings(FloorMachine.TestCase.settings, max_examples=LIVES, stateful_step_count=STEPS)
    )
    figure("R18", "events, all invariants after each", next(handled), least=10_000)
