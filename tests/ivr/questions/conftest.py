"""A flow that hears, and short words for what callers do."""

from pathlib import Path

import pytest

from ivr.flow import Flow
from ivr.read import read
from tests.ivr.questions.script import ENDS, HEAD, Load


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(nodes: str, head: str = HEAD) -> Flow:
        path = tmp_path / "f.yaml"
        path.write_text(head.replace("start: a", "start: a\nentries: [bye, out]") + nodes + ENDS, encoding="utf-8")
        return read(path)

    return load
