"""One request in, one line out: what the house is asked for each request. No socket here."""

from typing import assert_never

from acd.control.house import House, RefusedError
from acd.control.protocol import Code, encode_error, encode_value
from acd.control.requests import (
    ChangeSkills,
    Deed,
    Doctor,
    Drop,
    History,
    Move,
    Pause,
    Prioritise,
    Ready,
    Reload,
    Request,
    SignIn,
    SignOut,
    Status,
    View,
    Watch,
    Why,
)


async def answer(house: House, request: Request) -> bytes:
    """The reply line to a request (to ``Watch``: the one before the stream). Refusals become replies; only what the
    house did not foresee is raised."""
    try:
        return await _ask(house, request)
    except RefusedError as refusal:
        return encode_error(str(refusal), Code.REFUSED)


async def _ask(house: House, request: Request) -> bytes:
    match request:
        case View():
            return encode_value(house.view())
        case Status():
            return encode_value(await house.status())
        case Why():
            return encode_value(await house.why(request.contact))
        case History():
            return encode_value(await house.history(request.wanted()))
        case Reload():
            return encode_value(await house.reload())
        case Doctor():
            return encode_value(await house.doctor())
        case Watch():
            return encode_value(None)
        case SignIn() | SignOut() | Pause() | Ready() | ChangeSkills() | Move() | Prioritise() | Drop():
            return await _do(house, request)
        case _:
            assert_never(request)


async def _do(house: House, deed: Deed) -> bytes:
    reply = await house.ask(deed.event)
    return encode_value(None) if reply.ok else encode_error(reply.error, Code.REFUSED)
