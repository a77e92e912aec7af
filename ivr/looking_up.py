"""The walk at a `lookup` node. Pure."""

from dataclasses import replace

from ivr.fill import fill, parts_of
from ivr.nodes.lookup import Lookup
from ivr.outputs import LookUp, Say
from ivr.place import Place, go, noted, remember, values_to_judge, values_to_say
from ivr.services import Found, LookupFailed, NotFound


def look_up(place: Place, node: Lookup) -> Place:
    """Has it looked up. Masked answers may be asked with."""
    values = values_to_judge(place)
    wanted = {name: fill(template, values) for name, template in node.values.items()}
    waiting = parts_of(node.waiting, values_to_say(place), place.language)
    return replace(place, output=LookUp(node.lookup, wanted, waiting, place.language))


def looked_up(place: Place, node: Lookup, answer: Found | NotFound | LookupFailed) -> Place:
    """The way the answer leads. What an earlier answer told is forgotten."""
    names = {node.data_name(each) for each in node.fields}
    place = replace(place, data={name: value for name, value in place.data.items() if name not in names})
    match answer:
        case Found(fields):
            for each in node.fields:
                if each in fields:
                    place = remember(place, node.data_name(each), fields[each], masked=each in node.masked)
            return go(place, node.found, "found")
        case NotFound():
            return go(place, node.not_found, "not found")
        case LookupFailed(why):
            return _failed(place, node, f"failed, {why}")


def _failed(place: Place, node: Lookup, result: str) -> Place:
    parts = parts_of(node.sorry, values_to_say(place), place.language)
    if not parts:
        return go(place, node.failed, result)
    return replace(noted(place, result), output=Say(parts, place.language))


def apologised(place: Place, node: Lookup) -> Place:
    return go(place, node.failed, "said sorry")
