"""Who leads, and when the next one does."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import psycopg
import pytest

from acd.leading.process import process
from acd.leading.taking import Candidate, leading
from acd.leading.tenure import Tenure
from acd.store import StoreAwayError, StoreError
from acd.store.lease import LEAD_S, TAKE_S, Lead, LeaderRow, steady

NOISE_S = 1.0  # of a busy machine


def candidate(url: str, who: str, *, is_shared: bool = True) -> Candidate:
    return Candidate(url, who, f"acd-{who}", is_shared)


async def nobody(lead: Lead) -> None:
    raise AssertionError(f"{lead.who} leads")


async def leads(url: str, who: str, stack: AsyncExitStack, *, is_shared: bool = True) -> Tenure:
    tenure = await stack.enter_async_context(leading(candidate(url, who, is_shared=is_shared), nobody))
    assert tenure is not None
    return tenure


class Standby:
    """One that wants to lead beside another."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self.known: asyncio.Queue[Lead] = asyncio.Queue()
        self.taken = 0.0
        self.task = asyncio.create_task(self._take(url, stack))

    async def _take(self, url: str, stack: AsyncExitStack) -> Tenure:
        tenure = await stack.enter_async_context(leading(candidate(url, "two"), self.known.put))
        assert tenure is not None
        self.taken = steady()
        return tenure


async def test_sqlite_has_no_leader(tmp_path: Path) -> None:
    async with leading(candidate(f"sqlite:///{tmp_path / 'acd.sqlite'}", "one"), nobody) as tenure:
        assert tenure is None


async def test_a_store_that_is_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreAwayError):
        async with leading(candidate(f"postgresql+psycopg://acd@/acd?host={tmp_path}", "one"), nobody):
            pass


@pytest.mark.slow
async def test_a_second_one_that_does_not_share_refuses(url: str) -> None:
    async with AsyncExitStack() as stack:
        first = await leads(url, "one", stack, is_shared=False)
        for is_shared, said in ((False, "another daemon uses it: one; stop that"), (True, "does not share")):
            with pytest.raises(StoreError, match=said):
                async with leading(candidate(url, "two", is_shared=is_shared), nobody):
                    pass
        assert first.holds()


@pytest.mark.slow
async def test_one_that_shares_with_nobody_goes_on_without_its_store(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with AsyncExitStack() as stack:
        alone = await leads(url, "one", stack, is_shared=False)
        monkeypatch.setattr(LeaderRow, "renew", _away)
        await asyncio.sleep(LEAD_S + 0.2)
        assert alone.holds()


async def test_who_stands_by_takes_over_at_once_from_one_who_ends_in_order(url: str) -> None:
    async with AsyncExitStack() as outer, AsyncExitStack() as inner:
        first = await leads(url, "one", inner)
        standby = Standby(url, outer)
        assert (await standby.known.get()).who == "one"
        await inner.aclose()
        ended = steady()
        second = await standby.task
        assert standby.taken - ended < NOISE_S
        assert (first.holds(), second.holds(), second.lead.epoch) == (False, True, 2)


@pytest.mark.slow
async def test_a_leader_who_cannot_renew_has_stopped_before_the_next_begins(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncExitStack() as stack:
        first = await leads(url, "one", stack)
        standby = Standby(url, stack)
        await standby.known.get()
        monkeypatch.setattr(LeaderRow, "renew", _away)
        cut = steady()
        await first.lost.wait()
        stopped = steady()
        assert not standby.task.done()
        second = await standby.task
        assert stopped < standby.taken
        assert standby.taken - cut < TAKE_S + NOISE_S
        assert (first.holds(), second.holds()) == (False, True)
        assert "could not be reached" in first.why


@pytest.mark.slow
async def test_one_who_died_is_followed(url: str) -> None:
    row = LeaderRow(url)
    assert row.take(None, "dead", "acd-dead", is_shared=True) is not None
    row.close()
    began = steady()
    async with AsyncExitStack() as stack:
        tenure = await leads(url, "two", stack)
        assert TAKE_S <= steady() - began < TAKE_S + NOISE_S
        assert tenure.lead.epoch == 2


async def test_one_started_in_the_place_of_a_dead_one_does_not_wait(url: str) -> None:
    *here, began = process().split(" ")
    row = LeaderRow(url)
    dead = " ".join([*here, str(int(began) - 1)])
    assert row.take(None, "dead", "acd-dead", is_shared=False, process=dead) is not None
    row.close()
    began_at = steady()
    async with AsyncExitStack() as stack:
        await leads(url, "two", stack)
        assert steady() - began_at < NOISE_S


@pytest.mark.slow
async def test_one_who_slept_holds_nothing_and_learns_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even for the first thing it does when it wakes."""
    async with AsyncExitStack() as stack:
        first = await leads(url, "one", stack)
        assert first.holds()
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("UPDATE leader SET epoch = 2, who = 'two'")
        monkeypatch.setattr("acd.leading.tenure.steady", lambda: steady() + LEAD_S)
        assert not first.holds()
        await asyncio.wait_for(first.lost.wait(), 2)


def _away(row: LeaderRow, epoch: int) -> bool:
    raise StoreAwayError("the store is away")
