"""The options of app_queue (Asterisk 22) that we do not take over as a value, each with the reason an admin is told."""

from collections.abc import Mapping

_LONGEST_IDLE: Mapping[str, float] = {"fit": 1.0, "idle": 1.0, "handle": 0.0}

STRATEGIES: Mapping[str, tuple[Mapping[str, float] | None, str]] = {
    "leastrecent": (_LONGEST_IDLE, ""),
    "rrmemory": (_LONGEST_IDLE, "nearest is the longest idle agent, over all his queues"),
    "roundrobin": (_LONGEST_IDLE, "nearest is the longest idle agent, over all his queues"),
    "rrordered": (_LONGEST_IDLE, "nearest is the longest idle agent, over all his queues"),
    "fewestcalls": (_LONGEST_IDLE, "nearest is the longest idle agent: calls are not counted against anyone"),
    "ringall": (_LONGEST_IDLE, "one agent is rung at a time, the best first and the next at once"),
    "random": (_LONGEST_IDLE, "nothing is left to chance: the longest idle agent is rung"),
    "wrandom": (_LONGEST_IDLE, "nothing is left to chance: levels come first, then the longest idle agent"),
    "linear": ({"fit": 1.0, "idle": 0.0, "handle": 0.0}, "agents have no order: give the first ones higher levels"),
}

SAME_AS_OURS: Mapping[str, str] = {
    "autofill": "yes",
    "shared_lastcall": "yes",
    "ringinuse": "no",
    "monitor-type": "mixmonitor",
    "announce-position-only-up": "yes",
    "announce-to-first-user": "no",
    "relative-periodic-announce": "no",
    "random-periodic-announce": "no",
    "force_longest_waiting_caller": "no",
    "negative_penalty_invalid": "no",
    "setinterfacevar": "no",
    "setqueuevar": "no",
    "setqueueentryvar": "no",
    "timeoutrestart": "no",
    "memberdelay": "0",
    "weight": "0",
    "autopausedelay": "0",
    "autopausebusy": "no",
    "autopauseunavail": "no",
    "penaltymemberslimit": "0",
}

_VARIABLES = "the daemon's records and the screen pop carry these facts: no channel variables are set"
_LOG = "the daemon keeps its own records, queue_log is not written"
_COOLDOWN = "how long an agent is left alone after a busy, unreachable or missed ring is his cooldowns"
_COMFORT = "comfort messages are said in turn, with the announcements"

NO_EQUIVALENT: Mapping[str, str] = {
    "persistentmembers": "agents' states are kept by the daemon's own store",
    "autofill": "all waiting callers are always served at once",
    "shared_lastcall": "wrap-up belongs to the agent and holds for all his queues",
    "ringinuse": "an agent on a call is never rung",
    "monitor-type": "calls are always mixed",
    "negative_penalty_invalid": "there are no negative levels",
    "log_membername_as_agent": _LOG,
    "log-caller-id-name": _LOG,
    "log-restricted-caller-id": _LOG,
    "log_unpause_on_reason_change": _LOG,
    "force_longest_waiting_caller": "waiting time counts over all queues: see weights.wait and overdue_s",
    "queue-callerannounce": "nothing is said to the caller between hold and agent",
    "context": "write the keys of that context as keys = { 1 = { destination = ... } }",
    "penaltymemberslimit": "relax steps widen the circle with waiting time, not with the number of agents",
    "timeoutpriority": "ring_s and max_wait_s do not cut each other short",
    "retry": "the next agent is rung at once; how long one is left alone after a miss is his cooldowns",
    "weight": "queues have no rank: give the flow's hand-off a priority, or raise weights.priority",
    "autopausedelay": _COOLDOWN,
    "autopausebusy": _COOLDOWN,
    "autopauseunavail": _COOLDOWN,
    "timeoutrestart": "every agent is rung for the whole ring_s",
    "setinterfacevar": _VARIABLES,
    "setqueueentryvar": _VARIABLES,
    "setqueuevar": _VARIABLES,
    "membergosub": "no dialplan runs between answer and caller but the house's own",
    "min-announce-frequency": "announcements come every announce_every_s, not at each change of place",
    "periodic-announce-startdelay": _COMFORT,
    "random-periodic-announce": _COMFORT,
    "relative-periodic-announce": _COMFORT,
    "announce-to-first-user": "the first caller in line hears announcements too, never while an agent's phone rings",
    "announce-position-limit": "the position is said however far back the caller is",
    "announce-position-only-up": "a place that got worse is never said",
    "announce-round-seconds": "the wait is said in whole minutes",
    "memberdelay": "agent and caller are connected at once",
    "defaultrule": "write the rule as relax steps of the queue",
}
