"""The doctor's call knocks: he wants to know that we are there, what the PBX may do in the folders we share, and
whether a caller on it could be heard."""

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path

from acd.config.settings import Settings
from ivr.agi.session import Session
from ivr.inputs import Stop
from ivr.nodes.voicemail import Voicemail
from ivr.outputs import Record
from ivr.speech.door import SpeechDoor

_A_MOMENT_S = 0.2


async def knocked(session: Session, settings: Callable[[], Settings], speech: SpeechDoor | None = None) -> None:
    """Route ``doctor``. ACD_FOLDERS becomes a word for each folder, ``messages=good:announcements=seen``; ACD_SPEECH
    "no", or "yes" and the languages an engine is ready for: ``yes:en:hu``. Folders first: Asterisk tells of no file
    after a call was heard."""
    await session.set_variable("ACD_FOLDERS", await _folders(session, settings()))
    if speech is not None:
        ready = [language for language, pool in speech.pools.items() if pool.is_ready]
        await session.set_variable("ACD_SPEECH", ":".join(("yes", *ready)) if await session.can_hear() else "no")
    await session.set_variable("ACD_NEXT", "ok")


def takes_messages(settings: Settings) -> bool:
    return any(isinstance(node, Voicemail) for flow in settings.flows.values() for node in flow.nodes.values())


async def _folders(session: Session, settings: Settings) -> str:
    """messages, where a flow takes any: good, gone (the PBX has no such folder), closed (it cannot record there), kept
    (we may not delete there), another or elsewhere (we do not see it). announcements: seen or gone."""
    words = []
    if takes_messages(settings):
        words.append(f"messages={await _try_tape(session, settings.messages.voicemail.root)}")
    is_seen = await session.sees_folder(str(settings.messages.announcements))
    return ":".join((*words, f"announcements={'seen' if is_seen else 'gone'}"))


async def _try_tape(session: Session, root: Path) -> str:
    """Nothing is recorded that could not be removed again."""
    if not await session.sees_folder(str(root)):
        return "gone"
    if not await asyncio.to_thread(root.is_dir):
        return "elsewhere"
    session.tapes, tape = str(root), f"doctor-{secrets.token_hex(8)}"
    answer = await session.record(Record(tape, _A_MOMENT_S, 1, "#"))
    try:
        await asyncio.to_thread((root / f"{tape}.wav").unlink)
    except FileNotFoundError:
        return "closed" if answer.why is Stop.FAILED else "another"
    except OSError:
        return "kept"
    return "closed" if answer.why is Stop.FAILED else "good"
