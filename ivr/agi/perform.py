"""Carries a flow out on a channel: what the walk wants is done, what happens is told to the walk, up to the outcome."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Protocol

from ivr.agi.book import Booker, book
from ivr.agi.serve import serve
from ivr.agi.session import Session
from ivr.agi.whereabouts import whereabouts
from ivr.booked import Book
from ivr.flow import Flow
from ivr.inputs import Fact, Input, Started, Told
from ivr.outcome import HandOff, Outcome
from ivr.outputs import Ask, CheckPin, End, LookUp, Record, Say
from ivr.place import Place
from ivr.services import Services
from ivr.variables import encode, pack
from ivr.walk import begin, step

FACTS_S = 1.0  # a caller hears silence while facts are fetched

log = logging.getLogger(__name__)


class FactsProvider(Protocol):
    """Who knows what the flow asks. A name left out of the answer is unknown."""

    async def tell(self, names: tuple[str, ...], call: str, number: str) -> Mapping[str, Fact]: ...


def arrived(session: Session, node: str | None = None) -> Started:
    """The caller as the channel's header tells him. `node` overrides the flow's start."""
    return Started(
        session.call,
        number=session.told("agi_callerid"),
        name=session.told("agi_calleridname"),
        dialled=session.told("agi_dnid") or session.told("agi_extension"),
        language=session.told("agi_language"),
        node=node,
        visit=session.visit,
    )


async def perform(
    flow: Flow,
    session: Session,
    facts: FactsProvider,
    started: Started,
    facts_s: float = FACTS_S,
    services: Services | None = None,
    booker: Booker | None = None,
) -> tuple[Outcome, Place]:
    """Walks `flow` with the caller to its end. Facts that do not come within `facts_s` are unknown; `services` look up
    and check PINs, `booker` puts down who is to be called back. Raises `Taken` and `Lost`; a caller who hangs up is an
    outcome."""
    place, output = begin(flow, started)
    while not isinstance(output, End):
        place, output = step(flow, place, await _do(session, facts, started, output, facts_s, services, booker))
    return output.outcome, place


async def leave(session: Session, outcome: Outcome) -> None:
    """Writes the outcome on the channel; the variable the dialplan goes by is the last."""
    if isinstance(outcome, HandOff) and (left_out := pack(outcome.data)[1]):
        log.warning("%s: no room in ACD_DATA for %s", session.call, ", ".join(left_out))
    for name, value in encode(outcome):
        await session.set_variable(name, value)


async def _do(
    session: Session,
    facts: FactsProvider,
    started: Started,
    output: Say | Record | Ask | LookUp | CheckPin | Book,
    facts_s: float,
    services: Services | None,
    booker: Booker | None,
) -> Input:
    match output:
        case Say(parts, language, keys, hear):
            return await session.say(parts, language, keys, hear)
        case Record():
            return await session.record(output)
        case Ask(names):
            return await _ask(facts, names, started, facts_s)
        case LookUp() | CheckPin():
            return await serve(session, services, output, started.number)
        case Book():
            return await book(booker, session, started, output)


async def _ask(facts: FactsProvider, names: tuple[str, ...], started: Started, facts_s: float) -> Told:
    known: Mapping[str, Fact] = {}
    try:
        async with asyncio.timeout(facts_s):
            known = await facts.tell(names, started.call, started.number)
    except TimeoutError:
        log.warning("%s: no facts within %g s: %s", started.call, facts_s, ", ".join(names))
    except Exception as error:
        log.error("%s: facts failed: %s", started.call, whereabouts(error))
    return Told({name: known.get(name) for name in names})
