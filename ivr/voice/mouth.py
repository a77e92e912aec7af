"""Words at run time: made into sounds before they are said, or replaced by what the PBX can say itself.

A text that is the same for every caller is played from its recording. Anything else is synthesised in a worker thread
within `deadline_s`, played from a file with a name nobody can guess, and removed when it has been said. Whatever is
wrong (no engine, a slow one, a full disk) costs the caller nothing but the voice: the parts that stand in for the text
are said, the log has a line without the text, and a slow engine is left alone for a while.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from ivr.outputs import Part, Sound, Words
from ivr.voice.names import LIVE, recording_name
from ivr.voice.shelf import files_of, write_whole
from ivr.voice.synth import NoVoiceError, SlowVoiceError, synthesise
from ivr.voice.voices import Voices

WORKERS = 2
MAX_WAITING = 16  # texts under way; more are said without a voice
MAX_FILES = 200  # live files at a time
REST_S = 30.0  # a slow engine is not asked again for so long
OLD_S = 600.0  # a live file this old was left behind

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)


class Mouth(Protocol):
    """Who turns words into sounds."""

    def voiced(self, parts: Iterable[Part], language: str, call: str) -> AbstractAsyncContextManager[tuple[Part, ...]]:
        """The parts without any `Words`, for as long as they are being said. Never raises."""
        ...


class Mute:
    """A mouth without a voice: what stands in for a text is said."""

    @asynccontextmanager
    async def voiced(
        self,
        parts: Iterable[Part],
        language: str,  # noqa: ARG002
        call: str,  # noqa: ARG002
    ) -> AsyncIterator[tuple[Part, ...]]:
        yield tuple(said for part in parts for said in without_voice(part))


@dataclass(frozen=True, slots=True)
class _Made:
    """What is said for some words; `file` is to be removed afterwards."""

    parts: tuple[Part, ...]
    file: Path | None = None


class Speaker:
    """`sounds_of` gives the sounds folder of the PBX a call is on, as this machine sees it; None: it sees none."""

    def __init__(
        self, voices: Voices, sounds_of: Callable[[str], Path | None], deadline_s: float = 1.5, rest_s: float = REST_S
    ) -> None:
        self._voices = voices
        self._sounds_of = sounds_of
        self._deadline_s = deadline_s
        self._rest_s = rest_s
        self._rested_at = 0.0
        self._waiting = 0
        self._live: set[Path] = set()
        self._workers = ThreadPoolExecutor(WORKERS, "voice")
        self._finder = ThreadPoolExecutor(1, "recordings")  # its own: nobody else's slow work is waited for

    def close(self) -> None:
        """Waits for what is under way, which ends within the deadline, and removes every live file."""
        self._finder.shutdown()
        self._workers.shutdown(cancel_futures=True)
        for file in list(self._live):
            self._remove(file)

    @asynccontextmanager
    async def voiced(self, parts: Iterable[Part], language: str, call: str) -> AsyncIterator[tuple[Part, ...]]:
        parts = tuple(parts)
        if not any(isinstance(part, Words) for part in parts):
            yield parts
            return
        made = await asyncio.gather(*(self._made(part, language, call) for part in parts))
        try:
            yield tuple(said for each in made for said in each.parts)
        finally:
            for each in made:
                if each.file is not None:
                    self._remove(each.file)

    async def _made(self, part: Part, language: str, call: str) -> _Made:
        if not isinstance(part, Words):
            return _Made((part,))
        sounds = self._sounds_of(call)
        spoken = part.language or language
        if part.is_fixed and (sound := await self._find(_recording, sounds, spoken, part.text)):
            return _Made((sound,))
        try:
            file = await self._file(part.text, spoken, sounds)
        except NoVoiceError as error:
            log.warning("%s: a text in %s is said without a voice: %s", call, spoken, error)
            return _Made(await self._find(_instead, part, sounds, spoken))
        return _Made((Sound(f"{LIVE}/{file.stem}"),), file)

    async def _find(self, look: Callable[P, T], *what: P.args, **more: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._finder, partial(look, *what, **more))

    async def _file(self, text: str, language: str, sounds: Path | None) -> Path:
        """A new live file that says the text. Raises NoVoiceError."""
        argv = self._voices.argv(language)
        if sounds is None:
            raise NoVoiceError("the PBX's sounds folder is not known here")
        if time.monotonic() < self._rested_at:
            raise NoVoiceError("the engine was too slow a moment ago")
        if self._waiting >= MAX_WAITING or len(self._live) >= MAX_FILES:
            raise NoVoiceError("too many texts at once")
        file = sounds / LIVE / f"{secrets.token_hex(16)}.wav"
        due = time.monotonic() + self._deadline_s
        self._waiting += 1
        self._live.add(file)
        job = asyncio.get_running_loop().run_in_executor(self._workers, _speak, argv, text, file, due)
        job.add_done_callback(self._done)
        return await self._finished(job, file)

    def _done(self, job: asyncio.Future[None]) -> None:
        self._waiting -= 1
        if not job.cancelled() and isinstance(job.exception(), SlowVoiceError):
            self._rested_at = time.monotonic() + self._rest_s

    async def _finished(self, job: asyncio.Future[None], file: Path) -> Path:
        try:
            done, _ = await asyncio.wait([job], timeout=self._deadline_s + 0.1)
        except asyncio.CancelledError:
            job.add_done_callback(lambda _: self._remove(file))
            raise
        if not done:
            job.add_done_callback(lambda _: self._remove(file))
            raise SlowVoiceError(f"not made within {self._deadline_s:g} s")
        error = job.exception()
        if error is not None:
            self._remove(file)
            raise error if isinstance(error, NoVoiceError) else NoVoiceError(type(error).__name__)
        return file

    def _remove(self, file: Path) -> None:
        self._live.discard(file)
        with suppress(OSError):
            file.unlink()


def without_voice(part: Part) -> tuple[Part, ...]:
    """What stands in for words, where not even their recordings can be looked for."""
    if not isinstance(part, Words):
        return (part,)
    return tuple(each for each in part.instead if not isinstance(each, Words))


def sweep(sounds: Path, old_s: float = OLD_S) -> int:
    """Removes live files that somebody who was killed left behind; how many there were."""
    gone = 0
    for file in (sounds / LIVE).glob("*.wav"):
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > old_s:
                file.unlink()
                gone += 1
    return gone


def _speak(argv: tuple[str, ...], text: str, file: Path, due: float) -> None:
    """In a worker thread. Raises NoVoiceError."""
    left_s = due - time.monotonic()
    if left_s <= 0:
        raise SlowVoiceError("no worker was free in time")
    sound = synthesise(argv, text, left_s)
    try:
        file.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        write_whole(file, sound, mode=0o640)
    except OSError as error:
        raise NoVoiceError(f"its sound cannot be written to {file.parent}: {error.strerror}") from None


def _recording(sounds: Path | None, language: str, text: str) -> Sound | None:
    """The recording of a fixed text. On a PBX whose folder is not seen it is taken to be there: Asterisk passes over a
    sound that is missing."""
    name = recording_name(language, text)
    return Sound(name) if sounds is None or files_of(sounds, name) else None


def _instead(words: Words, sounds: Path | None, language: str) -> tuple[Part, ...]:
    said: list[Part] = []
    for part in words.instead:
        if not isinstance(part, Words):
            said.append(part)
        elif sound := _recording(sounds, part.language or language, part.text):
            said.append(sound)
    return tuple(said)
