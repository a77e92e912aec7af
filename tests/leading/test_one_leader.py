"""Whatever the database does to its clients, two daemons never lead at once; and when it is well again one does.

The real code on a clock that jumps from one event to the next: requests and answers of the database take their time,
get lost, and say nothing of whether they were done.
"""

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from unittest.mock import patch

import pytest

from acd.leading.taking import Candidate, leading
from acd.leading.tenure import Tenure
from acd.store import StoreAwayError, StoreError
from acd.store.lease import Lead

pytestmark = pytest.mark.slow
STORM_S, CALM_S = 60.0, 8.0
STORMS = 6
DAEMONS = ("east", "west", "north")


class Dream(asyncio.SelectorEventLoop):
    """Nobody waits: the clock is set to the next event."""

    now = 0.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.now = max(self.now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


class Row:
    """As ``LeaderRow``, in memory; one for all."""

    def __init__(self) -> None:
        self.lead: Lead | None = None

    def look(self) -> Lead | None:
        return self.lead

    def take(self, seen: Lead | None, who: str, session: str, *, is_shared: bool, process: str) -> Lead | None:
        if self.lead != seen:
            return None
        self.lead = Lead(seen.epoch + 1 if seen else 1, who, session, process, is_shared, 0, 0.0, False)
        return self.lead

    def renew(self, epoch: int) -> bool:
        return self._change(epoch, lambda lead: replace(lead, renewals=lead.renewals + 1))

    def leave(self, epoch: int) -> bool:
        return self._change(epoch, lambda lead: replace(lead, is_left=True))

    def close(self) -> None:
        pass

    def _change(self, epoch: int, change: Callable[[Lead], Lead]) -> bool:
        if self.lead is None or self.lead.epoch != epoch:
            return False
        self.lead = change(self.lead)
        return True


class Hand:
    """A thread that asks the database: one thing after the other, each with the delays and losses of `weather`."""

    def __init__(self, loop: Dream, weather: "Weather") -> None:
        self._loop = loop
        self._weather = weather
        self._free_at = 0.0

    @classmethod
    def maker(cls, loop: Dream, chance: random.Random) -> Callable[..., "Hand"]:
        return lambda *_: cls(loop, Weather(random.Random(chance.random())))

    def __enter__(self) -> "Hand":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, deed: Callable[..., object], *with_: object) -> "Future[object]":
        answer: Future[object] = Future()
        there_s, back_s, is_lost_there, is_lost_back = self._weather.draw(self._loop.time())
        does_at = max(self._loop.time(), self._free_at) + there_s
        self._free_at = does_at + back_s
        done: list[object] = []

        def do() -> None:
            if not is_lost_there:
                done.append(deed(*with_))

        def tell() -> None:
            if done and not is_lost_back:
                answer.set_result(done[0])
            else:
                answer.set_exception(StoreAwayError("gone"))

        answer.set_running_or_notify_cancel()
        self._loop.call_at(does_at, do)
        self._loop.call_at(does_at + back_s, tell)
        return answer


class Weather:
    """One daemon's: for some seconds all is well, then requests are slow, or lost, or their answers are."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._until = 0.0
        self._kind = "fine"

    def draw(self, now: float) -> tuple[float, float, bool, bool]:
        """Seconds there and back, and whether request or answer is lost."""
        chance = self._chance
        if now >= self._until:
            self._until = now + chance.uniform(0.2, 4.0)
            self._kind = chance.choice(("fine", "fine", "slow", "slow", "deaf", "mute"))
        kind = self._kind if now < STORM_S else "fine"
        slow_s = 2.0 if kind == "slow" else 0.02
        return chance.uniform(0, slow_s), chance.uniform(0, slow_s), kind == "deaf", kind == "mute"


async def live(loop: Dream, met: list[Tenure]) -> None:
    """Three daemons, each started again when its lead is lost. `met`: every lead there was."""

    async def nobody(_lead: Lead) -> None:
        pass

    async def daemon(who: str) -> None:
        while True:
            try:
                async with leading(Candidate("postgresql://x", who, who, is_shared=True), nobody) as tenure:
                    assert tenure is not None
                    met.append(tenure)
                    await tenure.lost.wait()
            except StoreError:
                pass
            await asyncio.sleep(0.5)

    at_work = [loop.create_task(daemon(who)) for who in DAEMONS]
    try:
        while loop.time() < STORM_S + CALM_S:
            leaders = [each.lead for each in met if each.holds()]
            assert len(leaders) <= 1, f"at {loop.time():.2f} s: {leaders}"
            await asyncio.sleep(0.005)
        assert any(each.holds() for each in met), "nobody leads after the storm"
    finally:
        for task in at_work:
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)


def storm(seed: int) -> int:
    """How many leads there were in it."""
    loop, row = Dream(), Row()
    met: list[Tenure] = []
    taking = "acd.leading.taking"
    with (
        patch(f"{taking}.steady", loop.time),
        patch("acd.leading.tenure.steady", loop.time),
        patch(f"{taking}.ThreadPoolExecutor", Hand.maker(loop, random.Random(seed))),
        patch(f"{taking}._opened", lambda _url: row),
    ):
        try:
            loop.run_until_complete(live(loop, met))
        finally:
            loop.close()
    return len(met)


def test_never_two_and_at_last_one() -> None:
    """In storms that do change the leader: else nothing is said."""
    assert min(storm(seed) for seed in range(STORMS)) > 2
