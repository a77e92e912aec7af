"""The caller whose agent hung up."""

from types import SimpleNamespace
from typing import Any

import pytest

from acd.core.events import CallerStayed
from acd.core.roster import QueueRules
from acd.visits.after import AfterVisit
from acd.visits.leavings import Talk
from tests.visits.conftest import CALL, Session


class Flows:
    def __init__(self) -> None:
        self.walked: list[tuple[str, object, Talk | None]] = []

    async def walk(self, session: Session, name: str, node: str | None, talk: Talk | None = None) -> None:
        self.walked.append((name, node, talk))


@pytest.fixture
def flows() -> Flows:
    return Flows()


@pytest.fixture
def told() -> list[object]:
    """What the floor was told."""
    return []


@pytest.fixture
def visit(flows: Flows, told: list[object]) -> AfterVisit:
    queues = {
        "sales": QueueRules("sales", survey="survey"),
        "help": QueueRules("help"),
        "odd": QueueRules("odd", survey="gone"),
    }
    settings: Any = SimpleNamespace(roster=SimpleNamespace(queues=queues), flows={"survey": None})
    return AfterVisit(lambda: settings, SimpleNamespace(put=told.append), flows)  # type: ignore[arg-type]


async def test_his_queues_survey_is_walked_with_his_talk(visit: AfterVisit, flows: Flows, told: list[object]) -> None:
    await visit(Session("sales/1001"))  # type: ignore[arg-type]
    assert flows.walked == [("survey", None, Talk("1001", "sales"))]
    assert told == [CallerStayed(CALL)]


@pytest.mark.parametrize("rest", ["help/1001", "odd/1001", "none/1001", "/", "", "sales2/../sales"])
async def test_without_a_survey_the_call_is_over(
    visit: AfterVisit, flows: Flows, told: list[object], rest: str
) -> None:
    session = Session(rest)
    await visit(session)  # type: ignore[arg-type]
    assert session.left == {"ACD_NEXT": "hangup"}
    assert (flows.walked, told) == ([], [])
