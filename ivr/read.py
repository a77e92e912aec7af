"""A flow file -> Flow, or every problem at once with file, line and key.

Flows are YAML (1.2): they nest (keys in menus, conditions in decisions), hold lists of prompts and want comments
beside them; TOML would need a header per level. The shape is checked by hand: the messages are for the person who
writes menus, and each must name the line.

start: opening            # the first node
language: en              # spoken until a node sets another, or the caller brings his own
operator: reception       # the node that key 0 and the last failed try lead to; a node named `operator` needs no word
entries: [changed-mind]   # nodes entered from outside, such as by a key pressed on hold
nodes:
  opening:
    decide:
      - {when: {open: office}, go: main}
      - else: closed
  main:
    menu: [basic-pbx-ivr-main]
    keys: {1: sales, "*": repeat}       # also: back, operator
    retries: 2                          # more tries after the first; then on_failure
    wrong: [pm-invalid-option]
  sales: {handoff: sales, intent: sales, priority: 3}
  closed: {hangup: [vm-goodbye]}

All kinds of nodes with their keys, and the table `speech`, are in docs/flows.md; `ivr.reading.nodes.READERS` has the
reader of each.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from ivr.flow import BACK, CALLER_FACTS, OPERATOR, REPEAT, Flow, Node
from ivr.hours import Calendar
from ivr.nodes.lookup import Offer
from ivr.problems import Problems
from ivr.reading.checks import check_data, check_names, check_sounds, check_ways
from ivr.reading.hearing import hearing
from ivr.reading.keys import Keys, is_word
from ivr.reading.lookup import check_lookups
from ivr.reading.mentions import Mention, Mentions
from ivr.reading.nodes import node_of
from ivr.reading.shared import language
from ivr.reading.speech_checks import check_speech
from ivr.reading.texts import check_texts
from ivr.reading.tree import Row, Table, Text, read_tree

_WORDS = (REPEAT, BACK)


def read(
    path: Path,
    *,
    calendars: Mapping[str, Calendar] | None = None,
    sounds: Mapping[str, Collection[str]] | None = None,
    queues: Collection[str] | None = None,
    destinations: Collection[str] | None = None,
    caller_facts: Collection[str] | None = None,
    lookups: Mapping[str, Offer | None] | None = None,
    pin_books: Collection[str] | None = None,
) -> Flow:
    """The flow in a file; its name is the file's stem. `sounds` is language → names (see ivr.sounds.sounds_in),
    `caller_facts` what the house tells of a caller (``caller.known``) on top of what every flow knows, `lookups` what
    each takes and gives (None: it is there, and no more is known). What is not given is not checked, but for calendars:
    a flow that names one needs it. Raises BadFileError."""
    problems = Problems(str(path))
    mentions = Mentions(problems)
    tree = read_tree(path, problems)
    if tree is None:
        problems.raise_any()
    if not isinstance(tree, Table):
        problems.add(1, "", f"got {tree}, allowed: a table with start and nodes")
        tree = Table({}, {}, 1)
    flow = _flow(Keys(tree, "", "", mentions), path.stem, calendars or {})
    check_names(mentions, queues, mentions.queues, "queue")
    check_names(mentions, destinations, mentions.destinations, "destination")
    told = None if caller_facts is None else {*CALLER_FACTS, *caller_facts}
    check_names(mentions, told, mentions.caller_facts, "fact")
    check_names(mentions, calendars or {}, mentions.calendars, "calendar")
    check_lookups(mentions, lookups)
    check_names(mentions, pin_books, mentions.pin_books, "book of PINs")
    check_data(mentions)
    check_sounds(mentions, sounds)
    check_texts(mentions)
    problems.raise_any()
    return flow


def _flow(keys: Keys, name: str, calendars: Mapping[str, Calendar]) -> Flow:
    tables = _node_tables(keys)
    mentions = keys.mentions
    mentions.operator = _operator(keys, tables)
    spoken = language(keys)
    if spoken is None:
        mentions.languages.append(Mention("en", "", keys.table.line, "language"))
    start = keys.target("start", "the first node")
    entries = tuple(_entries(keys))
    heard = hearing(keys)
    keys.refuse_others()
    nodes = {each: node_of(Keys(table, f"nodes.{each}", each, mentions)) for each, table in tables.items()}
    check_names(mentions, nodes, mentions.targets, "node")
    if start in nodes:
        check_ways(nodes, (start, *entries, *heard.machines()), mentions)
    whole: dict[str, Node] = {each: node for each, node in nodes.items() if node is not None}
    flow = Flow(name, start, whole, spoken or "en", mentions.operator, entries, dict(calendars), heard)
    check_speech(flow, keys)
    return flow


def _node_tables(keys: Keys) -> dict[str, Table]:
    nodes = keys.below("nodes", "name: node")
    if nodes is None:
        if keys.take("nodes") is None:
            keys.wrong("nodes", "missing: the nodes of the flow")
        return {}
    tables: dict[str, Table] = {}
    for name, value in nodes.table.items.items():
        if not is_word(name) or name in _WORDS:
            nodes.wrong(name, f"not a node name, allowed: letters, digits, _ and -, not {' or '.join(_WORDS)}")
        if isinstance(value, Table):
            tables[name] = Table(value.items, value.lines, nodes.line(name))
        else:
            nodes.wrong(name, f"got {value}, allowed: a table whose first key says the node's kind")
            tables[name] = Table({}, {}, nodes.line(name))
    return tables


def _operator(keys: Keys, tables: Mapping[str, Table]) -> str | None:
    if keys.take(OPERATOR) is None:
        return OPERATOR if OPERATOR in tables else None
    operator = keys.target(OPERATOR, "a node")
    if operator != OPERATOR and OPERATOR in tables:
        keys.wrong(OPERATOR, f'got "{operator}", but there is a node named operator too: rename one')
    return operator or None


def _entries(keys: Keys) -> list[str]:
    if keys.take("entries") is None:
        return []
    entries = [(where, value) for where, value in keys.rows("entries", "node names")]
    for where, value in entries:
        if isinstance(value, Row | Table):
            keys.problems.add(value.line, where, f"got {value}, allowed: a node name")
        else:
            keys.mentions.targets.append(Mention(value.text, "", value.line, where))
    return [value.text for _, value in entries if isinstance(value, Text)]
