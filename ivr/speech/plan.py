"""What the speech door is to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


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
