"""`pin: customers`: the caller's PIN is asked for and checked.

prove:
  pin: customers
  account: "{account}"
  prompt: [enter-password]
  least: 4
  most: 8
  wrong: [auth-incorrect]
  retries: 2
  next: balance
  locked: locked-out                # as on_failure, where nothing is said
  failed: operator                  # likewise
"""

from ivr.nodes.pin import Pin
from ivr.nodes.words import KEYS
from ivr.reading.keys import Keys
from ivr.reading.lookup import failure
from ivr.reading.prompts import prompt, template
from ivr.reading.shared import asking, key_targets

TERMINATOR = "#"


def read_pin(keys: Keys) -> Pin:
    book = keys.word("pin", "whose PINs they are")
    if book:
        keys.mentions.pin_books.append(keys.mention("pin", book))
    least, most = keys.whole("least", 4, 4, 12), keys.whole("most", 12, 4, 12)
    if least > most:
        keys.wrong("least", f"got {least}, allowed: up to most ({most})")
    how = asking(keys)
    return Pin(
        book,
        template(keys, "account", used=keys.mentions.judged),
        prompt(keys, "prompt", "what is asked"),
        keys.target("next", "the node after a right PIN"),
        failure(keys, "locked", how.on_failure),
        failure(keys, "failed", how.on_failure),
        how,
        least,
        most,
        TERMINATOR,
        prompt(keys, "waiting"),
        key_targets(keys, KEYS - frozenset("0123456789") - {TERMINATOR}),
    )
