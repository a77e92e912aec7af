"""How the flow takes what it hears, out of the file. Only `keys_only` is required, in a flow that hears:

speech:
  keys_only: [vm-sorry, please-try-again]     # after `failures`, or when there is no recogniser
  sure: 0.85                                   # taken from this confidence on
  maybe: 0.35                                  # said back and confirmed from this one on; below it asked again
  failures: 2                                  # answers not understood, then keys only
  silence_s: 0.5                               # of quiet end an answer
  longest_s: 8
  noise: [...]                                 # sound without speech; without it the node's `wrong`
  too_long: [...]
  half_heard: [...]                            # a yes or no that was not surely heard; it is asked for once more
  confirm: {before: [...], after: [...]}       # around what is said back; yes and no, 1 and 2 answer it
  tty: relay                                   # the node for a teletype
  fax: fax-room                                # the node for a fax machine; without it: goodbye
  words: {operator: {en: [front desk]}, yes: {fr: [oui]}, no: {fr: [non]}}    # on top of the built-in ones
"""

from ivr.nodes.hearing import MAYBE, STOCK_CONFIRM, SURE, Hearing
from ivr.nodes.words import Prompt, names_said
from ivr.reading.keys import Keys, as_number
from ivr.reading.phrases import phrases
from ivr.reading.prompts import prompt
from ivr.vocabulary import NO, OPERATOR, YES


def hearing(top: Keys) -> Hearing:
    """What stands under `speech`, or the defaults."""
    keys = top.below("speech", "how the flow takes what it hears")
    if keys is None:
        return Hearing()
    sure, maybe = _odds(keys, "sure", SURE), _odds(keys, "maybe", MAYBE)
    if maybe > sure:
        keys.wrong("maybe", f"got {maybe:g}, allowed: up to sure ({sure:g})")
    before, after = _confirm(keys)
    read = Hearing(
        sure,
        maybe,
        keys.whole("failures", 2, 1, 9),
        keys.seconds("silence_s", 0.5, 0.2, 3),
        keys.seconds("longest_s", 8.0, 1, 30),
        _anywhere(keys, "keys_only"),
        _anywhere(keys, "noise"),
        _anywhere(keys, "too_long"),
        _anywhere(keys, "half_heard"),
        before,
        after,
        _target(keys, "tty"),
        _target(keys, "fax"),
        _words(keys),
    )
    keys.refuse_others()
    return read


def _odds(keys: Keys, key: str, default: float) -> float:
    value = keys.take(key)
    if value is None:
        return default
    number = as_number(value)
    if number is None or not 0 < number <= 1:
        keys.wrong(key, f"got {value}, allowed: a confidence above 0, up to 1")
        return default
    return number


def _confirm(keys: Keys) -> tuple[Prompt, Prompt]:
    inner = keys.below("confirm", "before and after")
    if inner is None:
        return (), STOCK_CONFIRM
    read = _anywhere(inner, "before"), _anywhere(inner, "after")
    inner.refuse_others()
    return read


def _anywhere(keys: Keys, key: str) -> Prompt:
    """A prompt said at any node, so that it can hold no value of one."""
    read = prompt(keys, key)
    if names := sorted(set(names_said(read))):
        keys.wrong(key, f"is said at any question and can hold no value, got {', '.join(names)}")
    return read


def _target(keys: Keys, key: str) -> str | None:
    return None if keys.take(key) is None else keys.target(key, "a node") or None


def _words(keys: Keys) -> dict[str, dict[str, tuple[str, ...]]]:
    inner = keys.below("words", "yes, no, operator")
    if inner is None:
        return {}
    read = {meaning: phrases(inner, meaning) for meaning in (YES, NO, OPERATOR) if inner.take(meaning) is not None}
    inner.refuse_others()
    return read
