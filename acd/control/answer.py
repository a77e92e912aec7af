"""One request in, one line out: what the house is asked for each request. No socket here."""

from collections.abc import Mapping
from functools import partial
from typing import assert_never

from acd.control.desk_requests import (
    AnnouncementPiece,
    DeleteMessage,
    ListMessages,
    MarkMessage,
    MessageAudio,
    SwitchAnnouncementOff,
    SwitchAnnouncementOn,
)
from acd.control.house import House, RefusedError
from acd.control.privacy_requests import LetGo, ListActs
from acd.control.protocol import encode_value
from acd.control.requests import (
    CallBack,
    ChangeSkills,
    Doctor,
    Drop,
    Heal,
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
    Stop,
    UnlockPin,
    View,
    Watch,
    Why,
)
from acd.core.commands import Reply
from acd.core.view import FloorView


async def answer(house: House, request: Request) -> bytes:
    """The reply line to a request (to ``Watch``: the one before the stream). Raises RefusedError with the words for
    whoever asked, and what the house did not foresee."""
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
        case Stop():
            return encode_value(await house.drain(request.way, request.for_s))
        case Heal():
            return encode_value(await house.heal(dry_run=request.dry_run))
        case UnlockPin():
            return encode_value(await house.unlock_pin(request.who))
        case Doctor():
            return encode_value(await house.doctor())
        case CallBack():
            return encode_value(await house.call_back(request.number, request.queue, request.at))
        case Watch():
            return encode_value(None)
        case ListMessages() | MarkMessage() | DeleteMessage() | MessageAudio() | AnnouncementPiece():
            return encode_value(await house.message_desk(request))
        case ListActs() | LetGo():
            return encode_value(await house.privacy_desk(request))
        case SwitchAnnouncementOn() | SwitchAnnouncementOff():
            return encode_value(await house.message_desk(request))
        case ChangeSkills():
            # The house handles an event within the call that brings it, so no other change comes in between.
            held = _skills(house.view(), request.agent)
            return _replied(await house.ask(partial(request.event, held=held)))
        case SignIn() | SignOut() | Pause() | Ready() | Move() | Prioritise() | Drop():
            return _replied(await house.ask(request.event))
        case _:
            assert_never(request)


def _skills(view: FloorView, agent: str) -> Mapping[str, int]:
    """Empty for an agent who is not there: that is the floor's to refuse."""
    return next((found.skills for found in view.agents if found.agent == agent), {})


def _replied(reply: Reply) -> bytes:
    if not reply.ok:
        raise RefusedError(reply.error)
    return encode_value(None)
