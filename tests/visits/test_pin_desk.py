"""Callers' PINs: who is let in, who is locked out, and what nobody learns."""

import asyncio
import logging
import time
from collections.abc import Iterator, Mapping

import pytest

from acd.clock import Clock
from acd.config.lookup_settings import PinBook
from acd.config.pins import hash_pin
from acd.core.pin_tries import PinTried
from acd.visits import pin_desk
from acd.visits.pin_desk import PinDesk, PinGuards
from ivr.services import Found, LookupFailed, NotFound, Trouble, Verdict

PIN = "258036"
HASH = hash_pin(PIN)
ANSWERS: dict[str, Found | NotFound | LookupFailed] = {
    "1001": Found({"hash": HASH}),
    "1002": NotFound(),
    "1003": LookupFailed(Trouble.SLOW),
    "1004": Found({"hash": PIN}),
    "1005": Found({}),
}


async def look_up(name: str, values: Mapping[str, str]) -> Found | NotFound | LookupFailed:
    assert name == "kept"
    return ANSWERS[values["account"]]


@pytest.fixture
def books() -> dict[str, PinBook]:
    return {
        "file": PinBook("file", {"4711": HASH}, tries=3, number_tries=5),
        "asked": PinBook("asked", None, "kept", number_tries=100),
    }


@pytest.fixture
def kept() -> list[PinTried]:
    return []


@pytest.fixture
def guards(books: dict[str, PinBook], kept: list[PinTried]) -> PinGuards:
    return PinGuards(lambda: books, kept.append, "secret", Clock())


@pytest.fixture
def desk(books: dict[str, PinBook], guards: PinGuards) -> Iterator[PinDesk]:
    desk = PinDesk(lambda: books, guards, look_up, Clock())
    yield desk
    desk.close()


async def verdict(desk: PinDesk, account: str, pin: str = PIN, book: str = "file", number: str = "") -> Verdict:
    return (await desk.check_pin(book, account, pin, number or f"of {account}")).verdict


async def test_right_and_wrong(desk: PinDesk) -> None:
    assert await verdict(desk, "4711") is Verdict.RIGHT
    assert await verdict(desk, "4711", "258037") is Verdict.WRONG
    assert await verdict(desk, "4712") is Verdict.WRONG


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("1001", Verdict.RIGHT),
        ("1002", Verdict.WRONG),
        ("1003", Verdict.FAILED),
        ("1004", Verdict.FAILED),
        ("1005", Verdict.WRONG),
    ],
)
async def test_a_hash_that_is_looked_up(desk: PinDesk, account: str, expected: Verdict) -> None:
    assert await verdict(desk, account, book="asked") is expected


async def test_nobody_can_say_is_no_try(desk: PinDesk, kept: list[PinTried]) -> None:
    for _ in range(10):
        assert await verdict(desk, "1003", book="asked") is Verdict.FAILED
    assert await verdict(desk, "4711", book="nowhere") is Verdict.FAILED
    assert kept == []


@pytest.mark.parametrize("account", ["4711", "4712"])
async def test_the_third_wrong_one_locks_known_and_unknown_alike(desk: PinDesk, account: str) -> None:
    said = [await verdict(desk, account, "1111") for _ in range(4)]
    assert said == [Verdict.WRONG, Verdict.WRONG, Verdict.LOCKED, Verdict.LOCKED]
    assert await verdict(desk, account, number="another") is Verdict.LOCKED


async def test_a_locked_one_is_not_looked_at(desk: PinDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr(pin_desk, "matches", lambda pin, hashed: looked.append(pin))
    await asyncio.gather(*(verdict(desk, "4711", "1111") for _ in range(20)))
    assert len(looked) == 3


async def test_a_number_is_locked_at_every_account(desk: PinDesk) -> None:
    said = [await verdict(desk, f"{account}", "1111", number="030") for account in range(5)]
    assert said == [Verdict.WRONG] * 4 + [Verdict.LOCKED]
    assert await verdict(desk, "4711", number="030") is Verdict.LOCKED
    assert await verdict(desk, "4711", number="040") is Verdict.RIGHT


async def test_an_operator_opens_it(desk: PinDesk, guards: PinGuards) -> None:
    for _ in range(3):
        await verdict(desk, "4711", "1111", number="030")
    assert guards.unlock("4711") == ("file: the account",)
    assert await verdict(desk, "4711", number="030") is Verdict.RIGHT
    assert guards.unlock("4711") == ()
    assert guards.unlock("030") == ("file: the number",)


async def test_a_lock_outlives_the_daemon(desk: PinDesk, books: dict[str, PinBook], kept: list[PinTried]) -> None:
    for _ in range(3):
        await verdict(desk, "4711", "1111")
    guards = PinGuards(lambda: books, lambda _: None, "secret", Clock())
    guards.recall(kept)
    again = PinDesk(lambda: books, guards, look_up, Clock())
    assert await verdict(again, "4711") is Verdict.LOCKED
    again.close()


async def test_an_unknown_account_takes_as_long(desk: PinDesk) -> None:
    """Each needs one scrypt, a few tens of milliseconds; without it an answer would come within one."""
    took: dict[str, list[float]] = {"4711": [], "4712": []}
    for _ in range(2):
        for account, times in took.items():
            began = time.perf_counter()
            await verdict(desk, account, "1111")
            times.append(time.perf_counter() - began)
    assert min(took["4712"]) > min(took["4711"]) / 3


async def test_nothing_typed_is_logged_or_kept(
    desk: PinDesk, kept: list[PinTried], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for _ in range(4):
        await verdict(desk, "4712", "998877")
    await verdict(desk, "1004", book="asked")
    told = " ".join(record.getMessage() for record in caplog.records)
    assert "is locked" in told
    assert not [secret for secret in ("998877", PIN, HASH, "4712", "1004") if secret in told]
    assert not {"4712", "of 4712", "998877"} & {text for row in kept for text in (row.account, row.number)}
