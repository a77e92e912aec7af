"""A sound through the same ears as a caller's on the line: the voice detector and end-pointing of `ivr/speech`, without
a network. What the live path would send to an engine is what is recognised here."""

import time

from ivr.hearing import Grammar, Guess, Heard, HearWant, Recogniser
from ivr.speech.listening import Listening, Recognise
from ivr.speech.voice import Silero

_FRAME = 320  # bytes: 20 ms


class Line:
    """One engine on the line."""

    def __init__(self, engine: Recogniser, language: str = "en") -> None:
        self._engine = engine
        self._language = language
        self._voice = Silero()

    def hear(self, sound: bytes, grammar: Grammar) -> tuple[tuple[Guess, ...], float]:
        """The guesses (none: nothing was heard, or nothing of the grammar) and the time of the last recognition, ms."""
        self._voice.forget()
        listening = Listening(HearWant(grammar, wait_s=60.0), self._voice, in_prompt=False)
        took = 0.0
        quiet = bytes(_FRAME)
        for start in range(0, len(sound) + 50 * _FRAME, _FRAME):
            for step in listening.hear(sound[start : start + _FRAME] or quiet):
                if isinstance(step, Recognise):
                    began = time.perf_counter()
                    guesses = self._engine.recognise(step.speech, grammar, self._language)
                    took = (time.perf_counter() - began) * 1e3
                    listening.recognised(step.number, guesses)
            if listening.answer is not None:
                break
        return (listening.answer.guesses if isinstance(listening.answer, Heard) else ()), took
