"""Engines in processes of their own, ready beforehand: no recogniser ever holds up the loop that serves the callers.

A job waits in a queue of bounded length, for `deadline_s` at most in all, and fails (`NoEngineError`) rather than let a
caller wait longer. A worker that dies is replaced, and its job given to another once; one that is stuck is killed. What
keeps dying is started again at growing intervals.
"""

import asyncio
import contextlib
import itertools
import logging
import os
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ivr.hearing import Grammar, Guess
from ivr.speech.job import LENGTH_BYTES, Cannot, Made, Ready, Word, frame, guesses, job, length, word

START_S = 60.0  # to load and warm an engine
SOUND_S = 5.0  # a worker that lived so long was no failure
AGAIN_S = (0.1, 0.2, 1.0, 5.0, 30.0, 300.0)  # before a worker is started again, longer each time
STUCK_S = 3.0  # on one job
STOP_S = 2.0

log = logging.getLogger(__name__)


class NoEngineError(Exception):
    """No engine took the job, or none finished it in time."""


@dataclass(slots=True, eq=False)
class _Job:
    number: int
    body: bytes = field(repr=False)
    done: "asyncio.Future[tuple[Guess, ...]]"
    again: bool = True


@dataclass(slots=True, eq=False)
class _Worker:
    process: asyncio.subprocess.Process | None = None
    job: _Job | None = None
    alarm: asyncio.TimerHandle | None = None
    is_ready: bool = False


def command(engine: str, language: str, model: Path | None) -> list[str]:
    """How a worker is started."""
    return [sys.executable, "-m", "ivr.speech.worker", engine, language, *([str(model)] if model else [])]


class Pool:
    """`workers` processes of `argv`. Not ready until one of them is (`is_ready`)."""

    def __init__(self, name: str, argv: Sequence[str], workers: int = 2, most_waiting: int = 8) -> None:
        self.name = name
        self._argv = list(argv)
        self._most_waiting = most_waiting
        self._workers = [_Worker() for _ in range(workers)]
        self._waiting: deque[_Job] = deque()
        self._numbers = itertools.count(1)
        self._keepers: list[asyncio.Task[None]] = []
        self._dying: set[asyncio.subprocess.Process] = set()
        self._trouble = ""

    @property
    def is_ready(self) -> bool:
        return any(worker.is_ready for worker in self._workers)

    @property
    def ready(self) -> int:
        """How many workers are."""
        return sum(worker.is_ready for worker in self._workers)

    @property
    def has_room(self) -> bool:
        """There is room for work that may turn out to be in vain."""
        return self.is_ready and len(self._waiting) < len(self._workers)

    @property
    def trouble(self) -> str:
        """Why the last worker that could not start did not; "" when all is well."""
        return self._trouble

    @property
    def pids(self) -> list[int]:
        return [worker.process.pid for worker in self._workers if worker.process is not None]

    def open(self) -> None:
        """Starts the workers; they become ready later."""
        self._keepers = [asyncio.get_running_loop().create_task(self._keep(worker)) for worker in self._workers]

    async def close(self) -> None:
        """No process is left. Jobs under way fail."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(*(self._end(process) for process in list(self._dying)))
        while self._waiting:
            _fail(self._waiting.popleft())

    async def recognise(
        self, speech: bytes, grammar: Grammar, language: str, *, deadline_s: float
    ) -> tuple[Guess, ...]:
        """Raises NoEngineError. Cancelled, the job is dropped where it still waits."""
        if not self.is_ready or len(self._waiting) >= self._most_waiting:
            raise NoEngineError
        number = next(self._numbers)
        body = frame(job(number, speech, grammar, language))
        mine = _Job(number, body, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        self._hand_out()
        try:
            async with asyncio.timeout(deadline_s):
                return await mine.done
        except TimeoutError:
            raise NoEngineError from None
        finally:
            if mine in self._waiting:
                self._waiting.remove(mine)

    def _hand_out(self) -> None:
        for worker in self._workers:
            while self._waiting and worker.is_ready and worker.job is None:
                mine = self._waiting.popleft()
                if not mine.done.done():
                    self._give(worker, mine)

    def _give(self, worker: _Worker, mine: _Job) -> None:
        process = worker.process
        if process is None or process.stdin is None:
            raise AssertionError("a worker that is ready has a process")
        worker.job = mine
        worker.alarm = asyncio.get_running_loop().call_later(STUCK_S, self._kill, process)
        process.stdin.write(mine.body)

    def _kill(self, process: asyncio.subprocess.Process) -> None:
        log.warning("speech: a worker of %s is stuck, it is replaced", self.name)
        with contextlib.suppress(ProcessLookupError):
            process.kill()

    async def _keep(self, worker: _Worker) -> None:
        """One worker's lives."""
        failures = 0
        while True:
            began = asyncio.get_running_loop().time()
            self._trouble = ""
            try:
                await self._live(worker)
            except (OSError, ValueError, EOFError, TimeoutError) as error:
                self._trouble = f"its process ended: {type(error).__name__}"
            finally:
                was_ready = await self._bury(worker)
            is_sound = was_ready and asyncio.get_running_loop().time() - began > SOUND_S
            failures = 0 if is_sound else failures + 1
            pause_s = AGAIN_S[min(failures, len(AGAIN_S) - 1)]
            log.warning("speech: a worker of %s ended (%s), another in %g s", self.name, self._trouble, pause_s)
            await asyncio.sleep(pause_s)

    async def _live(self, worker: _Worker) -> None:
        worker.process = await asyncio.create_subprocess_exec(
            *self._argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # an engine's library may print what it heard
            start_new_session=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        async with asyncio.timeout(START_S):
            first = await _read(worker.process)
        if isinstance(first, Cannot):
            self._trouble = first.why
            return
        if not isinstance(first, Ready):
            raise ValueError
        worker.is_ready = True
        log.info("speech: %s is ready to hear (%d of %d workers)", self.name, self.ready, len(self._workers))
        self._hand_out()
        while isinstance(made := await _read(worker.process), Made):
            self._finish(worker, made)

    def _finish(self, worker: _Worker, made: Made) -> None:
        finished, worker.job = worker.job, None
        _calm(worker)
        if finished is not None and finished.number == made.number and not finished.done.done():
            if made.failed:
                log.error("speech: the engine %s failed: %s", self.name, made.failed)
                finished.done.set_exception(NoEngineError())
            else:
                finished.done.set_result(guesses(made))
        self._hand_out()

    async def _bury(self, worker: _Worker) -> bool:
        """What is left of a life; its job goes to another worker, once. Whether it had been ready."""
        process, worker.process = worker.process, None
        was_ready, worker.is_ready = worker.is_ready, False
        orphan, worker.job = worker.job, None
        _calm(worker)
        if orphan is not None and not orphan.done.done():
            if orphan.again and self.is_ready:
                orphan.again = False
                self._waiting.appendleft(orphan)
                self._hand_out()
            else:
                _fail(orphan)
        if not self.is_ready:
            while self._waiting:
                _fail(self._waiting.popleft())
        if process is None:
            return was_ready
        self._dying.add(process)
        await self._end(process)
        return was_ready

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                await process.communicate()
        self._dying.discard(process)


async def _read(process: asyncio.subprocess.Process) -> Word:
    assert process.stdout is not None
    head = await process.stdout.readexactly(LENGTH_BYTES)
    return word(await process.stdout.readexactly(length(head)))


def _fail(lost: _Job) -> None:
    if not lost.done.done():
        lost.done.set_exception(NoEngineError())


def _calm(worker: _Worker) -> None:
    if worker.alarm is not None:
        worker.alarm.cancel()
        worker.alarm = None
