"""A folder whose path is short enough for a PBX's socket."""

import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def short_path():
    with tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder:
        yield Path(folder)
