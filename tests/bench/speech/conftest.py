"""What several tests of the speech bench share."""

from collections.abc import Iterator

import pytest

from bench.speech import recordings


@pytest.fixture
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's recordings are fetched."""

    def none() -> Iterator[tuple[str, object, int]]:
        yield from ()

    monkeypatch.setattr(recordings, "pictures", none)
