"""Questions answered by words or keys, out of the file.

  main:
    listen: [welcome]
    choices:
      billing: {key: 1, say: [billing, "[my] (bill|invoice)"], echo: [{text: billing}], go: billing}
      again: {key: "*", say: ["(repeat|again)"], echo: [{text: once more}], go: repeat}
    keys: {"#": back}
    wrong: [vm-sorry]
  sure:
    yes_no: [are-you-sure]
    yes: pay
    no: main

`echo` is what is said back when the choice was heard half sure; with `confirm: false` on the node none is needed, and
what is heard half sure is asked again.
"""

from ivr.nodes.listen import Listen, SpokenChoice
from ivr.nodes.words import BACK, KEYS, REPEAT
from ivr.nodes.yes_no import YesNo
from ivr.questions.choices import NO_KEY, YES_KEY
from ivr.reading.keys import Keys, is_word
from ivr.reading.phrases import phrases
from ivr.reading.prompts import prompt
from ivr.reading.shared import asking, key_targets
from ivr.reading.tree import Text


def listen(keys: Keys) -> Listen:
    say = prompt(keys, "listen", "the question")
    has_echoes = keys.flag("confirm", True)
    choices = _choices(keys, has_echoes)
    special = key_targets(keys, KEYS)
    taken = dict(special)
    for name, choice in choices.items():
        if choice.key and choice.key in taken:
            keys.wrong("choices", f"key {choice.key} leads to two things, one of them {name}")
        taken[choice.key] = choice.go
    return Listen(say, choices, asking(keys), _with_operator(keys, special, "0", taken))


def yes_no(keys: Keys) -> YesNo:
    say = prompt(keys, "yes_no", "the question")
    yes, no = keys.target("yes", "the node after yes"), keys.target("no", "the node after no")
    special = key_targets(keys, KEYS - {YES_KEY, NO_KEY})
    return YesNo(say, yes, no, asking(keys), _with_operator(keys, special, "0", special))


def special_keys(keys: Keys, terminator: str = "#", *, with_operator: bool = True) -> dict[str, str]:
    """Where digits are the answer: keys that are none; the star is the operator's if it is nothing else."""
    special = key_targets(keys, KEYS - frozenset("0123456789"))
    if terminator and terminator in special:
        keys.wrong("keys", f'"{terminator}" ends the entry (terminator), it cannot be a choice too')
    return _with_operator(keys, special, "*", {**special, terminator: ""}) if with_operator else special


def _with_operator(keys: Keys, special: dict[str, str], key: str, taken: dict[str, str]) -> dict[str, str]:
    operator = keys.mentions.operator
    if not operator or key in taken:
        return special
    keys.mentions.targets.append(keys.mention("keys", operator))
    return {**special, key: operator}


def _choices(keys: Keys, has_echoes: bool) -> dict[str, SpokenChoice]:
    table = keys.below("choices", "name: {say, go, key, echo}")
    if table is None or not table.table.items:
        if table is not None or keys.take("choices") is None:
            keys.wrong("choices", "missing: what can be said, and where it leads")
        return {}
    read: dict[str, SpokenChoice] = {}
    for name in table.table.items:
        if not is_word(name):
            table.wrong(name, "not a choice's name, allowed: letters, digits, _ and -")
        inner = table.below(name, "say, go, key, echo")
        if inner is not None:
            read[name] = _choice(inner, has_echoes)
            keys.mentions.phrases[keys.node, name] = table.mention(name, name)
    return read


def _choice(keys: Keys, has_echo: bool) -> SpokenChoice:
    said, go, key = phrases(keys, "say"), keys.target("go", "a node", REPEAT, BACK), _key(keys)
    echo = prompt(keys, "echo", "what is said back when this was heard half sure" if has_echo else "")
    if echo and not has_echo:
        keys.wrong("echo", "is never said with confirm: false")
    keys.refuse_others()
    return SpokenChoice(go, said, key, echo)


def _key(keys: Keys) -> str:
    value = keys.take("key")
    if value is None:
        return ""
    if isinstance(value, Text) and value.text in KEYS:
        return value.text
    keys.wrong("key", f"got {value}, allowed: {' '.join(sorted(KEYS))}")
    return ""
