"""What is too old goes, queue by queue; what is younger, and every count, stays. On both engines."""

import asyncio
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from acd.cli.root import acd
from acd.lab.ports import free_tcp
from acd.privacy.keeper import Keeper
from acd.privacy.retain import retain
from acd.store import Reader, Store, tables
from acd.store.disk import open_erasing
from tests.house_files import HouseFiles
from tests.store.past import put_call

pytestmark = pytest.mark.slow
NOW = 1_763_769_287.0
DAY = 86_400.0
QUEUES = "[queue.sales]\nneeds = { sales = 1 }\nrecord = true\n[queue.support]\nneeds = { sales = 1 }\nrecord = true\n"
PRIVACY = """
[retention]
recordings_days = 30
numbers_days = 100
journal_days = 20
[retention.queue.sales]
recordings_days = 5
numbers_days = 10
"""
AGES = {"a": ("sales", 4), "b": ("sales", 11), "c": ("support", 11), "d": ("support", 101)}


@pytest.fixture
def files(tmp_path: Path) -> HouseFiles:
    files = HouseFiles(tmp_path, free_tcp(), free_tcp())
    files.write()
    toml = files.config / "acd.toml"
    toml.write_text(f'{toml.read_text()}[recording]\nroot = "{tmp_path}/recordings"\n')
    files.write_queues(QUEUES)
    (files.config / "privacy.toml").write_text(PRIVACY)
    return files


@pytest.fixture
def past(files: HouseFiles) -> HouseFiles:
    """Four calls of different ages."""
    root = files.folder / "recordings"
    root.mkdir()
    store = Store.open(files.read().store_url)
    for number, (name, (queue, days)) in enumerate(AGES.items()):
        at = NOW - days * DAY - 3600.0
        contact = f"main-{at:.0f}.{number}"
        put_call(store, contact, f"+49309018{number:03}", name, at, queue)
        path = root / f"{contact}-1-{at:.0f}.wav"
        path.write_bytes(b"RIFF")
        os.utime(path, (at, at))
    store.close()
    return files


def named(files: HouseFiles) -> set[str]:
    reader = Reader.open(files.read().store_url)
    found = {row.name for row in reader.history(10)}
    reader.close()
    return found - {""}


def entries(files: HouseFiles) -> int:
    engine = open_erasing(files.read().store_url)
    with engine.connect() as connection:
        found = connection.execute(select(func.count()).select_from(tables.journal)).scalar_one()
    engine.dispose()
    return int(found)


def left(files: HouseFiles) -> list[str]:
    return sorted(path.name.split("-")[1][-1] for path in (files.folder / "recordings").iterdir())


def test_each_queue_keeps_as_long_as_it_says(past: HouseFiles) -> None:
    done = retain(past.read(), NOW, dry_run=False, pause_s=0.0)
    assert named(past) == {"a", "c"}
    assert left(past) == ["0", "2"]
    assert entries(past) == 5, "the journal holds numbers: never longer than they are kept anywhere"
    assert (done.rows["contacts"], done.rows["messages"], done.rows["journal"], done.left) == (2, 2, 15, ())
    again = retain(past.read(), NOW, dry_run=False, pause_s=0.0)
    assert (set(again.rows.values()), again.recordings) == ({0}, ())


def test_a_dry_run_says_the_same_and_does_nothing(past: HouseFiles) -> None:
    told = retain(past.read(), NOW, dry_run=True)
    assert named(past) == set(AGES)
    assert entries(past) == 20
    assert len(left(past)) == 4
    assert told.rows == retain(past.read(), NOW, dry_run=False, pause_s=0.0).rows


def test_the_history_keeps_its_counts(past: HouseFiles) -> None:
    reader = Reader.open(past.read().store_url)
    before = reader.queues(0, NOW), reader.agents(0, NOW), len(reader.history(10))
    retain(past.read(), NOW, dry_run=False, pause_s=0.0)
    assert (reader.queues(0, NOW), reader.agents(0, NOW), len(reader.history(10))) == before
    reader.close()


def test_without_a_word_only_an_old_journal_goes(past: HouseFiles) -> None:
    (past.config / "privacy.toml").unlink()
    done = retain(past.read(), NOW, dry_run=False, pause_s=0.0)
    assert {table for table, count in done.rows.items() if count} == {"journal"}
    assert entries(past) == 15
    assert named(past) == set(AGES)


def test_messages_go_by_what_their_box_says(past: HouseFiles) -> None:
    root = past.folder / "messages"
    root.mkdir()
    (past.config / "messages.toml").write_text(
        f'[voicemail]\nroot = "{root}"\n[voicemail.queue.sales]\nkeep_s = "5 d"\n'
    )
    reader = Reader.open(past.read().store_url)
    names = {kept.message.box: kept.message.message for kept in reader.messages()}
    for kept in reader.messages():
        (root / f"{kept.message.message}.wav").write_bytes(b"RIFF")
    told = retain(past.read(), NOW, dry_run=True)
    assert len(told.messages) == 1
    assert len(list(root.iterdir())) == 4
    done = retain(past.read(), NOW, dry_run=False, pause_s=0.0)
    assert (done.messages, done.left) == (told.messages, ())
    assert not (root / f"{told.messages[0]}.wav").exists()
    assert len(reader.messages()) == 3
    assert names.keys() == {"sales", "support"}
    assert retain(past.read(), NOW, dry_run=False, pause_s=0.0).messages == ()
    reader.close()


def test_who_is_still_to_be_called_keeps_his_number(past: HouseFiles) -> None:
    settings = past.read()
    retain(settings, NOW, dry_run=False, pause_s=0.0)
    reader = Reader.open(settings.store_url)
    assert {row.number for row in reader.callbacks().booked} == {f"+49309018{number:03}" for number in range(4)}
    reader.close()


def test_on_postgresql_too(files: HouseFiles, cluster_url: Callable[[], str]) -> None:
    files.store = cluster_url()
    files.write()
    files.write_queues(QUEUES)
    (files.config / "privacy.toml").write_text(PRIVACY)
    store = Store.open(files.store)
    put_call(store, "main-1.1", "+4930901820", "Otto", NOW - 200 * DAY)
    put_call(store, "main-1.2", "+4930901821", "Hanna", NOW - DAY)
    store.close()
    done = retain(files.read(), NOW, dry_run=False, pause_s=0.0)
    assert (done.rows["contacts"], done.rows["journal"]) == (1, 5)
    assert named(files) == {"Hanna"}


def test_the_command_says_what_would_go(past: HouseFiles) -> None:
    old = time.time() - 400 * DAY
    store = Store.open(past.read().store_url)
    put_call(store, "main-3.1", "+4930901820", "Otto", old)
    store.close()
    given = {"ACD_CONFIG": str(past.config), "COLUMNS": "200"}
    words = CliRunner().invoke(acd, ["retain", "--dry-run"], env=given)
    assert words.exit_code == 0, words.output
    assert "would go: " in words.output
    told = json.loads(CliRunner().invoke(acd, ["retain", "--json"], env=given).output)
    assert told["rows"]["journal"] > 0
    assert told["left"] == []


async def test_the_daemon_does_it_by_itself(past: HouseFiles) -> None:
    settings = past.read()
    task = asyncio.get_running_loop().create_task(Keeper(lambda: settings, first_s=0.0, every_s=3600.0).work_on())
    async with asyncio.timeout(20):
        while await asyncio.to_thread(entries, past) == 20:  # noqa: ASYNC110 what is waited for has no event of its own
            await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
