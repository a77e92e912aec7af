"""Fixed texts made into recordings: what is right is left alone, what is recorded by hand is never touched."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ivr.voice import loudness
from ivr.voice.found import Recordable
from ivr.voice.shelf import Shelf, State
from ivr.voice.synth import NoVoiceError, synthesise
from ivr.voice.voices import Voices, engine_mark

DEADLINE_S = 60.0  # a large voice may load for long, and nobody waits on the line


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each text; `failed` has the reasons."""

    made: tuple[Recordable, ...]
    kept: int
    recorded: int
    failed: tuple[tuple[Recordable, str], ...]


def key_of(text: Recordable, voices: Voices) -> str:
    """Another key when anything that shapes the sound is another: text, command line, program, our treatment."""
    made_of = (text.language, text.text, engine_mark(voices.argv(text.language)), loudness.VERSION, loudness.LEVEL_DB)
    return hashlib.sha256(repr(made_of).encode(errors="replace")).hexdigest()[:32]


def build(texts: Sequence[Recordable], shelf: Shelf, voices: Voices, tell: Callable[[int, Recordable], None]) -> Report:
    """Makes what is missing or stale; `tell(how many are done, the next)` before each. Raises OSError when the shelf
    cannot be written: what was made up to then is there."""
    made: list[Recordable] = []
    failed: list[tuple[Recordable, str]] = []
    counts = {State.MADE: 0, State.RECORDED: 0}
    for done, text in enumerate(texts):
        tell(done, text)
        key = key_of(text, voices)
        state = shelf.state(text.name, key)
        if state in counts:
            counts[state] += 1
            continue
        try:
            sound = synthesise(voices.argv(text.language), text.text, DEADLINE_S)
        except NoVoiceError as error:
            failed.append((text, str(error)))
            continue
        shelf.put(text.name, sound, key, text.text)
        made.append(text)
    return Report(tuple(made), counts[State.MADE], counts[State.RECORDED], tuple(failed))
