"""Names of data and facts that a flow looks at: noted, and held against the facts there are."""

import re

from ivr.nodes.words import NOW, QUEUE_FACTS
from ivr.problems import one_of
from ivr.reading.mentions import Mention, Mentions

DATA_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)


def mention_name(mention: Mention, mentions: Mentions, used: list[Mention]) -> None:
    """Notes a data name or checks a fact's name."""
    name = mention.name
    root, _, rest = name.partition(".")
    queue, _, fact = rest.rpartition(".")
    if name == NOW:
        return
    if root == "caller" and DATA_NAME.fullmatch(rest):
        mentions.caller_facts.append(mention)
    elif not rest:
        used.append(mention)
    elif root == "announcement" and rest and "." not in rest:
        if rest != "all":
            mentions.queues.append(Mention(rest, mention.node, mention.line, mention.where))
    elif root == "queue" and queue and fact in QUEUE_FACTS:
        mentions.queues.append(Mention(queue, mention.node, mention.line, mention.where))
    else:
        facts = f"queue.NAME.FACT with FACT one of {one_of(QUEUE_FACTS)}"
        hint = f"allowed: now, caller.NAME, announcement.all, announcement.QUEUE, {facts}"
        mentions.problems.add(mention.line, mention.where, f'unknown fact "{name}", {hint}')
