"""`lookup: orders`, and what a flow's lookups and PINs are held against.

find:
  lookup: orders
  with: {number: "{order}"}
  into: order
  fields: [status, total]           # -> order_status, order_total
  masked: [total]                   # judged by conditions only
  waiting: [one-moment-please]
  sorry: [an-error-has-occured]
  found: tell
  not_found: again
  failed: operator                  # the operator's, where the flow has one
"""

from collections.abc import Mapping

from ivr.nodes.lookup import Lookup, Offer
from ivr.nodes.words import Template
from ivr.problems import one_of
from ivr.reading.keys import Keys
from ivr.reading.mentions import LookupMention, Mentions
from ivr.reading.naming import DATA_NAME
from ivr.reading.prompts import prompt, template
from ivr.reading.tree import Text


def read_lookup(keys: Keys) -> Lookup:
    name = keys.word("lookup", "what is looked up")
    values = _values(keys)
    into = _into(keys)
    fields = _names(keys, "fields")
    masked = _names(keys, "masked")
    for each in masked:
        if each not in fields:
            keys.wrong("masked", f'"{each}" is none of the fields, allowed: {one_of(list(fields))}')
    node = Lookup(
        name,
        values,
        into,
        fields,
        keys.target("found", "the node that comes next"),
        keys.target("not_found", "the node where there is no such thing"),
        failure(keys, "failed", keys.mentions.operator),
        frozenset(masked),
        prompt(keys, "waiting"),
        prompt(keys, "sorry"),
    )
    for each in fields:
        (keys.mentions.masked if each in masked else keys.mentions.given).add(node.data_name(each))
    where = keys.mention("lookup", name)
    keys.mentions.lookups.append(LookupMention(where, frozenset(values), frozenset(fields)))
    return node


def failure(keys: Keys, key: str, otherwise: str | None) -> str:
    """The node under `key`; `otherwise`, where there is one and nothing is said."""
    if keys.take(key) is None and otherwise:
        keys.mentions.targets.append(keys.mention(key, otherwise))
        return otherwise
    return keys.target(key, "a node (needed where the flow has no operator)")


def _values(keys: Keys) -> dict[str, Template]:
    """Masked data may be asked with: it goes to the service and nowhere else."""
    below = keys.below("with", 'name: text, such as {number: "{order}"}')
    if below is None:
        if keys.take("with") is None:
            keys.wrong("with", 'missing: what is asked with, such as {number: "{order}"}')
        return {}
    return {name: template(below, name, used=keys.mentions.judged) for name in below.table.items}


def _into(keys: Keys) -> str:
    into = keys.word("into", "how the data begins that the fields become")
    if into and not DATA_NAME.fullmatch(into):
        keys.wrong("into", f'got "{into}", allowed: a-z, 0-9 and _, starting with a letter')
    return into


def _names(keys: Keys, key: str) -> tuple[str, ...]:
    if keys.take(key) is None:
        return ()
    names: list[str] = []
    for where, value in keys.rows(key, "fields"):
        if isinstance(value, Text) and DATA_NAME.fullmatch(value.text):
            names.append(value.text)
        else:
            keys.problems.add(value.line, where, f"got {value}, allowed: a field's name of a-z, 0-9 and _")
    return tuple(dict.fromkeys(names))


def check_lookups(mentions: Mentions, offers: Mapping[str, Offer | None] | None) -> None:
    """Each lookup there is, is given what it takes and asked for what it gives. None: nothing is known."""
    for used in mentions.lookups if offers is not None else ():
        where, offer = used.mention, (offers or {}).get(used.mention.name)
        if where.name and where.name not in (offers or {}):
            text = f'unknown lookup "{where.name}", allowed: {one_of(list(offers or {}))}'
            mentions.problems.add(where.line, where.where, text)
        if offer is None:
            continue
        if used.takes != offer.takes:
            text = f"got with: {one_of(used.takes)}; {where.name} takes: {one_of(offer.takes)}"
            mentions.problems.add(where.line, where.where, text)
        for name in sorted(used.gives - offer.gives):
            text = f'"{name}" is no field of {where.name}, allowed: {one_of(offer.gives)}'
            mentions.problems.add(where.line, where.where, text)
