from pathlib import Path

from acd.config.handle_times import with_handle_times
from acd.core.roster import QueueRules
from acd.core.routing.piece import work_key
from ivr.flow import Flow
from ivr.read import read

FLOW = """
start: help
nodes:
  help:
    understand: [how]
    on_failure: desk
    intents:
      order: {say: [o], examples: [where is my order], go: desk, handle_s: 90}
      bill: {say: [b], examples: [my bill is wrong], go: desk}
  desk: {handoff: desk}
"""
QUEUES = {"sales": QueueRules("sales", handle_s=240.0), "desk": QueueRules("desk", handle_s=60.0)}


def load(tmp_path: Path, text: str = FLOW) -> Flow:
    path = tmp_path / "f.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path)


def test_every_queue_goes_by_the_intents_time(tmp_path: Path) -> None:
    queues = with_handle_times(QUEUES, [load(tmp_path)])
    assert [queues[name].handle_of(work_key("order", name)) for name in QUEUES] == [90.0, 90.0]
    assert [queues[name].handle_of(work_key("bill", name)) for name in QUEUES] == [240.0, 60.0]
    assert [queues[name].handle_of(work_key("", name)) for name in QUEUES] == [240.0, 60.0]


def test_of_two_flows_the_longer_counts(tmp_path: Path) -> None:
    flows = [load(tmp_path), load(tmp_path, FLOW.replace("90", "200")), load(tmp_path, FLOW.replace("90", "100"))]
    assert with_handle_times(QUEUES, flows)["desk"].handle_of("intent order") == 200.0


def test_without_them_nothing_changes(tmp_path: Path) -> None:
    assert with_handle_times(QUEUES, []) == QUEUES
    assert with_handle_times(QUEUES, [load(tmp_path, FLOW.replace(", handle_s: 90", ""))]) == QUEUES
