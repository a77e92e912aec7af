"""The two nodes that ask the caller: menu and collect."""

from dataclasses import replace

from ivr.fill import parts_of
from ivr.flow import REPEAT, Collect, Menu, Prompt
from ivr.inputs import Pressed, Silent
from ivr.outputs import KeyWant, Say
from ivr.place import Place, Waiting, go, noted, remember, values_to_say

RIGHT, AGAIN = "1", "2"


def ask(place: Place, node: Menu | Collect, before: Prompt = ()) -> Place:
    """Says the question, `before` first."""
    say = Say(parts_of((*before, *node.say), values_to_say(place), place.language), place.language, _wanted(node))
    return replace(place, output=say, waiting=Waiting.ANSWER, pending="")


def answered(place: Place, node: Menu | Collect, answer: Pressed | Silent) -> Place:
    """What the caller's keys lead to."""
    if isinstance(node, Menu):
        return _chosen(place, node, answer)
    if place.waiting is Waiting.CONFIRM:
        return _confirmed(place, node, answer)
    return _collected(place, node, answer)


def _wanted(node: Menu | Collect) -> KeyWant:
    how = node.asking
    if isinstance(node, Menu):
        return KeyWant(timeout_s=how.timeout_s, gap_s=how.gap_s, barge_in=how.barge_in)
    return KeyWant(node.least, node.most, node.terminator, how.timeout_s, how.gap_s, how.barge_in, node.masked)


def _chosen(place: Place, node: Menu, answer: Pressed | Silent) -> Place:
    key = answer.keys.upper()
    if key in node.keys:
        return _follow(place, node, key)
    return _missed(place, node, answer)


def _follow(place: Place, node: Menu | Collect, key: str) -> Place:
    target = node.keys[key]
    return ask(noted(place, REPEAT), node) if target == REPEAT else go(place, target, key, asked=True)


def _collected(place: Place, node: Collect, answer: Pressed | Silent) -> Place:
    special = [key for key in answer.keys.upper() if key in node.keys]
    if special:
        return _follow(place, node, special[-1])
    digits = answer.keys
    if not (digits.isascii() and digits.isdecimal() and node.least <= len(digits) <= node.most):
        return _missed(place, node, answer)
    if node.confirm:
        return _say_back(replace(noted(place, "entered"), pending=digits), node)
    return _take(place, node, digits, "entered")


def _say_back(place: Place, node: Collect, before: Prompt = ()) -> Place:
    values = {**values_to_say(place), node.into: place.pending}
    how = node.asking
    want = KeyWant(timeout_s=how.timeout_s, gap_s=how.gap_s, barge_in=how.barge_in)
    say = Say(parts_of((*before, *node.confirm), values, place.language), place.language, want)
    return replace(place, output=say, waiting=Waiting.CONFIRM)


def _confirmed(place: Place, node: Collect, answer: Pressed | Silent) -> Place:
    if answer.keys == RIGHT:
        return _take(place, node, place.pending, "confirmed")
    if answer.keys == AGAIN:
        return _try_again(place, node, "again", ())
    return _missed(place, node, answer)


def _take(place: Place, node: Collect, digits: str, result: str) -> Place:
    return go(remember(place, node.into, digits, masked=node.masked), node.next, result, asked=True)


def _missed(place: Place, node: Menu | Collect, answer: Pressed | Silent) -> Place:
    if answer.keys:
        return _try_again(place, node, "wrong", node.asking.wrong)
    return _try_again(place, node, "silent", node.asking.silent)


def _try_again(place: Place, node: Menu | Collect, result: str, before: Prompt) -> Place:
    """One try is spent; the same question again, or the way for those who cannot answer."""
    if place.tries >= node.asking.retries:
        return go(place, node.asking.on_failure, f"{result}, gave up", asked=True)
    place = replace(noted(place, result), tries=place.tries + 1)
    if isinstance(node, Collect) and place.waiting is Waiting.CONFIRM and result != "again":
        return _say_back(place, node, before)
    return ask(place, node, before)
