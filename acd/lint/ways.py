"""Where callers go, or fail to: no flow, no end of waiting, overflow to the same people, recording in silence."""

from collections.abc import Iterator

from acd.config.queues import leaves_of
from acd.config.settings import Settings
from acd.core.roster import QueueRules, ToQueue
from acd.core.routing.needs import at_entry
from acd.lint.demands import holders, relaxed
from acd.lint.finding import Finding, of_queue


def no_flow(settings: Settings) -> Iterator[Finding]:
    if not settings.flows:
        advice = "write flows/main.yaml"
        yield Finding("flows/main.yaml", "", "callers are not answered", "no flow is configured", advice)


def no_end(settings: Settings) -> Iterator[Finding]:
    """Queues whose callers may wait for ever when nobody comes."""
    for rules in settings.roster.queues.values():
        leaves_by_key = any(not isinstance(leave, ToQueue) for leave in rules.keys.values())
        if rules.max_wait_s is None and rules.when_nobody is None and not leaves_by_key:
            yield of_queue(
                settings,
                rules.name,
                "",
                "callers wait without end when nobody answers",
                "it has neither max_wait_s nor when_nobody, nor a key that leads out of waiting",
                "set max_wait_s with when_late, or when_nobody",
            )


def no_help(settings: Settings) -> Iterator[Finding]:
    """Overflow to a queue where nobody is who was not here already."""
    for rules in settings.roster.queues.values():
        for key, leave in leaves_of(rules):
            if isinstance(leave, ToQueue) and "." not in key and _is_same(settings, rules, key, leave.queue):
                yield of_queue(
                    settings,
                    rules.name,
                    key,
                    f"overflow to queue {leave.queue} brings no further agents",
                    f"whoever may serve there may serve {rules.name}",
                    "choose a queue with other agents, a destination or a goodbye",
                )


def _is_same(settings: Settings, rules: QueueRules, key: str, onward: str) -> bool:
    """Only what is beyond doubt: all that the other queue can ever have against those asked for here at once, or, where
    callers go on late or for want of anybody, against all that this queue can ever have."""
    agents = settings.roster.agents.values()
    there = settings.roster.queues[onward]
    here_needs = at_entry(rules.needs)
    here = holders(agents, here_needs if key == "when_full" else relaxed(rules, here_needs))
    beyond = holders(agents, relaxed(there, at_entry(there.needs)))
    return bool(beyond) and {agent.id for agent in beyond} <= {agent.id for agent in here}


def in_silence(settings: Settings) -> Iterator[Finding]:
    """Callers recorded who were not told, and callers who should be recorded and may not be."""
    queues = settings.roster.queues
    records = {name for name, rules in queues.items() if rules.record}
    for rules in queues.values():
        if rules.record and not settings.recording.notice:
            what, why = "its callers are recorded without being told", "[recording] of acd.toml has no notice"
            yield of_queue(settings, rules.name, "record", what, why, "record a notice and name it there")
        elif not rules.record and settings.recording.notice:
            yield from _into_recording(settings, rules, records)


def _into_recording(settings: Settings, rules: QueueRules, records: set[str]) -> Iterator[Finding]:
    for key, leave in leaves_of(rules):
        if isinstance(leave, ToQueue) and leave.queue in records:
            yield of_queue(
                settings,
                rules.name,
                key,
                f"some of its callers will not be recorded in queue {leave.queue}, which records",
                "they hear the notice on hold there, and who is connected before that is not recorded",
                "let both queues record, or neither",
            )
