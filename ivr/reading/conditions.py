"""Conditions out of the file: structure, never a text to be evaluated.

{open: office}  {special: office}  {not: CONDITION}  {all: [CONDITION, ...]}  {any: [CONDITION, ...]}
{fact: queue.sales.expected_wait_s, above: 300}  {data: account, starts_with: "49"}  {fact: caller.known, is: true}
"""

from typing import cast, get_args

from ivr.flow import NOW, AllOf, AnyOf, Compare, Condition, InHours, Not, Plain, Test
from ivr.problems import one_of
from ivr.reading.keys import Keys, as_number, as_whole
from ivr.reading.naming import DATA_NAME, mention_name
from ivr.reading.tree import Row, Table, Text, Value

_KINDS = ("open", "special", "not", "all", "any", "fact", "data")
_TESTS: tuple[Test, ...] = get_args(Test)
_ORDERED = frozenset({"above", "below", "at_least", "at_most"})
_NEVER = AnyOf(())  # stands for a condition that could not be read


def condition(where: str, value: Value, keys: Keys) -> Condition:
    """The condition `value`; `keys` is the table it stands in."""
    named = [kind for kind in _KINDS if isinstance(value, Table) and kind in value.items]
    if not isinstance(value, Table) or len(named) != 1:
        keys.problems.add(value.line, where, f"got {value}, allowed: a table with exactly one of {one_of(_KINDS)}")
        return _NEVER
    inner = Keys(value, where, keys.node, keys.mentions)
    read = _read(named[0], inner)
    inner.refuse_others()
    return read


def _read(kind: str, keys: Keys) -> Condition:
    match kind:
        case "open" | "special":
            calendar = keys.word(kind, "the calendar")
            if calendar:
                keys.mentions.calendars.append(keys.mention(kind, calendar))
            return InHours(calendar, kind == "special")
        case "not":
            inner = keys.take("not")
            return Not(condition(keys.at("not"), inner, keys)) if inner is not None else _NEVER
        case "all" | "any":
            inners = tuple(condition(where, item, keys) for where, item in keys.rows(kind, "conditions"))
            if not inners:
                keys.wrong(kind, "no conditions")
            return AllOf(inners) if kind == "all" else AnyOf(inners)
    return _compare(kind, keys)


def _compare(kind: str, keys: Keys) -> Condition:
    name = _name(kind, keys)
    tests = [test for test in _TESTS if keys.take(test) is not None]
    if len(tests) != 1:
        keys.problems.add(keys.table.line, keys.where, f"got {keys.table}, allowed: exactly one of {one_of(_TESTS)}")
        return _NEVER
    value = keys.take(tests[0])
    return Compare(name, tests[0], _wanted(kind, tests[0], cast(Value, value), keys))


def _name(kind: str, keys: Keys) -> str:
    value = keys.take(kind)
    name = value.text if isinstance(value, Text) else ""
    if kind == "data" and not DATA_NAME.fullmatch(name):
        keys.wrong(kind, f"got {value}, allowed: the name of data the flow collects or sets")
    elif kind == "fact" and (name == NOW or "." not in name):
        keys.wrong(kind, f"got {value}, allowed: a fact with a dot in its name; for the time of day: open, special")
    else:
        mention_name(keys.mention(kind, name), keys.mentions, keys.mentions.judged)
    return name


def _wanted(kind: str, test: Test, value: Value, keys: Keys) -> Plain | tuple[Plain, ...]:
    """What to compare with. Data is text as typed by the caller, so `is: 0123` keeps its zero."""
    if test == "known":
        return keys.flag(test, True)
    if test in _ORDERED:
        number = as_number(value)
        if number is None:
            keys.wrong(test, f"got {value}, allowed: a number")
        return number or 0.0
    if test == "in":
        if not isinstance(value, Row) or not value.items:
            keys.wrong(test, f"got {value}, allowed: a list of values")
            return ()
        return tuple(_plain(kind, item, test, keys) for item in value.items)
    return _plain(kind, value, test, keys)


def _plain(kind: str, value: Value, test: str, keys: Keys) -> Plain:
    if not isinstance(value, Text) or value.kind == "null":
        keys.wrong(test, f"got {value}, allowed: a single value")
        return ""
    if kind == "data" or test == "starts_with" or value.kind == "str":
        return value.text
    if value.kind == "bool":
        return value.text.lower() == "true"
    whole, number = as_whole(value), as_number(value)
    return whole if whole is not None else number if number is not None else value.text
