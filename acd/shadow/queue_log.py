"""Asterisk's queue_log -> facts: an immediate report over what has been written already.

A line is ``time|call id|queue|agent|event|data...``; times are whole seconds (or with a fraction, where the log is
kept by realtime). It does not tell who was free, nor who was rung besides the one who answered and those who did not:
a day made of it knows no seats.
"""

from collections.abc import Collection, Iterable, Iterator

from acd.shadow import facts as f

EARLIEST, LATEST = 1.0, 1e11  # no time there has been a log at is outside
LEFT = frozenset({"EXITWITHTIMEOUT", "EXITWITHKEY", "EXITEMPTY"})
TRANSFERRED = frozenset({"TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"})
ENDED = frozenset({"COMPLETEAGENT", "COMPLETECALLER"})


def read(lines: Iterable[str], queues: Collection[str]) -> list[f.Fact]:
    """Facts of `queues`, in order of time. Lines that are not the log's are passed over."""
    joined: dict[str, float] = {}  # with whole seconds a ring can seem to begin before its caller came
    found: list[f.Fact] = []
    for line in lines:
        parts = line.rstrip("\r\n").split("|")
        if len(parts) < 5 or parts[2] not in queues:
            continue
        try:
            at = float(parts[0])
            if EARLIEST <= at <= LATEST:
                found += list(_facts(at, parts[1:5], [*parts[5:], "", "", "", ""], joined))
        except ValueError:
            continue
    return sorted(found, key=lambda each: each.at)


def _facts(at: float, head: list[str], data: list[str], joined: dict[str, float]) -> Iterator[f.Fact]:
    caller, queue, agent, event = head[0], head[1], f.masked(head[2]), head[3]
    if event == "ENTERQUEUE":
        joined[caller] = at
        yield f.CallerJoined(at, queue, caller, int(data[2] or 0))
    elif event == "RINGNOANSWER":
        rang_s = float(data[0] or 0) / 1000
        yield f.AgentRung(max(at - rang_s, joined.get(caller, 0.0)), queue, caller, agent)
        yield f.RingMissed(at, queue, caller, agent, rang_s)
    elif event == "CONNECT":
        rang_s = float(data[2] or 0)
        yield f.AgentRung(max(at - rang_s, joined.pop(caller, 0.0)), queue, caller, agent)
        yield f.AgentConnected(at, queue, caller, agent, rang_s)
    elif event in ENDED:
        yield f.TalkEnded(at, queue, caller, agent, float(data[1] or 0))
    elif event in TRANSFERRED:  # the talk goes on, without this agent
        yield f.TalkEnded(at, queue, caller, agent, 0.0)
    elif event == "ABANDON":
        joined.pop(caller, None)
        yield f.CallerAbandoned(at, queue, caller)
    elif event in LEFT:
        joined.pop(caller, None)
        yield f.CallerLeft(at, queue, caller)
