"""One daemon a store."""

from pathlib import Path

import pytest

from acd.store import StoreError
from acd.store.alone import alone


def test_a_second_one_is_refused_until_the_first_has_gone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'acd.sqlite'}"
    with alone(url):
        with pytest.raises(StoreError, match="another daemon uses it"), alone(url):
            pass
        with alone(f"sqlite:///{tmp_path / 'other.sqlite'}"):
            pass
    with alone(url):
        pass
    assert (tmp_path / "acd.sqlite-lock").stat().st_mode & 0o777 == 0o600


def test_postgresql_has_no_such_lock() -> None:
    with alone("postgresql://acd@127.0.0.1/acd"), alone("postgresql://acd@127.0.0.1/acd"):
        pass
