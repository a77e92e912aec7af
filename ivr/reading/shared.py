"""What several kinds of nodes read alike: how they ask, their keys, and what goes with the caller."""

from ivr.nodes.words import BACK, REPEAT, Asking, Template
from ivr.reading.keys import Keys
from ivr.reading.mentions import Mention
from ivr.reading.naming import DATA_NAME
from ivr.reading.prompts import prompt, template
from ivr.reading.tree import Text

_LANGUAGE_HINT = "allowed: a language such as en or de_AT"


def asking(keys: Keys) -> Asking:
    """retries, timeout_s, gap_s, barge_in, wrong, silent, on_failure (the operator, where there is one)."""
    if keys.take("on_failure") is None and keys.mentions.operator:
        failure = keys.mentions.operator
        keys.mentions.targets.append(keys.mention("on_failure", failure))
    else:
        failure = keys.target("on_failure", "the node after the last retry (needed where the flow has no operator)")
    return Asking(
        failure,
        keys.whole("retries", 2, 0, 9),
        keys.seconds("timeout_s", 5.0, 0.5, 60),
        keys.seconds("gap_s", 3.0, 0.5, 30),
        keys.flag("barge_in", True),
        prompt(keys, "wrong"),
        prompt(keys, "silent"),
    )


def key_targets(keys: Keys, allowed: frozenset[str]) -> dict[str, str]:
    """keys: key → node, repeat or back; only those `allowed`."""
    choices = keys.below("keys", "key: node")
    if choices is None:
        return {}
    read: dict[str, str] = {}
    for key in choices.table.items:
        target = choices.target(key, "a node", REPEAT, BACK)
        if key in allowed:
            read[key] = target
        else:
            choices.wrong(key, f"not a key that can be chosen here, allowed: {' '.join(sorted(allowed))}")
    return read


def data_name(keys: Keys, key: str) -> str:
    """The data name under `key`, which is required."""
    name = keys.word(key, "the data name the digits are kept under")
    if name and (not DATA_NAME.fullmatch(name) or name == "now"):
        keys.wrong(key, f'got "{name}", allowed: a data name of a-z, 0-9 and _, starting with a letter, not now')
    return name


def data(keys: Keys) -> dict[str, Template]:
    """data: name → text."""
    below = keys.below("data", "name: text")
    if below is None:
        return {}
    for name in below.table.items:
        if not DATA_NAME.fullmatch(name) or name == "now":
            below.wrong(name, "not a data name, allowed: a-z, 0-9 and _, starting with a letter, not now")
    return {name: template(below, name) for name in below.table.items}


def priority(keys: Keys) -> int | None:
    """0 to 10, or None."""
    return None if keys.take("priority") is None else keys.whole("priority", 0, 0, 10)


def language(keys: Keys) -> str | None:
    """The language under the key `language`, if there is one."""
    value = keys.take("language")
    if value is None:
        return None
    text = value.text if isinstance(value, Text) else ""
    plain = text.replace("_", "")
    if not (plain.isascii() and plain.isalnum() and text[:2].isalpha() and 2 <= len(text) <= 20):
        keys.wrong("language", f"got {value}, {_LANGUAGE_HINT}")
        return None
    keys.mentions.languages.append(Mention(text, keys.node, value.line, keys.at("language")))
    return text
