import asyncio
import os
import signal
import time

import pytest

from ivr.hearing import DigitString, FreeSpeech, Phrase, Phrases
from ivr.speech import pool as pool_module
from ivr.speech.pool import NoEngineError, Pool
from tests.ivr.speech.conftest import OpenPool, until
from tests.ivr.speech.scripted import SECRET

pytestmark = pytest.mark.slow

MENU = Phrases((Phrase("sales", "buy"), Phrase("billing", "pay")))


async def ask(pool: Pool, language: str = "en", deadline_s: float = 5.0) -> str:
    guesses = await pool.recognise(b"\0" * 320, MENU, language, deadline_s=deadline_s)
    return guesses[0].meaning if guesses else ""


async def test_an_answer_is_recognised(open_pool: OpenPool):
    pool = await open_pool()
    first, second = await pool.recognise(b"\0" * 320, MENU, "en", deadline_s=5)
    assert (first.meaning, first.confidence, second.meaning) == ("buy", 0.95, "other")
    assert (await pool.recognise(b"\0" * 640, FreeSpeech(("a",)), "en", deadline_s=5))[0].meaning == "640"
    assert (await pool.recognise(b"\0" * 960, DigitString(1, 4), "en", deadline_s=5))[0].meaning == "960"
    assert await ask(pool, "deaf") == ""


async def test_more_answers_than_workers_wait_their_turn(open_pool: OpenPool):
    pool = await open_pool(workers=2)
    assert await asyncio.gather(*(ask(pool, "slow") for _ in range(6))) == ["buy"] * 6


async def test_the_queue_is_bounded(open_pool: OpenPool):
    pool = await open_pool(most_waiting=2)
    slow = [asyncio.create_task(ask(pool, "slow")) for _ in range(3)]
    await asyncio.sleep(0)
    assert not pool.has_room
    with pytest.raises(NoEngineError):
        await ask(pool)
    assert await asyncio.gather(*slow) == ["buy"] * 3
    assert pool.has_room


async def test_a_deadline_is_kept_though_the_engine_hangs(open_pool: OpenPool):
    pool = await open_pool()
    began = time.monotonic()
    with pytest.raises(NoEngineError):
        await ask(pool, "hang", deadline_s=0.2)
    assert time.monotonic() - began < 1.0


async def test_a_stuck_worker_is_replaced(open_pool: OpenPool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool_module, "STUCK_S", 0.2)
    pool = await open_pool()
    pid = pool.pids[0]
    with pytest.raises(NoEngineError):
        await ask(pool, "hang", deadline_s=0.1)
    await until(lambda: pool.is_ready and pool.pids != [pid])
    assert await ask(pool) == "buy"


async def test_a_killed_worker_fails_its_job_at_once_and_is_replaced(open_pool: OpenPool):
    pool = await open_pool()
    job = asyncio.create_task(ask(pool, "hang"))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    os.kill(pool.pids[0], signal.SIGKILL)
    with pytest.raises(NoEngineError):
        await job
    assert time.monotonic() - began < 1.0
    await until(lambda: pool.is_ready)
    assert await ask(pool) == "buy"


async def test_another_worker_takes_over_what_a_dead_one_had(open_pool: OpenPool):
    pool = await open_pool(workers=2)
    jobs = [asyncio.create_task(ask(pool, "slow")) for _ in range(2)]
    await asyncio.sleep(0.05)
    os.kill(pool.pids[0], signal.SIGKILL)
    assert await asyncio.gather(*jobs) == ["buy", "buy"]


async def test_a_job_that_kills_every_worker_is_not_tried_for_ever(open_pool: OpenPool):
    pool = await open_pool(workers=3)
    with pytest.raises(NoEngineError):
        await ask(pool, "die")
    await until(lambda: pool.ready >= 1)
    assert await ask(pool) == "buy"


async def test_an_engine_that_breaks_tells_nothing_of_what_it_heard(
    open_pool: OpenPool, caplog: pytest.LogCaptureFixture
):
    pool = await open_pool()
    with pytest.raises(NoEngineError) as error:
        await ask(pool, "break")
    assert SECRET not in caplog.text + repr(error.value)
    assert "ValueError" in caplog.text
    assert await ask(pool) == "buy"


async def test_an_engine_that_cannot_be_opened_says_why(open_pool: OpenPool):
    pool = await open_pool("cannot")
    assert not pool.is_ready
    assert pool.trouble == "the model is missing"
    with pytest.raises(NoEngineError):
        await ask(pool)


async def test_a_job_given_up_makes_room(open_pool: OpenPool):
    pool = await open_pool()
    slow = asyncio.create_task(ask(pool, "slow"))
    waiting = asyncio.create_task(ask(pool, "hang"))
    await asyncio.sleep(0)
    waiting.cancel()
    assert await slow == "buy"
    assert await ask(pool) == "buy"


async def test_what_waits_fails_when_the_pool_closes(open_pool: OpenPool):
    pool = await open_pool()
    jobs = [asyncio.create_task(ask(pool, "hang")) for _ in range(2)]
    await asyncio.sleep(0.02)
    await pool.close()
    for job in jobs:
        with pytest.raises(NoEngineError):
            await job
