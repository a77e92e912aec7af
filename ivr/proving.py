"""The walk at a `pin` node. Pure. The PIN is in no place, path or data: only in the one output that has it checked."""

from dataclasses import replace

from ivr.fill import fill, parts_of
from ivr.inputs import Pressed, Silent
from ivr.nodes.pin import Pin
from ivr.nodes.words import REPEAT, Prompt
from ivr.outputs import CheckPin, KeyWant, Say
from ivr.place import Place, go, noted, values_to_judge, values_to_say
from ivr.services import PinChecked, Verdict


def ask_pin(place: Place, node: Pin, before: Prompt = ()) -> Place:
    """Asks for it, `before` said first."""
    how = node.asking
    want = KeyWant(node.least, node.most, node.terminator, how.timeout_s, how.gap_s, how.barge_in, masked=True)
    say = Say(parts_of((*before, *node.say), values_to_say(place), place.language), place.language, want)
    return replace(place, output=say)


def entered(place: Place, node: Pin, answer: Pressed | Silent) -> Place:
    """Has it checked. What can be no PIN of this node is one try of the node, but none of the account."""
    special = [key for key in answer.keys.upper() if key in node.keys]
    if special:
        target = node.keys[special[-1]]
        return ask_pin(noted(place, REPEAT), node) if target == REPEAT else go(place, target, special[-1], asked=True)
    pin = answer.keys
    if not (pin.isascii() and pin.isdecimal() and node.least <= len(pin) <= node.most):
        return _try_again(place, node, "wrong" if pin else "silent")
    account = fill(node.account, values_to_judge(place))
    waiting = parts_of(node.waiting, values_to_say(place), place.language)
    return replace(place, output=CheckPin(node.pins, account, pin, waiting, place.language))


def checked(place: Place, node: Pin, answer: PinChecked) -> Place:
    """The way the verdict leads."""
    match answer.verdict:
        case Verdict.RIGHT:
            return go(place, node.next, "right")
        case Verdict.WRONG:
            return _try_again(place, node, "wrong")
        case Verdict.LOCKED:
            return go(place, node.locked, "locked")
        case Verdict.FAILED:
            return go(place, node.failed, "failed")


def _try_again(place: Place, node: Pin, result: str) -> Place:
    how = node.asking
    if place.tries >= how.retries:
        return go(place, how.on_failure, f"{result}, gave up")
    before = how.silent if result == "silent" else how.wrong
    return ask_pin(replace(noted(place, result), tries=place.tries + 1), node, before)
