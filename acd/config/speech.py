"""``[speech]`` and ``[speech.engine.LANGUAGE]`` of acd.toml -> the plan of the speech door. Without them: keys only."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import PlainValidator

from acd.config.errors import Mistakes, dotted, shown
from acd.config.fields import AbsolutePath, Callers, Port, Workers, check_language, one_of, refuse
from acd.config.tables import Table, is_allowed, validate
from ivr.speech.engines import ENGINES
from ivr.speech.plan import EnginePlan, SpeechPlan

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _loopback(value: object) -> str:
    """Whoever reaches the door is listened to on the word of a token alone, in clear: it is this machine's own."""
    return str(value) if value in _LOOPBACK else refuse(f"this machine itself: {', '.join(_LOOPBACK)}")


class SpeechTable(Table):
    host: Annotated[str, PlainValidator(_loopback)] = "127.0.0.1"
    port: Port = 9099
    callers: Callers = 20


class EngineTable(Table):
    engine: Annotated[str, one_of(*ENGINES)] = "whisper"
    model: AbsolutePath | None = None
    workers: Workers = 2


def read_speech(raw: Any, file: str, mistakes: Mistakes) -> SpeechPlan | None:
    """None where there is no such table, or a mistake in it."""
    if raw is None:
        return None
    engines: Any = {}
    if isinstance(raw, Mapping):
        engines = raw.get("engine", {})
        raw = {key: value for key, value in raw.items() if key != "engine"}
    table = validate(SpeechTable, raw, file, "speech", mistakes)
    plans = _engines(engines, file, mistakes)
    return SpeechPlan(table.host, table.port, table.callers, plans) if table and plans else None


def _engines(raw: Any, file: str, mistakes: Mistakes) -> dict[str, EnginePlan]:
    if not isinstance(raw, Mapping) or not raw:
        got = "" if raw == {} else shown(raw)
        mistakes.add(file, "speech.engine", "no engine is configured: write a table [speech.engine.en]", got)
        return {}
    plans: dict[str, EnginePlan] = {}
    for language, entry in raw.items():
        key = dotted(("speech", "engine", language))
        is_allowed(check_language, language, file, key, mistakes)
        table = validate(EngineTable, entry, file, key, mistakes)
        if table:
            plans[language] = EnginePlan(table.engine, Path(table.model) if table.model else None, table.workers)
    return plans
