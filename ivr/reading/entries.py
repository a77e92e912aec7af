"""Numbers and dates, spoken or by keys, out of the file.

how-many:
  number: people                    # kept as data `people`
  prompt: [how-many]
  least: 1
  most: 20                          # more than 50 numbers are heard digit by digit
  confirm: [{number: "{people}"}]   # said back always; without it only when heard half sure
  next: when
when:
  date: day                         # kept as 2026-12-24
  prompt: [which-day]               # today, tomorrow, a weekday, a month; by keys day and month, 2412
  day_prompt: [which-day-of-it]     # after a month
  past: false                       # the next such day, or (true) the last one
  month_first: false                # by keys: 1224
  next: done
"""

from ivr.nodes.date import AskDate
from ivr.nodes.number import AskNumber
from ivr.nodes.words import Prompt
from ivr.reading.keys import Keys
from ivr.reading.listen import special_keys
from ivr.reading.prompts import prompt
from ivr.reading.shared import asking, data_name
from ivr.reading.tree import Text

MOST = 999_999_999


def number(keys: Keys) -> AskNumber:
    into = _into(keys, "number")
    least, most = keys.whole("least", 0, 0, MOST), keys.whole("most", 0, 0, MOST)
    if keys.take("most") is None:
        keys.wrong("most", f"missing: the largest number, up to {MOST}")
    elif least > most:
        keys.wrong("least", f"got {least}, allowed: up to most ({most})")
    say, confirm = prompt(keys, "prompt", "what is asked"), prompt(keys, "confirm", own=into)
    following = keys.target("next", "the node that comes next")
    return AskNumber(into, say, following, least, most, asking(keys), confirm, special_keys(keys))


def date(keys: Keys) -> AskDate:
    into = _into(keys, "date")
    say, say_day = prompt(keys, "prompt", "what is asked"), _say_day(keys)
    following = keys.target("next", "the node that comes next")
    past, month_first = keys.flag("past", False), keys.flag("month_first", False)
    confirm = prompt(keys, "confirm", own=into)
    return AskDate(into, say, say_day, following, asking(keys), past, month_first, confirm, special_keys(keys))


def speech(keys: Keys, masked: bool) -> bool:
    """Whether digits may be spoken. A masked answer is overheard when it is spoken, so it takes one word more."""
    value = keys.take("speech")
    if value is None:
        return False
    if isinstance(value, Text) and value.text == "aloud":
        if not masked:
            keys.wrong("speech", "aloud is for masked answers, allowed here: true or false")
        return True
    is_wanted = keys.flag("speech", False)
    if is_wanted and masked:
        keys.wrong("speech", "a masked answer is for keys only; to have it spoken all the same: speech: aloud")
    return is_wanted


def _into(keys: Keys, key: str) -> str:
    into = data_name(keys, key)
    keys.mentions.given.add(into)
    return into


def _say_day(keys: Keys) -> Prompt:
    return prompt(keys, "day_prompt", "what is asked after a month: the day of it")
