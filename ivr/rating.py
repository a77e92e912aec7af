"""The walk at a `rate` node that takes keys only, and what any rating is kept as. Pure."""

from dataclasses import replace

from ivr.fill import parts_of
from ivr.inputs import Pressed, Silent
from ivr.left import Answer
from ivr.nodes.rate import Rate
from ivr.nodes.words import Prompt
from ivr.outputs import KeyWant, Say
from ivr.place import Place, Waiting, go, noted, values_to_say


def ask_rating(place: Place, node: Rate, before: Prompt = ()) -> Place:
    """Says the question, `before` first."""
    how = node.asking
    want = KeyWant(timeout_s=how.timeout_s, gap_s=how.gap_s, barge_in=how.barge_in)
    say = Say(parts_of((*before, *node.say), values_to_say(place), place.language), place.language, want)
    return replace(place, output=say, waiting=Waiting.ANSWER)


def rated(place: Place, node: Rate, answer: Pressed | Silent) -> Place:
    """The answer, or one try spent. The path says that there is one, not which."""
    key = answer.keys
    if len(key) == 1 and key.isascii() and key.isdecimal() and node.least <= int(key) <= node.most:
        return keep(place, node, int(key))
    result = "wrong" if key else "silent"
    if place.tries >= node.asking.retries:
        return go(place, node.asking.on_failure, f"{result}, gave up", asked=True)
    before = node.asking.wrong if key else node.asking.silent
    return ask_rating(replace(noted(place, result), tries=place.tries + 1), node, before)


def keep(place: Place, node: Rate, rating: int) -> Place:
    """The answer stands."""
    answers = (*place.left.answers, Answer(node.question, rating))
    return go(replace(place, left=replace(place.left, answers=answers)), node.next, "rated", asked=True)
