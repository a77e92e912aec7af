from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.flow import Flow
from ivr.read import read
from ivr.voice.voices import engine_mark

FLOW = """\
start: a
language: en
nodes:
  a: {set: {data: {n: "2"}}, next: b}
  b:
    menu:
      - text: {en: "For sales, press 1.", pl: "Sprzedaż: jeden."}
      - text: {en: "You have {n} {n|message|messages}.", pl: "Masz {n:count f} {n|list|listy|listów}."}
    keys: {1: c}
    wrong: [{text: {en: "Sorry?", pl: "Słucham?"}}]
    on_failure: c
  c: {hangup: [{text: {en: "Sorry?", pl: "Słucham?"}}]}
"""


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    path = tmp_path / "shop.yaml"
    path.write_text(FLOW, encoding="utf-8")
    return read(path)


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """A PBX's sounds folder."""
    folder = tmp_path / "sounds"
    (folder / "en").mkdir(parents=True)
    return folder


@pytest.fixture(autouse=True)
def fresh_marks() -> Iterator[None]:
    """Programs of tests have the same name and another content."""
    engine_mark.cache_clear()
    yield
    engine_mark.cache_clear()
