"""The walk through a flow: `begin` and `step`, pure. Each answers with the new place and the one thing to do next.

A walk always ends: after MAX_STEPS inputs and nodes together it fails where it stands. Facts are asked for when a node
is entered and forgotten when it is left. An input that does not fit what was asked changes nothing but the count: the
same output is given again.
"""

from dataclasses import replace

from ivr.asking import answered, ask
from ivr.booked import Book, Booked
from ivr.booking import book, told_booked
from ivr.fill import fill, parts_of
from ivr.flow import (
    CALLER_FACTS,
    NOW,
    AskDate,
    AskNumber,
    Collect,
    Decide,
    Flow,
    Goodbye,
    Listen,
    Menu,
    Node,
    Play,
    Set,
    ToDestination,
    ToQueue,
    Understand,
    YesNo,
)
from ivr.hearing import Heard, Toned, Unheard
from ivr.inputs import HungUp, Input, Pressed, Recorded, Silent, Spoken, Started, Stop, Told
from ivr.leave_message import answered as message_answered
from ivr.leave_message import broken_off, greet, recorded
from ivr.looking_up import apologised, look_up, looked_up
from ivr.nodes.callback import Callback
from ivr.nodes.lookup import Lookup
from ivr.nodes.pin import Pin
from ivr.nodes.rate import Rate
from ivr.nodes.voicemail import Voicemail
from ivr.outcome import CallerLeft, Failed, HandOff, Hangup, Transfer
from ivr.outputs import Ask, CheckPin, End, LookUp, Output, Record, Say
from ivr.place import Place, end, go, remember, values_to_judge, values_to_say
from ivr.proving import ask_pin, checked, entered
from ivr.questions.answers import Answer
from ivr.questions.answers import answered as heard
from ivr.questions.answers import ask as ask_aloud
from ivr.questions.understand import enter, understood
from ivr.rating import ask_rating, rated
from ivr.services import Found, LookupFailed, NotFound, PinChecked
from ivr.when import holds

MAX_STEPS = 400


def begin(flow: Flow, started: Started) -> tuple[Place, Output]:
    """A caller enters at the start, or at the node he was sent to. A node that is not there fails the walk."""
    place = Place(started, started.node or flow.start, started.language or flow.language)
    return _run(flow, place)


def step(flow: Flow, place: Place, happened: Input) -> tuple[Place, Output]:
    """What an input leads to. After the end every input gives the same End. Never raises."""
    if isinstance(place.output, End):
        return place, place.output
    if isinstance(happened, HungUp):
        return _run(flow, _hung_up(place))
    place = replace(place, steps=place.steps + 1)
    if place.steps > MAX_STEPS:
        return _run(flow, _too_long(place))
    return _run(flow, _react(flow, place, happened))


def _hung_up(place: Place) -> Place:
    """What he had recorded and not decided on is kept."""
    return end(replace(place, left=place.left.keep()), CallerLeft(place.node), "hung up")


def _run(flow: Flow, place: Place) -> tuple[Place, Output]:
    """Through nodes that need nobody, up to one that does."""
    while place.output is None:
        place = replace(place, steps=place.steps + 1)
        place = _enter(flow, place) if place.steps <= MAX_STEPS else _too_long(place)
    return place, place.output


def _too_long(place: Place) -> Place:
    return end(place, Failed(place.node, f"the walk took more than {MAX_STEPS} steps"), "failed")


def _no_such_node(flow: Flow, place: Place) -> Place:
    return end(place, Failed(place.node, f"flow {flow.name} has no such node"), "failed")


def _react(flow: Flow, place: Place, happened: Input) -> Place:
    node = flow.nodes.get(place.node)
    if node is None:
        return _no_such_node(flow, place)
    match place.output, happened:
        case Ask(names), Told(facts):
            return _act(flow, replace(place, facts={name: facts.get(name) for name in names}), node)
        case Say(), Spoken() | Pressed() | Silent() | Heard() | Unheard() | Toned():
            return _answered(flow, place, node, happened)
        case Record(), Recorded() if isinstance(node, Voicemail):
            if happened.why is Stop.HUNG_UP:
                return _hung_up(broken_off(place, node, happened))
            return recorded(place, node, happened)
        case LookUp(), Found() | NotFound() | LookupFailed() if isinstance(node, Lookup):
            return looked_up(place, node, happened)
        case Book(), Booked() if isinstance(node, Callback):
            return told_booked(place, node, happened)
        case CheckPin(), PinChecked() if isinstance(node, Pin):
            return checked(place, node, happened)
    return place


def _answered(flow: Flow, place: Place, node: Node, happened: Input) -> Place:
    """What comes of what a node wanted done."""
    match node, happened:
        case ((Play() | Goodbye()), Spoken() | Pressed() | Silent()):
            return _said(place, node)
        case (
            (Listen() | YesNo() | AskNumber() | AskDate() | Collect(speech=True) | Rate(speech=True)),
            _,
        ) if isinstance(happened, Answer):
            return heard(flow, place, node, happened)
        case Understand(), _ if isinstance(happened, Answer):
            return understood(flow, place, node, happened)
        case ((Menu() | Collect()), Pressed() | Silent()):
            return answered(place, node, happened)
        case ((Menu() | Collect()), Spoken()):
            return answered(place, node, Silent())
        case Voicemail(), Pressed() | Silent() | Spoken():
            return message_answered(place, node, happened)
        case Lookup(), Spoken() | Pressed() | Silent():
            return apologised(place, node)
        case Pin(), Pressed() | Silent():
            return entered(place, node, happened)
        case Pin(), Spoken():
            return entered(place, node, Silent())
        case Rate(), Pressed() | Silent():
            return rated(place, node, happened)
        case Rate(), Spoken():
            return rated(place, node, Silent())
    return place


def _enter(flow: Flow, place: Place) -> Place:
    node = flow.nodes.get(place.node)
    if node is None:
        return _no_such_node(flow, place)
    if place.facts is None and (names := facts_of(node)):
        return replace(place, output=Ask(names))
    return _act(flow, place, node)


def facts_of(node: Node) -> tuple[str, ...]:
    """The facts a node must be told before it can act, sorted."""
    return tuple(sorted({name for name in node.names() if (name == NOW or "." in name)} - CALLER_FACTS))


def _act(flow: Flow, place: Place, node: Node) -> Place:
    match node:
        case Play(say) | Goodbye(say):
            parts = parts_of(say, values_to_say(place), place.language)
            return replace(place, output=Say(parts, place.language)) if parts else _said(place, node)
        case Listen() | YesNo() | AskNumber() | AskDate() | Collect(speech=True) | Rate(speech=True):
            return ask_aloud(flow, place, node)
        case Understand():
            return enter(flow, place, node)
        case Menu() | Collect():
            return ask(place, node)
        case Voicemail():
            return greet(place, node)
        case Lookup():
            return look_up(place, node)
        case Pin():
            return ask_pin(place, node)
        case Rate():
            return ask_rating(place, node)
        case Callback():
            return book(place, node)
        case Decide():
            return _decide(flow, place, node)
        case Set():
            return go(_set(place, node), node.next, "set")
        case ToQueue():
            return end(place, _hand_off(place, node), f"to queue {node.queue}")
        case ToDestination(destination):
            return end(place, Transfer(destination), f"to {destination}")


def _said(place: Place, node: Node) -> Place:
    match node:
        case Play():
            return go(place, node.next, "said")
        case Goodbye():
            return end(place, Hangup(), "goodbye")
    return place


def _decide(flow: Flow, place: Place, node: Decide) -> Place:
    values = values_to_judge(place)
    for number, choice in enumerate(node.choices, start=1):
        if holds(choice.when, values, flow.calendars):
            return go(place, choice.go, f"choice {number}")  # not its words: they could tell a masked answer
    return go(place, node.otherwise, "else")


def _set(place: Place, node: Set) -> Place:
    values = values_to_say(place)
    for name, template in node.data.items():
        place = remember(place, name, fill(template, values))
    return replace(
        place,
        language=place.language if node.language is None else node.language,
        intent=place.intent if node.intent is None else node.intent,
        skills={**place.skills, **node.skills},
        priority=place.priority if node.priority is None else node.priority,
    )


def _hand_off(place: Place, node: ToQueue) -> HandOff:
    values = values_to_say(place)
    return HandOff(
        node.queue,
        place.intent if node.intent is None else node.intent,
        {**place.skills, **node.skills},
        place.priority if node.priority is None else node.priority,
        place.language,
        {**place.open_data, **{name: fill(template, values) for name, template in node.data.items()}},
    )
