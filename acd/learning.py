"""The intents of all flows are learned beside the house's start: callers who wait are owned first. Until a question has
learned its own, keys serve at it.
"""

import asyncio
import logging
from collections.abc import Collection, Iterator, Mapping
from itertools import count

from acd.pbx.door import Door
from ivr.flow import Flow, Understand
from ivr.intent.learning import Learner

log = logging.getLogger(__name__)
LOOK_EVERY_S = 0.05
PATIENCE_S = 5.0  # a PBX that is away does not keep callers of another from being understood


def put_off(flows: Mapping[str, Flow]) -> None:
    """Nobody waits for these; `learn_beside` is to follow."""
    for _, learner in _learners(flows):
        learner.put_off()


def learn(flows: Mapping[str, Flow]) -> None:
    """All of it, now: seconds. A flow of which nothing can be learned goes on by keys."""
    for name, learner in _learners(flows):
        try:
            learner.learn()
        except Exception:
            learner.put_off()
            log.exception("the intents of flow %s cannot be learned: there keys serve", name)


async def learn_beside(flows: Mapping[str, Flow], doors: Collection[Door]) -> None:
    """In a thread, once the PBXes have told who waits there: threads of Python take turns."""
    if not list(_learners(flows)):
        return
    for looked in count():
        if all(door.is_known for door in doors) or looked * LOOK_EVERY_S >= PATIENCE_S:
            break
        await asyncio.sleep(LOOK_EVERY_S)
    await asyncio.to_thread(learn, flows)
    log.info("intents are learned")


def _learners(flows: Mapping[str, Flow]) -> Iterator[tuple[str, Learner]]:
    for name, flow in flows.items():
        for node in flow.nodes.values():
            if isinstance(node, Understand) and isinstance(node.classifier, Learner):
                yield name, node.classifier
