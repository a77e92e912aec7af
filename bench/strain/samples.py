"""What processes cost while calls run: a thread that looks at them once a second and keeps what it saw."""

import itertools
import os
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from bench.duel.kernel import cpu_s


@dataclass(frozen=True, slots=True)
class Sample:
    """`at` in seconds since the sampling began; `cpu_s` of the process so far; `memory_kb` resident."""

    at: float
    cpu_s: float
    memory_kb: int
    descriptors: int
    threads: int


def look(pid: int, at: float = 0.0) -> Sample:
    """Raises OSError when the process is gone."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    said = dict(line.split(":", 1) for line in status)
    descriptors = len(os.listdir(f"/proc/{pid}/fd"))
    return Sample(at, cpu_s(pid), int(said["VmRSS"].split()[0]), descriptors, int(said["Threads"]))


def look_when_calm(pid: int, before: Sample, within_s: float = 10.0) -> Sample:
    """Once it has no more descriptors than `before`, or after `within_s`: what ended last may still be closing."""
    deadline = time.monotonic() + within_s
    while (seen := look(pid)).descriptors > before.descriptors and time.monotonic() < deadline:
        time.sleep(0.2)
    return seen


class Sampler:
    """A context manager. `samples` by the name given to each process."""

    def __init__(self, pids: Mapping[str, int], every_s: float = 1.0) -> None:
        self.samples: dict[str, list[Sample]] = {name: [] for name in pids}
        self._pids = pids
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _look_on(self) -> None:
        began = time.monotonic()
        while True:
            for name, pid in self._pids.items():
                with suppress(OSError):  # it ended; whoever runs it says so
                    self.samples[name].append(look(pid, time.monotonic() - began))
            if self._stop.wait(self._every_s):
                return


def cores(samples: list[Sample]) -> list[tuple[float, float]]:
    """Between each two samples: when, and how many processors the process kept busy."""
    return [
        (new.at, (new.cpu_s - old.cpu_s) / (new.at - old.at))
        for old, new in itertools.pairwise(samples)
        if new.at > old.at
    ]


def growth_kb(samples: list[Sample], after: float = 0.2) -> float:
    """Kilobytes of memory a second, by a straight line through the samples without the first share `after` of them:
    caches fill up then, and lists of bounded length."""
    kept = samples[int(len(samples) * after) :]
    at, memory = np.array([each.at for each in kept]), np.array([float(each.memory_kb) for each in kept])
    return float(np.polyfit(at, memory, 1)[0])
