"""URLs that cannot serve are refused in one clear sentence, without the password."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from acd.store import Reader, Store, StoreError
from acd.store.engine import open_engine


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "store URL: not a database URL; expected sqlite:///FILE or"),
        ("", "store URL: not a database URL"),
        ("mysql://root:secret@host/db", "store URL: got mysql:, allowed are sqlite: and postgresql:"),
        ("postgresql+asyncpg://u:secret@host/db", "store URL: got postgresql[+]asyncpg:, allowed are"),
        ("sqlite://", "store URL: sqlite needs a file"),
        ("sqlite:///:memory:", "store URL: sqlite needs a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "store URL: sqlite needs a file"),
        ("sqlite:////nowhere/at/all/acd.db", "the folder /nowhere/at/all does not exist"),
        ("postgresql://u:secret@127.0.0.1:1/db", r"store postgresql[+]psycopg://u:\*\*\*@127.0.0.1:1/db: .*refused"),
        ("postgresql://u:secret@host:port/db", "store URL: not a database URL"),
    ],
)
@pytest.mark.parametrize("opening", [Store.open, Reader.open])
def test_an_unusable_url_is_refused(url: str, says: str, opening: Callable[[str], object]) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        opening(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("do not lose me " * 100)
    with pytest.raises(StoreError, match="file is not a database"):
        Store.open(f"sqlite:///{file}")
    assert file.read_text().startswith("do not lose me")


def test_a_wrong_database_name_is_refused(cluster: str) -> None:
    with pytest.raises(StoreError, match='database "nothere" does not exist'):
        Store.open(f"postgresql://acd@/nothere?host={cluster}")


def test_sqlite_is_opened_for_one_writer_and_many_readers(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db", create=True)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 2000
    engine.dispose()


def test_callers_numbers_are_not_for_everyone_on_the_machine(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/a.db")
    modes = {file.name: file.stat().st_mode & 0o007 for file in tmp_path.iterdir()}
    store.close()
    assert modes == {"a.db": 0, "a.db-wal": 0, "a.db-shm": 0}


def test_a_reader_cannot_write(new_url: Callable[[str], str]) -> None:
    url = new_url("sqlite")
    Store.open(url).close()
    reader = Reader.open(url)
    with pytest.raises(Exception, match="readonly"), reader._engine.begin() as connection:
        connection.execute(text("DELETE FROM contacts"))
    reader.close()
