"""An engine that does what the language says, run as a worker: ``python scripted.py [cannot]``."""

import os
import sys
import time

from ivr.hearing import Grammar, Guess, Phrases, Recogniser
from ivr.speech.engines.trouble import EngineError
from ivr.speech.worker import serve

SECRET = "what was said"


class Scripted:
    def recognise(self, speech: bytes, grammar: Grammar, language: str) -> tuple[Guess, ...]:
        match language:
            case "die":
                os._exit(9)
            case "hang":
                time.sleep(60)
            case "slow":
                time.sleep(0.3)
            case "break":
                raise ValueError(SECRET)
            case "deaf":
                return ()
        meaning = grammar.phrases[0].meaning if isinstance(grammar, Phrases) else f"{len(speech)}"
        return (Guess(meaning, 0.95), Guess("other", 0.03))


def _make() -> Recogniser:
    if "cannot" in sys.argv:
        raise EngineError("the model is missing")
    return Scripted()


if __name__ == "__main__":
    words = os.fdopen(os.dup(1), "wb")
    sys.exit(serve(_make, sys.stdin.buffer, words, "en"))
