"""One answer out of a recording, by the very way a caller's takes (windows, voice, end-pointing, engine), without a
phone, a PBX or a worker process."""

import time
import wave
from dataclasses import dataclass
from pathlib import Path

from ivr.hearing import HearWant, Recogniser
from ivr.speech.listening import Answer, Began, Listening, Recognise
from ivr.speech.sound import RATE, seconds
from ivr.speech.voice import Voice

FRAME = 320  # bytes, as Asterisk sends them


class BadSoundError(Exception):
    """The message says what is wrong with the file."""


@dataclass(frozen=True, slots=True)
class Told:
    """`began_s`: when in the recording the caller was known to speak; `known_s`: when the answer was, not counting the
    engine's time, which is `engine_s` of each try."""

    answer: Answer
    began_s: float | None
    known_s: float
    engine_s: tuple[float, ...]


def sound_of(path: Path) -> bytes:
    """Raises BadSoundError."""
    try:
        with wave.open(str(path)) as file:
            form = (file.getframerate(), file.getnchannels(), 8 * file.getsampwidth())
            sound: bytes = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        why = error.strerror if isinstance(error, OSError) else f"not a WAV file ({error})"
        raise BadSoundError(f"{path}: {why}") from None
    if form != (RATE, 1, 16):
        got = f"{form[0]} Hz, {form[1]} channels, {form[2]} bit"
        raise BadSoundError(f"{path}: {got}; allowed: {RATE} Hz, 1 channel, 16 bit, as: sox IN -r 8000 -c 1 -b 16 OUT")
    return sound


def hear(sound: bytes, want: HearWant, language: str, voice: Voice, engine: Recogniser) -> Told:
    """The recording, with quiet behind it for as long as it takes."""
    listening = Listening(want, voice)
    listening.prompt_ended()
    began_s: float | None = None
    took: list[float] = []
    left = sound + bytes(2 * round((want.wait_s + want.longest_s + want.silence_s + 1) * RATE))
    for at in range(0, len(left), FRAME):
        for step in listening.hear(left[at : at + FRAME]):
            match step:
                case Began():
                    began_s = seconds(left[:at])
                case Recognise(number, speech):
                    begun = time.perf_counter()
                    guesses = engine.recognise(speech, want.grammar, language)
                    took.append(time.perf_counter() - begun)
                    listening.recognised(number, guesses)
        if listening.answer is not None:
            return Told(listening.answer, began_s, seconds(left[:at]), tuple(took))
    raise AssertionError("so much quiet ends every answer")
