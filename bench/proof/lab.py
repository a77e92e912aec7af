"""Where runs are made: each once, over processes, and kept in a file so that an interrupted bench goes on."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Self

from acd.core.routing.presets import PRESETS
from acd.simulate.scenarios import Options
from bench.proof.runs import Figures, Run, figures

Tell = Callable[[int, int], None]
"""Told how many of how many new runs are done."""

CHUNK = 4


class KeptError(ValueError):
    """The file of kept runs is not one."""


class Lab:
    """``with Lab(...) as lab: lab.figures(runs)``.

    The file has a JSON object a line, ``{"weights": ..., "run": ..., "figures": ...}``. Lines made under other preset
    weights are passed over. Other changes of the code are not seen: delete the file then.
    """

    def __init__(self, jobs: int, kept: Path | None = None, tell: Tell = lambda _, __: None) -> None:
        """Raises KeptError."""
        self._jobs, self._tell = jobs, tell
        self._pool: ProcessPoolExecutor | None = None
        self._known: dict[Run, Figures] = {}
        if kept is not None and kept.exists():
            self._known = read(kept)
            whole = kept.read_bytes()
            kept.write_bytes(whole[: whole.rfind(b"\n") + 1])  # without a line cut short
        self._file = None if kept is None else kept.open("a", encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        if self._file is not None:
            self._file.close()

    def figures(self, runs: Iterable[Run]) -> dict[Run, Figures]:
        runs = list(dict.fromkeys(runs))
        new = [run for run in runs if run not in self._known]
        for done, (run, found) in enumerate(zip(new, self._made(new), strict=True), 1):
            self._known[run] = found
            if self._file is not None:
                line = {"weights": weights(), "run": asdict(run), "figures": found}
                self._file.write(json.dumps(line) + "\n")
                self._file.flush()
            self._tell(done, len(new))
        return {run: self._known[run] for run in runs}

    def _made(self, runs: list[Run]) -> Iterable[Figures]:
        if self._jobs <= 1 or len(runs) <= 1:
            return map(figures, runs)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._jobs, mp_context=get_context("spawn"))
        return self._pool.map(figures, runs, chunksize=CHUNK if len(runs) > 8 * CHUNK else 1)


def weights() -> str:
    """Tells one set of presets from another."""
    said = json.dumps({name: asdict(each) for name, each in PRESETS.items()}, sort_keys=True)
    return sha256(said.encode()).hexdigest()[:12]


def read(path: Path) -> dict[Run, Figures]:
    """The runs kept under today's weights. A last line cut short by an interruption is no run. Raises KeptError."""
    found, lines = {}, path.read_text(encoding="utf-8", errors="replace").split("\n")
    for number, line in enumerate(lines, 1):
        try:
            kept = json.loads(line) if line else None
            if kept and kept["weights"] == weights():
                found[Run(**{**kept["run"], "options": Options(**kept["run"]["options"])})] = kept["figures"]
        except (KeyError, TypeError, ValueError) as error:
            if number < len(lines):
                raise KeptError(f"{path}, line {number}: not a kept run ({error}); give another file") from None
    return found
