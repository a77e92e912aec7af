"""The open question out of the file: what is read, and what is refused with its line."""

from pathlib import Path

import pytest

from ivr.flow import Flow, Understand, targets
from ivr.nodes.understand import FORESEE, OFFER, STOCK_CONFIRM, TAKE, Thresholds, Wish
from ivr.outputs import Sound
from ivr.problems import BadFileError
from ivr.read import read

FLOW = """
start: help
operator: desk
nodes:
  help:
    understand: [how]
    intents:
      order: {say: [o], examples: [where is my order, it has not come], key: 1, queue: orders, handle_s: 90, share: 2}
      bill:
        say: [b]
        examples: [my bill is wrong, "  I was   charged twice "]
        words: [invoice]
        go: desk
        skills: {billing: 2}
        priority: 3
  desk: {handoff: desk}
"""


def load(tmp_path: Path, text: str = FLOW, **checks: object) -> Flow:
    path = tmp_path / "f.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path, **checks)  # type: ignore[arg-type]


def refused(tmp_path: Path, old: str, new: str, **checks: object) -> str:
    assert old in FLOW
    with pytest.raises(BadFileError) as caught:
        load(tmp_path, FLOW.replace(old, new), **checks)
    [problem] = caught.value.problems
    return f"{problem.line}: {problem.where}: {problem.text}"


def test_all_of_it_is_read(tmp_path: Path) -> None:
    node = load(tmp_path, queues={"orders", "desk"}).nodes["help"]
    assert isinstance(node, Understand)
    o, b = (Sound("o"),), (Sound("b"),)
    assert node.intents["order"] == Wish(
        o, ("where is my order", "it has not come"), key="1", queue="orders", handle_s=90.0, share=2.0
    )
    assert node.intents["bill"] == Wish(
        b,
        ("my bill is wrong", "I was charged twice"),
        ("invoice",),
        go="desk",
        skills={"billing": 2},
        priority=3,
    )
    assert node.thresholds == Thresholds(TAKE, OFFER, FORESEE)
    assert node.phrasing.confirm == STOCK_CONFIRM
    assert (node.asking.retries, node.asking.on_failure, node.keys) == (1, "desk", {"0": "desk"})
    assert node.skills == {"billing": 2}
    assert targets(node) == [("bill", "desk"), ("0", "desk"), ("no answer", "desk")]


def test_it_has_learned_when_it_is_read(tmp_path: Path) -> None:
    node = load(tmp_path).nodes["help"]
    assert isinstance(node, Understand)
    chances = node.classifier.chances("an invoice")
    assert chances["bill"] > chances["order"]


def test_two_readings_of_the_same_file_are_the_same(tmp_path: Path) -> None:
    assert load(tmp_path) == load(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("queue: orders, ", "", "8: nodes.help.intents.order.go: allowed: one of go (a node) and queue"),
        ("queue: orders", "queue: orders, go: desk", "one of go (a node) and queue"),
        ("go: desk", "go: nowhere", '13: nodes.help.intents.bill.go: unknown node "nowhere"'),
        ("say: [o], ", "", "8: nodes.help.intents.order.say: missing"),
        ("[where is my order, it has not come]", "[]", "8: nodes.help.intents.order.examples: allowed: one example"),
        ("[where is my order, it has not come]", '["?!"]', 'examples[1]: got "?!", allowed: words'),
        ("[where is my order, it has not come]", "where is it", "allowed: a list of what callers say"),
        ("[invoice]", f"[{'x' * 201}]", "up to 200 characters"),
        ("it has not come", "My bill is WRONG", '"my bill is wrong" is an example of both order and bill'),
        ("key: 1", "key: 12", 'key: got "12", allowed: one of'),
        ("words: [invoice]", "words: [invoice]\n        key: 1", 'key "1" means both order and bill'),
        ("handle_s: 90", "handle_s: -1", 'handle_s: got "-1", allowed: 1 to 14400'),
        ("share: 2", "share: 0", "allowed: 0.01 to 1000"),
        ("skills: {billing: 2}", "skills: {billing: 11}", "allowed: a whole number from 1 to 10"),
        ("priority: 3", "priority: 3\n        extra: 1", "extra: unknown key"),
        ("    intents:", "    take: 0.3\n    intents:", "offer: got 0.4, allowed: up to take (0.3)"),
        ("    intents:", "    take: 2\n    intents:", 'take: got "2", allowed: 0.05 to 1'),
        ("    intents:", "    nonsense: 2\n    intents:", "nonsense: unknown key"),
        ("order: {say", "my order: {say", "not an intent, allowed: letters"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert told in refused(tmp_path, old, new)


def test_one_intent_is_none(tmp_path: Path) -> None:
    alone = FLOW[: FLOW.index("      bill:")] + FLOW[FLOW.index("  desk: {hand") :]
    with pytest.raises(BadFileError, match=r"nodes\.help\.intents: got 1, allowed: 2 to 60 intents"):
        load(tmp_path, alone)


def test_no_intents_at_all(tmp_path: Path) -> None:
    none = FLOW[: FLOW.index("    intents:")] + FLOW[FLOW.index("  desk: {hand") :]
    with pytest.raises(BadFileError, match=r"nodes\.help\.intents: missing, allowed: 2 to 60 intents"):
        load(tmp_path, none)


def test_far_too_many_examples(tmp_path: Path) -> None:
    letters = "abcdefghijklmnopqrst"
    for_one = {each: ", ".join(f"{each} {one} {two}" for one in letters for two in "uvwxyz") for each in letters}
    many = "".join(f"      i{each}: {{say: [o], go: desk, examples: [{texts}]}}\n" for each, texts in for_one.items())
    with pytest.raises(BadFileError, match="got 2405 examples and words together, allowed: up to 1500"):
        load(tmp_path, FLOW.replace("      bill:", f"{many}      bill:"))


def test_its_queues_and_sounds_are_checked(tmp_path: Path) -> None:
    assert 'unknown queue "orders"' in refused(tmp_path, "share: 2", "share: 3", queues={"desk"})
    sounds = {"en": {"how", "o", "b", "if-correct-press", "digits/1"}}
    assert 'no sound "vm-press"' in refused(tmp_path, "share: 2", "share: 3", sounds=sounds)


def test_a_handoff_may_still_name_its_intent(tmp_path: Path) -> None:
    load(tmp_path, FLOW.replace("{handoff: desk}", "{handoff: desk, intent: operator}"))
