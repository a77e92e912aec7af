"""`acd erase` and `acd audit` beside a daemon that runs, and without one."""

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from acd.cli.root import acd
from acd.control.client import Client
from acd.control.requests import CallBack, SignOut
from acd.core.acts import OperatorActed
from acd.core.left import Mark
from acd.core.pin_tries import PinAct, PinTried
from acd.core.records import Outcome
from acd.daemon import open_house
from acd.lab.ports import free_tcp
from acd.store import Reader, Store
from acd.store.disk import open_erasing
from acd.store.writer import EngineTroubleError
from acd.visits.pin_guard import number_digest
from tests.house_files import AGI_SECRET, QUEUES, HouseFiles
from tests.store.past import HERS, HIS, NATIONAL, put_call, two_callers

pytestmark = pytest.mark.slow
CALLBACK = '[callback]\ntrunk = "provider"\nnumber = "+4930111111"\ncountries = ["DE"]\n'
EPOCH = 1_763_769_287


@pytest.fixture
def files(tmp_path: Path) -> HouseFiles:
    files = HouseFiles(tmp_path, free_tcp(), free_tcp())
    files.write()
    toml = (files.config / "acd.toml").read_text()
    toml = toml.replace("[pbx.main]\n", '[pbx.main]\ntrunks = ["provider"]\n')
    (files.config / "acd.toml").write_text(f'{toml}[recording]\nroot = "{tmp_path}/recordings"\n')
    (files.config / "messages.toml").write_text(f'[voicemail]\nroot = "{tmp_path}/messages"\n')
    files.write_queues(CALLBACK + QUEUES + "callback = {}\nrecord = true\n")
    for folder in ("recordings", "messages"):
        (tmp_path / folder).mkdir()
    return files


def open_store(files: HouseFiles) -> Store:
    settings = files.read()
    return Store.open(settings.store_url, spool_folder=settings.spool.folder)


def with_past(files: HouseFiles) -> Store:
    store = open_store(files)
    two_callers(store)
    digest = number_digest("agents", HIS, AGI_SECRET.encode())
    store.put(PinTried("agents", "a2", digest, 1000.0, PinAct.TRIED), 1000.0)
    store.flush()
    return store


def audio(files: HouseFiles) -> list[str]:
    return sorted(path.name for name in ("recordings", "messages") for path in (files.folder / name).iterdir())


def record(files: HouseFiles) -> None:
    """His talks and messages, hers, and what belongs to nobody."""
    for contact in ("main-1000.0", "main-1000.1c1", "main-1000.9", "main-1000.01"):
        (files.folder / "recordings" / f"{contact}-1-{EPOCH}.wav").write_bytes(b"RIFF")
        (files.folder / "messages" / f"{contact}+1-1+queue-sales.wav").write_bytes(b"RIFF")
    (files.folder / "recordings" / "main-1000.0-notes.txt").write_text("not ours")


def run(files: HouseFiles, *words: str) -> Result:
    given = {"ACD_CONFIG": str(files.config), "ACD_SOCKET": str(files.socket), "COLUMNS": "200"}
    return CliRunner().invoke(acd, list(words), env=given, prog_name="acd")


def numbers(files: HouseFiles) -> set[str]:
    engine = open_erasing(files.read().store_url)
    with engine.connect() as connection:
        found = set(connection.execute(text("SELECT number FROM contacts")).scalars())
    engine.dispose()
    return found


HERS_LEFT = [
    *("main-1000.01+1-1+queue-sales.wav", f"main-1000.01-1-{EPOCH}.wav", "main-1000.0-notes.txt"),
    *("main-1000.9+1-1+queue-sales.wav", f"main-1000.9-1-{EPOCH}.wav"),
]


def test_without_a_daemon_all_of_him_goes_and_is_looked_for(files: HouseFiles) -> None:
    with_past(files).close()
    record(files)
    result = run(files, "erase", "--caller", "030/90 18 20", "--yes")
    assert result.exit_code == 0, result.output
    assert "nothing is left" in result.output
    assert "0 rows of" in result.output
    assert "and 0 files of the store" in result.output
    assert HIS[1:] not in result.output
    assert numbers(files) == {"", HERS}
    assert audio(files) == sorted(HERS_LEFT)
    reader = Reader.open(files.read().store_url)
    assert [row.number for row in reader.callbacks().booked] == [HERS], "nobody calls him back any more"
    states = {kept.message.number: kept.state for kept in reader.messages(deleted=True)}
    assert states == {"": Mark.DELETED, HERS: Mark.UNREAD}, "nobody mails what is gone"
    assert [row.number for row in reader.pin_tries(0.0)] == ["digest-of-his", ""]
    (act,) = [row for row in reader.acts(None, None, None, 10) if row.act == "let-go"]
    assert (act.whom, act.result) == ("***20", "done")
    reader.close()


def test_as_json_every_table_is_named(files: HouseFiles) -> None:
    with_past(files).close()
    told = json.loads(run(files, "erase", "--caller", HIS, "--yes", "--json").output)
    assert set(told["found"].values()) == {0}
    assert {"contacts", "journal", "operator_acts", "schema_steps"} <= told["found"].keys()
    assert (told["contacts"], told["left"], told["files_found"]) == (8, [], [])


def test_what_cannot_be_removed_is_left_and_said(files: HouseFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    with_past(files).close()
    record(files)
    monkeypatch.setattr(
        Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    result = run(files, "erase", "--caller", HIS, "--yes")
    assert result.exit_code == 1
    assert f"main-1000.0-1-{EPOCH}.wav cannot be removed: Permission denied" in result.output
    assert "something is left" in result.output


def test_recordings_out_of_sight_are_left_and_said(files: HouseFiles) -> None:
    with_past(files).close()
    (files.folder / "recordings").rmdir()
    result = run(files, "erase", "--caller", HIS, "--yes")
    assert result.exit_code == 1
    assert (
        "not to be seen from this machine: remove there the recordings of main-1000.0, main-1000.0c1" in result.output
    )


def test_a_row_that_comes_back_is_found_by_the_proof(files: HouseFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof does not believe the eraser."""
    with_past(files).close()
    monkeypatch.setattr("acd.store.erasing.Eraser._scrub_journal", lambda _: 0)
    result = run(files, "erase", "--caller", HIS, "--yes")
    assert result.exit_code == 1
    assert "LEFT: 16 rows of journal hold the number" in result.output
    assert "acd.sqlite holds the number" in result.output


def test_the_spool_of_a_dead_daemon_is_written_first(files: HouseFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(files).close()

    def away(*_: object, **__: object) -> int:
        raise EngineTroubleError("gone")

    settings = files.read()
    with monkeypatch.context() as patched:
        patched.setattr("acd.store.batch.BatchWriter._commit", away)
        store = Store.open(settings.store_url, spool_folder=settings.spool.folder, patience_s=0.0, gather_s=0.001)
        put_call(store, "main-2.1", HIS, "Otto", 2000.0)
        store.close(2.0)
    assert any(NATIONAL[1:].encode() in path.read_bytes() for path in settings.spool.folder.iterdir())
    result = run(files, "erase", "--caller", HIS, "--yes")
    assert result.exit_code == 0, result.output
    assert numbers(files) == {""}
    assert not any(NATIONAL[1:].encode() in path.read_bytes() for path in settings.spool.folder.iterdir())


async def test_beside_a_daemon_his_call_backs_end_and_calls_go_on(files: HouseFiles) -> None:
    with_past(files).close()
    record(files)
    async with AsyncExitStack() as stack:
        await open_house(files.read(), stack)
        client = Client(files.socket)
        booked = await asyncio.to_thread(client.ask, CallBack(NATIONAL, "sales"), str)
        hers = await asyncio.to_thread(client.ask, CallBack(HERS, "sales"), str)
        result = await asyncio.to_thread(run, files, "erase", "--caller", HIS, "--yes")
        assert result.exit_code == 0, result.output
        assert f"cancelled the call-back {booked}" in result.output
        listed = await asyncio.to_thread(run, files, "callback", "list", "--json")
        assert [each["contact"] for each in json.loads(listed.output)] == [hers]
        told = json.loads((await asyncio.to_thread(run, files, "audit", "--json")).output)
        assert [(each["act"], each["whom"], each["result"]) for each in told] == [
            ("let-go", "***20", "done"),
            ("call-back", "***01", "done"),
            ("call-back", "***20", "done"),
            ("call-back", "***20", "done"),  # of the past
        ]
    reader = Reader.open(files.read().store_url)
    story = reader.story(booked)
    assert story is not None
    assert story.end is not None
    assert (story.end.outcome, story.end.number) == (Outcome.CANCELLED, "")
    reader.close()


async def test_the_trail_outlives_the_daemon(files: HouseFiles) -> None:
    for _ in range(2):
        async with AsyncExitStack() as stack:
            await open_house(files.read(), stack)
            client = Client(files.socket)
            await asyncio.to_thread(client.ask, SignOut("1001"), type(None))
            refused = await asyncio.to_thread(run, files, "agent", "sign-out", "1001")
            assert refused.exit_code == 1
            await asyncio.to_thread(run, files, "agent", "sign-in", "1001")
    told: list[dict[str, Any]] = json.loads(run(files, "audit", "--json").output)
    assert [(each["act"], each["whom"], each["result"]) for each in told] == [
        ("agent-sign-in", "1001", "done"),
        ("agent-sign-out", "1001", "refused"),
        ("agent-sign-out", "1001", "done"),
    ] * 2
    assert told[1]["why"] == "agent '1001' is signed out already"
    assert run(files, "audit", "--by", "nobody-of-that-name").output == "nobody did anything\n"
    assert "agent-sign-out" in run(files, "audit", "--since", "1h", "--limit", "2").output


@pytest.mark.parametrize("statement", ["UPDATE operator_acts SET who = 'x'", "DELETE FROM operator_acts"])
def test_nobody_changes_the_trail(files: HouseFiles, statement: str) -> None:
    store = open_store(files)
    store.put(OperatorActed(1.0, 0, "root", "admin", "reload", "", "", "done", ""), 1.0)
    store.close()
    engine = open_erasing(files.read().store_url)
    with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_configuration_that_is_wrong_is_said(files: HouseFiles) -> None:
    (files.config / "privacy.toml").write_text("[retention]\njournal_days = 0\n[retention.queue.nosuch]\n")
    result = run(files, "erase", "--caller", HIS, "--yes")
    assert result.exit_code == 2
    assert "privacy.toml: retention.journal_days: got 0, allowed: a whole number from 1 to 36500" in result.output
