"""The doctor's call knocks: he wants to know that we are there, and whether a caller on that PBX could be heard."""

from ivr.agi.session import Session
from ivr.speech.door import SpeechDoor


async def knocked(session: Session, speech: SpeechDoor | None = None) -> None:
    """Route ``doctor``. ACD_SPEECH becomes "no", or "yes" and the languages an engine is ready for: ``yes:en:hu``."""
    if speech is not None:
        ready = [language for language, pool in speech.pools.items() if pool.is_ready]
        await session.set_variable("ACD_SPEECH", ":".join(("yes", *ready)) if await session.can_hear() else "no")
    await session.set_variable("ACD_NEXT", "ok")
