"""The whole of speech in one piece, as the daemon opens and closes it: engines, voice detectors, ear and server."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.speech.ear import SpeechEar
from ivr.speech.pool import Pool, command
from ivr.speech.server import SpeechServer
from ivr.speech.voice import Silero, Voices

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EnginePlan:
    """Who hears one language: `workers` processes of `engine`, with the model in the folder `model` (None: its own)."""

    engine: str
    model: Path | None
    workers: int


@dataclass(frozen=True, slots=True)
class SpeechPlan:
    """`engines` by language; `callers` are listened to at the same time at most."""

    host: str
    port: int
    callers: int
    engines: Mapping[str, EnginePlan]


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
