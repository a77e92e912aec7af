"""A worker process: one engine, one job at a time, from standard input to standard output. Ends when its input does.

``python -m ivr.speech.worker ENGINE LANGUAGE [MODEL]``

It gives way to the PBX and the daemon on the same machine (`nice`). Nothing it hears or makes of it is ever printed.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ivr.hearing import Recogniser
from ivr.speech.engines import open_engine
from ivr.speech.engines.trouble import EngineError
from ivr.speech.job import LENGTH_BYTES, Cannot, Made, Ready, ToHear, frame, grammar_of, length, to_hear
from ivr.speech.sound import RATE

NICE = 5
_WARM_S = 1


def serve(make: Callable[[], Recogniser], jobs: BinaryIO, words: BinaryIO, language: str) -> int:
    """Runs until `jobs` ends; the exit code."""
    try:
        engine = make()
        _warm(engine, language)
    except Exception as error:  # nothing was heard yet, so its message may be told
        why = str(error) if isinstance(error, EngineError) else f"{type(error).__name__}: {error}"
        words.write(frame(Cannot(why)))
        words.flush()
        return 1
    words.write(frame(Ready()))
    words.flush()
    while (asked := _next(jobs)) is not None:
        words.write(frame(_made(engine, asked)))
        words.flush()
    return 0


def _warm(engine: Recogniser, language: str) -> None:
    """The first recognition is slow (pages, caches): not a caller's."""
    sample = ToHear(0, language, bytes(2 * RATE * _WARM_S), "phrases", phrases=(("yes", "yes"), ("no", "no")))
    engine.recognise(sample.speech, grammar_of(sample), language)


def _next(jobs: BinaryIO) -> ToHear | None:
    head = jobs.read(LENGTH_BYTES)
    return to_hear(jobs.read(length(head))) if len(head) == LENGTH_BYTES else None


def _made(engine: Recogniser, asked: ToHear) -> Made:
    try:
        found = engine.recognise(asked.speech, grammar_of(asked), asked.language)
    except Exception as error:  # its message may hold what was said
        return Made(asked.number, failed=type(error).__name__)
    return Made(asked.number, tuple((guess.meaning, guess.confidence) for guess in found))


def main() -> int:
    engine, language, *model = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the daemon, which closes our input
    os.nice(NICE)
    words = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not print among our words
    path = Path(model[0]) if model else None
    return serve(lambda: open_engine(engine, path, language), sys.stdin.buffer, words, language)


if __name__ == "__main__":
    sys.exit(main())
