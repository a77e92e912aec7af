"""The whole of speech in one piece, as the daemon opens and closes it: engines, voice detectors, ear and server."""

import logging

from ivr.speech.ear import SpeechEar
from ivr.speech.plan import EnginePlan, SpeechPlan
from ivr.speech.pool import Pool, command
from ivr.speech.server import SpeechServer
from ivr.speech.voice import Silero, Voices

log = logging.getLogger(__name__)


class SpeechDoor:
    """`ear` is for the flows. Until an engine is ready, and where a library is missing, it answers None: keys only."""

    def __init__(self, plan: SpeechPlan) -> None:
        self.plan = plan
        self.pools = {language: _pool(language, engine) for language, engine in plan.engines.items()}
        self._voices = Voices(plan.callers, Silero)
        self.ear = SpeechEar(self.pools, self._voices)
        self.server = SpeechServer(plan.host, plan.port, self.ear, peers=4 * plan.callers)

    async def open(self) -> int:
        """Listens, and starts the engines, which are ready some seconds later; answers the port. Raises OSError."""
        port = await self.server.open()
        try:
            await self._voices.open()
        except ImportError as error:
            log.error("speech: %s is missing: install asterisk-acd[speech]; until then keys only", error.name)
            return port
        for pool in self.pools.values():
            pool.open()
        return port

    async def close(self) -> None:
        await self.server.close()
        for pool in self.pools.values():
            await pool.close()
        await self._voices.close()


def _pool(language: str, plan: EnginePlan) -> Pool:
    return Pool(f"{plan.engine} ({language})", command(plan.engine, language, plan.model), plan.workers)
