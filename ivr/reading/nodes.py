"""The nodes of a flow, one reader a kind. A node's first key says its kind and holds what matters most:
`play: [hello]`, `menu: [welcome]`, `collect: account`, `decide: [...]`, `set: {...}`, `handoff: sales`,
`transfer: boss`, `hangup: [goodbye]`. Other kinds are read in files of their own.
"""

from collections.abc import Callable
from dataclasses import replace

from ivr.flow import (
    KEYS,
    Choice,
    Collect,
    Decide,
    Goodbye,
    Menu,
    Node,
    Play,
    Prompt,
    Set,
    Slot,
    Template,
    ToDestination,
    ToQueue,
)
from ivr.outputs import Sound
from ivr.problems import one_of
from ivr.reading.callback import read_callback
from ivr.reading.conditions import condition
from ivr.reading.entries import date, number, speech
from ivr.reading.keys import Keys
from ivr.reading.listen import listen, special_keys, yes_no
from ivr.reading.lookup import read_lookup
from ivr.reading.pin import read_pin
from ivr.reading.prompts import prompt
from ivr.reading.rate import read_rate
from ivr.reading.shared import asking, data, data_name, key_targets, language, priority
from ivr.reading.tree import Table, Text
from ivr.reading.understand import understand
from ivr.reading.voicemail import read_voicemail

_CONFIRM = ("you-entered", "", "if-correct-press", "digits/1", "vm-calldiffnum")  # "": what was entered


def node_of(keys: Keys) -> Node | None:
    """The node in this table; None, with a problem added, where its kind is not clear."""
    named = [kind for kind in READERS if kind in keys.table.items]
    if len(named) != 1:
        text = f"got {keys.table}, allowed: exactly one of {one_of(list(READERS))}"
        keys.problems.add(keys.table.line, keys.where, text)
        return None
    node = READERS[named[0]](keys)
    keys.refuse_others()
    return replace(node, line=keys.table.line)


def _play(keys: Keys) -> Node:
    return Play(prompt(keys, "play", "what is said"), keys.target("next", "the node that comes next"))


def _menu(keys: Keys) -> Node:
    say = prompt(keys, "menu", "the prompt")
    choices = key_targets(keys, KEYS)
    if not choices:
        keys.wrong("keys", "missing: what each key leads to")
    if keys.mentions.operator and "0" not in choices:
        choices["0"] = keys.mentions.operator
        keys.mentions.targets.append(keys.mention("keys", keys.mentions.operator))
    return Menu(say, choices, asking(keys))


def _collect(keys: Keys) -> Node:
    into = data_name(keys, "collect")
    least, most = keys.whole("least", 0, 1, 32), keys.whole("most", 0, 1, 32)
    for key in ("least", "most"):
        if keys.take(key) is None:
            keys.wrong(key, f"missing: the {key} digits to be entered, 1 to 32")
    if least > most > 0:
        keys.wrong("least", f"got {least}, allowed: up to most ({most})")
    terminator = _terminator(keys)
    masked = keys.flag("masked", False)
    is_spoken = speech(keys, masked)
    special = special_keys(keys, terminator, with_operator=is_spoken)
    (keys.mentions.masked if masked else keys.mentions.given).add(into)
    return Collect(
        into,
        prompt(keys, "prompt", "what is asked"),
        keys.target("next", "the node that comes next"),
        least,
        most,
        asking(keys),
        terminator,
        masked,
        _confirm(keys, into, masked),
        special,
        is_spoken,
    )


def _decide(keys: Keys) -> Node:
    choices: list[Choice] = []
    otherwise = ""
    for where, row in keys.rows("decide", "choices, the last one else"):
        if otherwise:
            keys.problems.add(row.line, where, "comes after else, which ends the list")
        if not isinstance(row, Table):
            keys.problems.add(row.line, where, f"got {row}, allowed: {{when: CONDITION, go: NODE}} or {{else: NODE}}")
            continue
        inner = Keys(row, where, keys.node, keys.mentions)
        if "else" in row.items:
            otherwise = inner.target("else", "a node")
        else:
            choices.append(_choice(inner))
        inner.refuse_others()
    if not otherwise:
        keys.wrong("decide", "missing: {else: NODE} as the last choice")
    if not choices:
        keys.wrong("decide", "missing: at least one {when: CONDITION, go: NODE}")
    return Decide(tuple(choices), otherwise)


def _choice(keys: Keys) -> Choice:
    value = keys.take("when")
    if value is None:
        keys.wrong("when", "missing: the condition")
        value = Table({}, {}, keys.table.line)
        keys.take("go")
    return Choice(condition(keys.at("when"), value, keys), keys.target("go", "the node to go to"))


def _set(keys: Keys) -> Node:
    following = keys.target("next", "the node that comes next")
    what = keys.below("set", "data, language, intent, skills, priority")
    if what is None:
        if keys.take("set") is None:
            keys.wrong("set", "got nothing, allowed: a table of data, language, intent, skills, priority")
        return Set(following)
    node = Set(
        following,
        data(what),
        language(what),
        what.line_of_text("intent"),
        what.levels("skills"),
        priority(what),
    )
    what.refuse_others()
    keys.mentions.given.update(node.data)
    return node


def _handoff(keys: Keys) -> Node:
    queue = keys.word("handoff", "the queue")
    if queue:
        keys.mentions.queues.append(keys.mention("handoff", queue))
    return ToQueue(queue, keys.line_of_text("intent"), keys.levels("skills"), priority(keys), data(keys))


def _transfer(keys: Keys) -> Node:
    destination = keys.word("transfer", "the named destination")
    if destination:
        keys.mentions.destinations.append(keys.mention("transfer", destination))
    return ToDestination(destination)


def _hangup(keys: Keys) -> Node:
    value = keys.take("hangup")
    empty = isinstance(value, Text) and value.kind == "null"
    return Goodbye(() if empty else prompt(keys, "hangup"))


READERS: dict[str, Callable[[Keys], Node]] = {
    "play": _play,
    "menu": _menu,
    "collect": _collect,
    "decide": _decide,
    "set": _set,
    "handoff": _handoff,
    "transfer": _transfer,
    "hangup": _hangup,
    "listen": listen,
    "yes_no": yes_no,
    "number": number,
    "date": date,
    "lookup": read_lookup,
    "pin": read_pin,
    "voicemail": read_voicemail,
    "rate": read_rate,
    "understand": understand,
    "callback": read_callback,
}


def _terminator(keys: Keys) -> str:
    value = keys.take("terminator")
    if value is None:
        return "#"
    if isinstance(value, Text) and value.kind == "str" and value.text in {"", *"*#ABCD"}:
        return value.text
    keys.wrong("terminator", f'got {value}, allowed: one of "#" "*" A B C D, or "" for none (quotes are needed)')
    return "#"


def _confirm(keys: Keys, into: str, masked: bool) -> Prompt:
    value = keys.take("confirm")
    if value is None:
        return ()
    if isinstance(value, Text) and value.kind == "bool":
        wanted = keys.flag("confirm", False)
        read = _stock_confirm(keys, into) if wanted else ()
    else:
        read = prompt(keys, "confirm", "what is said back", own=into)
    if masked and read:
        keys.wrong("confirm", "a masked answer is not said back: leave out confirm or masked")
    return read


def _stock_confirm(keys: Keys, into: str) -> Prompt:
    """You entered ... if this is correct, press one; press two to enter a different number."""
    keys.mentions.sounds.extend(keys.mention("confirm", name) for name in _CONFIRM if name)
    entered = Slot("digits", Template(f"{{{into}}}", (into,)))
    return tuple(Sound(name) if name else entered for name in _CONFIRM)
