"""Many callers at once on a house that is being broken, and what became of them."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from acd.core.view import ContactView
from acd.lab import sipp
from acd.lab.sipp import Person, SippRun
from tests.pbx import usual
from tests.pbx.scene import Scene, until

AWAY = [*usual.AWAY, "Connection"]
_first = iter(range(49_100_000, 50_000_000, 1000))


@contextmanager
def crowd(scene: Scene, count: int, number: str, *, rate: float, stay_s: float | None = None) -> Iterator[SippRun]:
    """`count` callers with numbers of their own, dialling `number`."""
    first = next(_first)
    people = [Person(str(first + each)) for each in range(count)]
    run = sipp.callers(scene.house.layout, people, name=f"crowd-{first}", number=number, rate=rate, stay_s=stay_s)
    with run:
        yield run


def waiting(scene: Scene) -> Sequence[ContactView]:
    return sorted(
        (each for each in scene.view().contacts if each.state == "waiting"), key=lambda each: each.position or 0
    )


async def all_wait(scene: Scene, count: int, *, within_s: float = 20.0) -> Sequence[ContactView]:
    return await until(
        lambda: found if len(found := waiting(scene)) == count else None,
        lambda: f"{count} wait: {len(waiting(scene))} do",
        within_s=within_s,
    )


async def gone(run: SippRun, within_s: float) -> int:
    """How many calls did not go as they should, once all are over."""
    counts = await asyncio.to_thread(run.wait, within_s)
    return counts.created - counts.succeeded
