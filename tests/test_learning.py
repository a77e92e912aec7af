"""Intents of the flows, learned together: one that cannot be learned costs only itself."""

from pathlib import Path

import pytest

from acd.learning import learn, learn_beside, put_off
from ivr.flow import Flow, Understand
from ivr.intent.classifier import Classifier, untaught
from ivr.intent.learning import Learner
from ivr.read import read

FLOW = """
start: what
nodes:
  what:
    understand: [beep]
    intents:
      %s: {say: [beep], examples: [where is my order], key: 1, queue: sales}
      bill: {say: [beep], examples: [the bill is wrong], key: 2, queue: sales}
    on_failure: sales
  sales: {handoff: sales}
"""


@pytest.fixture
def flows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Flow]:
    """Two flows; of the first nothing can be learned."""

    def trained(learner: Learner) -> Classifier:
        if learner._teaching.intents[0].intent == "odd":
            raise ValueError("odd")
        learner._classifier = untaught(("order", "bill"))
        return learner._classifier

    monkeypatch.setattr(Learner, "learn", trained)
    for name in ("odd", "order"):
        (tmp_path / f"{name}.yaml").write_text(FLOW % name)
    return {name: read(tmp_path / f"{name}.yaml") for name in ("odd", "order")}


def at_hand(flows: dict[str, Flow]) -> list[bool]:
    nodes = [flow.nodes["what"] for flow in flows.values()]
    return [node.classifier.is_at_hand for node in nodes if isinstance(node, Understand)]


def test_what_cannot_be_learned_is_not_at_hand_and_said(
    flows: dict[str, Flow], caplog: pytest.LogCaptureFixture
) -> None:
    learn(flows)
    assert at_hand(flows) == [False, True]
    assert caplog.messages == ["the intents of flow odd cannot be learned: there keys serve"]


async def test_beside_the_start_all_is_learned_in_the_end(flows: dict[str, Flow]) -> None:
    put_off(flows)
    assert at_hand(flows) == [False, False]
    await learn_beside(flows, ())
    assert at_hand(flows) == [False, True]
