"""The walk at a `voicemail` node: greeting, recording, review. Pure.

Nothing a caller said is lost for want of a word from him: silence at the review, or a hang-up at any time, keeps what
is there and long enough. Where a second recording comes to nothing, the first one still counts.
"""

from dataclasses import replace

from ivr.fill import parts_of
from ivr.inputs import Pressed, Recorded, Silent, Spoken, Stop
from ivr.left import Message
from ivr.nodes.voicemail import AGAIN, DELETE, END_KEY, KEEP, LISTEN, OPERATOR_KEY, Voicemail
from ivr.nodes.words import Prompt
from ivr.outputs import KeyWant, Number, Part, Record, Say, Sound, Tape
from ivr.place import Place, Waiting, go, noted, values_to_say

MAX_TAKES = 9  # in one walk
DURING_SPEECH = KeyWant(timeout_s=0.0, gap_s=0.0)


def greet(place: Place, node: Voicemail, before: Prompt = ()) -> Place:
    """Says how it goes; `#` comes to the point, 0 asks for an operator."""
    say = Say(_parts((*before, *node.say), place), place.language, DURING_SPEECH)
    return replace(place, output=say, waiting=Waiting.ANSWER)


def answered(place: Place, node: Voicemail, answer: Pressed | Silent | Spoken) -> Place:
    """Keys, or none, during the greeting or at the review."""
    key = "" if isinstance(answer, Spoken) else answer.keys
    if key == OPERATOR_KEY and node.operator:
        return go(_kept(place), node.operator, "operator", asked=True)
    return _decided(place, node, key) if place.waiting is Waiting.CONFIRM else _record(place, node)


def recorded(place: Place, node: Voicemail, what: Recorded) -> Place:
    """What comes of a recording that its caller did not end by hanging up."""
    if what.why is Stop.FAILED:
        return _review(noted(place, "cannot record"), node) if place.left.held else go(place, node.failed, "failed")
    if what.seconds < node.least_s:
        return _too_short(place, node)
    place = _hold(place, node, what)
    return _review(noted(place, "recorded"), node) if node.review else _keep(place, node)


def broken_off(place: Place, node: Voicemail, what: Recorded) -> Place:
    """The caller hung up in the middle: what is there is held, if it is long enough to be a message."""
    return _hold(place, node, what) if what.seconds >= node.least_s else place


def _hold(place: Place, node: Voicemail, what: Recorded) -> Place:
    held = Message(node.box, place.left.begun[-1], what.seconds)
    return replace(place, left=replace(place.left, held=held))


def _record(place: Place, node: Voicemail) -> Place:
    begun = place.left.begun
    if len(begun) >= MAX_TAKES:
        return _keep(place, node) if place.left.held else go(place, node.asking.on_failure, "gave up", asked=True)
    started = place.started
    tape = f"{started.call}+{started.visit}-{len(begun) + 1}+{node.box.kind}-{node.box.name}"
    want = Record(tape, node.longest_s, node.silence_s, END_KEY)
    return replace(place, output=want, left=replace(place.left, begun=(*begun, tape)))


def _too_short(place: Place, node: Voicemail) -> Place:
    if place.tries >= node.asking.retries:
        return _keep(place, node) if place.left.held else _gave_up(place, node)
    return greet(replace(noted(place, "too short"), tries=place.tries + 1), node, node.too_short)


def _gave_up(place: Place, node: Voicemail) -> Place:
    return go(place, node.asking.on_failure, "too short, gave up", asked=True)


def _review(place: Place, node: Voicemail, before: Prompt = (), heard: tuple[Part, ...] = ()) -> Place:
    how = node.asking
    want = KeyWant(timeout_s=how.timeout_s, gap_s=how.gap_s)
    said = (*_parts(before, place), *heard, *_parts(node.options, place))
    return replace(place, output=Say(said, place.language, want), waiting=Waiting.CONFIRM)


def _decided(place: Place, node: Voicemail, key: str) -> Place:
    held = place.left.held
    if held is None or key == KEEP:
        return _keep(place, node)
    if key == LISTEN:
        return _review(noted(place, "listens"), node, heard=(*_envelope(held), Tape(held.tape)))
    if key == AGAIN:
        return _record(replace(noted(place, "again"), waiting=Waiting.ANSWER), node)
    if key == DELETE and node.deleted:
        return go(replace(place, left=replace(place.left, held=None)), node.deleted, "deleted", asked=True)
    if place.tries >= node.asking.retries:
        return _keep(place, node)
    place = replace(noted(place, "wrong" if key else "silent"), tries=place.tries + 1)
    return _review(place, node, node.asking.wrong if key else node.asking.silent)


def _envelope(message: Message) -> tuple[Part, ...]:
    """This message lasts ... seconds."""
    return Sound("vm-duration"), Number(max(1, round(message.seconds))), Sound("seconds")


def _keep(place: Place, node: Voicemail) -> Place:
    return go(_kept(place), node.next, "kept", asked=True)


def _kept(place: Place) -> Place:
    return replace(place, left=place.left.keep())


def _parts(prompt: Prompt, place: Place) -> tuple[Part, ...]:
    return parts_of(prompt, values_to_say(place), place.language)
