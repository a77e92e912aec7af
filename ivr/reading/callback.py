"""`callback: support`, or `callback: held` for the queue the caller was on hold in.

book:
  callback: held
  at: "{phone}"                     # the caller's own, where left out
  booked: thanks
  duplicate: already                # as booked, where left out
  refused: ask_again                # no number that is called back
  failed: operator                  # the operator's, where the flow has one
"""

from ivr.nodes.callback import Callback
from ivr.nodes.words import Template
from ivr.reading.keys import Keys
from ivr.reading.lookup import failure
from ivr.reading.prompts import template

HELD = "held"
_OWN = Template("{caller.number}", ("caller.number",))


def read_callback(keys: Keys) -> Callback:
    queue = keys.word("callback", f"a queue, or {HELD} for the one the caller was on hold in")
    if queue not in ("", HELD):
        keys.mentions.queues.append(keys.mention("callback", queue))
    number = _OWN if keys.take("at") is None else template(keys, "at")
    booked = keys.target("booked", "the node that comes next")
    return Callback(
        "" if queue == HELD else queue,
        number,
        booked,
        booked if keys.take("duplicate") is None else keys.target("duplicate", "a node"),
        keys.target("refused", "the node where the number is none that is called back"),
        failure(keys, "failed", keys.mentions.operator),
    )
