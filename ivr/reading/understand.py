"""The open question out of the file.

help:
  understand: [{text: {en: "How can I help you?"}}]
  intents:
    order-status:
      say: [{text: {en: "an order you are waiting for"}}]
      examples: [where is my order, it has not come yet]      # what callers say; ten or so, as different as they are
      words: [parcel, tracking]                               # words that speak for it
      key: 1
      queue: orders                                           # or go: NODE
      skills: {orders: 3}
      handle_s: 150                                           # how long it probably keeps an agent
      share: 3                                                # three times as many call for it as for others
  none: [is this the hospital]                                # on top of the house's own list
  take: 0.75
  offer: 0.4
  again: [{text: {en: "Are you calling again about"}}]        # without it nothing is asked before the caller speaks
  foresee: 0.5
"""

from collections.abc import Mapping
from dataclasses import replace

from ivr.intent.classifier import untaught
from ivr.intent.grams import plain
from ivr.intent.learning import Learner
from ivr.nodes.understand import (
    FORESEE,
    OFFER,
    TAKE,
    Phrasing,
    Thresholds,
    Understand,
    Wish,
    teaching_of,
)
from ivr.nodes.words import KEYS, Prompt
from ivr.reading.keys import Keys, as_number, is_word
from ivr.reading.prompts import prompt
from ivr.reading.shared import asking, key_targets, priority
from ivr.reading.tree import Row, Text

MOST_INTENTS, MOST_TEXTS, MOST_CHARACTERS = 60, 200, 200
MOST_TOGETHER = 1500  # texts: learning takes the square of them, and some seconds for as many
RETRIES = 1  # an operator is two answers away
_PHRASING = Phrasing()


def understand(keys: Keys) -> Understand:
    before = len(keys.problems.found)
    say = prompt(keys, "understand", "the question")
    intents = _intents(keys)
    none = _texts(keys, "none")
    how = asking(keys)
    how = how if keys.take("retries") else replace(how, retries=RETRIES)
    special = key_targets(keys, KEYS)
    _check_keys(keys, intents, special)
    _check_examples(keys, intents, none)
    thresholds, phrasing = _thresholds(keys), _phrasing(keys)
    is_good = len(keys.problems.found) == before
    classifier = _learner(keys, intents, none) if is_good else untaught(tuple(intents))
    return Understand(say, intents, how, classifier, thresholds, phrasing, none, special)


def _learner(keys: Keys, intents: Mapping[str, Wish], none: tuple[str, ...]) -> Learner:
    return Learner(teaching_of(keys.mentions.languages[0].name, intents, none))


def _intents(keys: Keys) -> dict[str, Wish]:
    tables = keys.below("intents", "intent: what it is")
    if tables is None or not 2 <= len(tables.table.items) <= MOST_INTENTS:
        got = "missing" if tables is None else f"got {len(tables.table.items)}"
        keys.wrong("intents", f"{got}, allowed: 2 to {MOST_INTENTS} intents")
    if tables is None:
        return {}
    read: dict[str, Wish] = {}
    for name in tables.table.items:
        if not is_word(name):
            tables.wrong(name, "not an intent, allowed: letters, digits, _ and -, starting with a letter")
        below = tables.below(name, "say, examples, words, key, go or queue, skills, priority, handle_s, share")
        if below is not None:
            read[name] = _wish(below)
            below.refuse_others()
    return read


def _wish(keys: Keys) -> Wish:
    go, queue = _leads_to(keys)
    return Wish(
        prompt(keys, "say", 'what names it, such as "your order"'),
        _texts(keys, "examples", is_needed=True),
        _texts(keys, "words"),
        _key(keys),
        go,
        queue,
        keys.levels("skills"),
        priority(keys),
        _number(keys, "handle_s", None, 1, 14_400),
        _number(keys, "share", 1.0, 0.01, 1000) or 1.0,
    )


def _leads_to(keys: Keys) -> tuple[str, str]:
    """A node or a queue."""
    named = [key for key in ("go", "queue") if keys.take(key) is not None]
    if len(named) != 1:
        keys.wrong(named[0] if named else "go", "allowed: one of go (a node) and queue")
        return "", ""
    if named == ["go"]:
        return keys.target("go", "a node"), ""
    queue = keys.word("queue", "the queue")
    if queue:
        keys.mentions.queues.append(keys.mention("queue", queue))
    return "", queue


def _key(keys: Keys) -> str:
    value = keys.take("key")
    if value is None:
        return ""
    if isinstance(value, Text) and value.text in KEYS:
        return value.text
    keys.wrong("key", f"got {value}, allowed: one of {' '.join(sorted(KEYS))}")
    return ""


def _check_keys(keys: Keys, intents: Mapping[str, Wish], special: dict[str, str]) -> None:
    """Each key means one thing; 0 is the operator's where nothing else is said."""
    owner = dict.fromkeys(special, "keys")
    for name, wish in intents.items():
        if wish.key and owner.setdefault(wish.key, name) != name:
            keys.wrong("intents", f'key "{wish.key}" means both {owner[wish.key]} and {name}')
    if keys.mentions.operator and "0" not in owner:
        special["0"] = keys.mentions.operator
        keys.mentions.targets.append(keys.mention("keys", keys.mentions.operator))


def _check_examples(keys: Keys, intents: Mapping[str, Wish], none: tuple[str, ...]) -> None:
    """The same words cannot mean two things."""
    owner: dict[tuple[str, ...], str] = {}
    for name, texts in (*((name, wish.examples) for name, wish in intents.items()), ("none", none)):
        for text in texts:
            if owner.setdefault(plain(text), name) != name:
                keys.wrong("intents", f'"{text}" is an example of both {owner[plain(text)]} and {name}')
    together = len(none) + sum(len(wish.examples) + len(wish.words) for wish in intents.values())
    if together > MOST_TOGETHER:
        keys.wrong("intents", f"got {together} examples and words together, allowed: up to {MOST_TOGETHER}")


def _texts(keys: Keys, key: str, *, is_needed: bool = False) -> tuple[str, ...]:
    """A list of texts, each with a word in it, each once."""
    value = keys.take(key)
    if value is None and not is_needed:
        return ()
    texts: list[str] = []
    for where, item in keys.rows(key, "what callers say"):
        is_text = isinstance(item, Text) and item.kind != "null"
        text = " ".join(item.text.split()) if isinstance(item, Text) and is_text else ""
        if not plain(text) or len(text) > MOST_CHARACTERS:
            keys.problems.add(item.line, where, f"got {item}, allowed: words, up to {MOST_CHARACTERS} characters")
        else:
            texts.append(text)
    if len(texts) > MOST_TEXTS:
        keys.wrong(key, f"got {len(texts)}, allowed: up to {MOST_TEXTS}")
    if is_needed and isinstance(value, Row) and not value.items:
        keys.wrong(key, "allowed: one example at least; ten make a difference")
    return tuple(dict.fromkeys(texts))


def _thresholds(keys: Keys) -> Thresholds:
    take, offer, foresee = (
        _number(keys, key, default, 0.05, 1) or default
        for key, default in (("take", TAKE), ("offer", OFFER), ("foresee", FORESEE))
    )
    if offer > take:
        keys.wrong("offer", f"got {offer:g}, allowed: up to take ({take:g})")
    return Thresholds(take, offer, foresee)


def _phrasing(keys: Keys) -> Phrasing:
    def own(key: str, default: Prompt) -> Prompt:
        if keys.take(key) is None:
            keys.mentions.sounds.extend(keys.mention(key, item.name) for item in default if hasattr(item, "name"))
            return default
        return prompt(keys, key)

    return Phrasing(
        prompt(keys, "about"),
        prompt(keys, "again"),
        own("confirm", _PHRASING.confirm),
        prompt(keys, "choose"),
        own("press", _PHRASING.press),
    )


def _number(keys: Keys, key: str, default: float | None, least: float, most: float) -> float | None:
    value = keys.take(key)
    if value is None:
        return default
    number = as_number(value)
    if number is None or not least <= number <= most:
        keys.wrong(key, f"got {value}, allowed: {least:g} to {most:g}")
        return default
    return number
