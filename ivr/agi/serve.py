"""What the walk wants done by others: looked up, or a PIN checked."""

import logging

from ivr.agi.meanwhile import meanwhile
from ivr.agi.session import Session
from ivr.agi.whereabouts import whereabouts
from ivr.inputs import HungUp
from ivr.outputs import CheckPin, LookUp
from ivr.services import Found, LookupFailed, NotFound, PinChecked, Services, Trouble, Verdict

log = logging.getLogger(__name__)


Answer = Found | NotFound | LookupFailed | PinChecked


async def serve(session: Session, services: Services | None, output: LookUp | CheckPin, number: str) -> Answer | HungUp:
    """Without services, and where they fail, what a flow foresees for it: the lookup failed, nobody could say."""
    work = _safely(session.call, services, output, number)
    return await meanwhile(session, work, output.waiting, output.language)


async def _safely(call: str, services: Services | None, output: LookUp | CheckPin, number: str) -> Answer:
    try:
        if services is not None:
            return await _done(services, output, number)
        log.error("%s: the flow wants something looked up, and nobody is there to do it", call)
    except Exception as error:
        log.error("%s: a lookup failed: %s", call, whereabouts(error))
    return LookupFailed(Trouble.UNKNOWN) if isinstance(output, LookUp) else PinChecked(Verdict.FAILED)


async def _done(services: Services, output: LookUp | CheckPin, number: str) -> Answer:
    match output:
        case LookUp(name, values):
            return await services.look_up(name, values)
        case CheckPin(pins, account, pin):
            return await services.check_pin(pins, account, pin, number)
