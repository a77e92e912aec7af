"""Whether the demo's own books, the daemon's store and the PBX's channel list say the same."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from acd.core.records import ContactEnded, Outcome
from acd.lab.figures import Figures, differences, of_agent, of_queue
from acd.lab.ledger import Ledger, Went
from acd.lab.switch import Switch
from acd.store import Reader

_SETTLE_S = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing compared; `differences` in words, none when it agrees."""

    what: str
    differences: tuple[str, ...] = ()


def pbx_is_empty(switch: Switch) -> Finding:
    """No channel, no bridge, no SIP dialog in the PBX, after it has had a moment to settle."""
    deadline = time.monotonic() + _SETTLE_S
    while (left := _left(switch)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return Finding("the PBX holds no channel, no bridge and no SIP dialog", tuple(left))


def _left(switch: Switch) -> list[str]:
    kinds = (("channel", switch.channels()), ("bridge", switch.bridges()), ("SIP dialog", switch.dialogs()))
    return [f"{kind} {name} is left in the PBX" for kind, names in kinds for name in names]


def books(ledger: Ledger, url: str, from_: float, to: float, targets: Mapping[str, float]) -> Iterator[Finding]:
    """The demo's books against the store at `url`, for from_ <= time < to."""
    reader = Reader.open(url)
    try:
        yield _callers(ledger)
        yield _contacts(ledger, reader)
        kept = {each.queue: of_queue(each) for each in reader.queues(from_, to, targets)}
        seen = {each.queue: each for each in ledger.queue_figures(targets)}
        yield _same("{} queues: offered, answered, gave up, left, SL, ASA, AHT", seen, kept)
        kept_agents = {each.agent: of_agent(each) for each in reader.agents(from_, to)}
        seen_agents = {each.agent: each for each in ledger.agent_figures()}
        yield _same("{} agents: rang, answered, missed, AHT", seen_agents, kept_agents)
        lost = tuple(f"{contact} entered a queue and has no end" for contact in reader.unbalanced())
        yield Finding("every contact that entered a queue has exactly one end in the store", lost)
    finally:
        reader.close()


def _callers(ledger: Ledger) -> Finding:
    dialled = len(ledger.callers)
    walked = len(ledger.walkers)
    said = () if walked == dialled else (f"{dialled} callers dialled, {walked} walked a flow to its end",)
    return Finding(f"{dialled} callers on the wire, {dialled} walked a flow to its end", said)


def _contacts(ledger: Ledger, reader: Reader) -> Finding:
    kept = {ended.contact: ended for ended in reader.history(10_000)}
    told = ledger.contacts
    said = [f"{contact} was told of, not kept" for contact in told.keys() - kept.keys()]
    said += [f"{contact} was kept, never told of" for contact in kept.keys() - told.keys()]
    for contact in sorted(told.keys() & kept.keys()):
        seen, ended = ledger.on_wire(told[contact]), _went(kept[contact])
        if seen != ended:
            said.append(f"{contact}: on the wire {seen}, in the store {ended}")
    return Finding(f"{len(told)} contacts: how each ended, with whom, by whom; wire and store", tuple(said))


def _went(ended: ContactEnded) -> Went:
    """The store's word for it, in what can be told on a wire."""
    is_told = ended.outcome in (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.CALLED_BACK)
    return Went(ended.outcome if is_told else None, ended.agent, ended.ended_by_agent)


def _same(what: str, seen: Mapping[str, Figures], kept: Mapping[str, Figures]) -> Finding:
    said: list[str] = []
    for name in sorted({*seen, *kept}):
        if name not in seen or name not in kept:
            said.append(f"{name} is only {'in the store' if name in kept else 'among what was seen'}")
        else:
            said += differences(seen[name], kept[name])
    return Finding(what.format(len(kept)), tuple(said))
