"""Where a machine goes that answers instead of a person."""

from ivr.flow import Flow
from ivr.hearing import Tone
from ivr.outcome import Hangup
from ivr.place import Place, end, go


def toned(flow: Flow, place: Place, tone: Tone, on_failure: str) -> Place:
    """A teletype is a caller who needs a person, a fax is wished goodbye; unless the flow says otherwise."""
    hearing = flow.hearing
    if tone is Tone.TTY:
        return go(place, hearing.tty or flow.operator or on_failure, "teletype", asked=True)
    if hearing.fax:
        return go(place, hearing.fax, "fax", asked=True)
    return end(place, Hangup(), "fax, goodbye")
