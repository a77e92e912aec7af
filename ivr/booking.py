"""The walk at a `callback` node. Pure."""

from dataclasses import replace

from ivr.booked import Book, Booked, Booking
from ivr.fill import fill
from ivr.nodes.callback import Callback
from ivr.place import Place, go, values_to_say


def book(place: Place, node: Callback) -> Place:
    number = fill(node.number, values_to_say(place))
    wanted = Book(node.queue, number, place.intent, place.skills, place.priority, place.language, place.open_data)
    return replace(place, output=wanted)


def told_booked(place: Place, node: Callback, answer: Booked) -> Place:
    ways = {
        Booking.BOOKED: node.booked,
        Booking.DUPLICATE: node.duplicate,
        Booking.REFUSED: node.refused,
        Booking.FAILED: node.failed,
    }
    return go(place, ways[answer.result], answer.result.value)
