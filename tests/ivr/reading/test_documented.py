"""The table of keys in docs/flows.md is the readers' own."""

import re
from pathlib import Path

import pytest

from ivr.problems import BadFileError
from ivr.read import read
from ivr.reading.nodes import READERS

PAGE = (Path(__file__).parents[3] / "docs" / "flows.md").read_text(encoding="utf-8")
_HOW = PAGE.partition("How a question is asked:")[2].partition("In the table")[0]
ASKED = set(re.findall(r"`(\w+)`", _HOW)) - READERS.keys()


def keys_in(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell)) | (ASKED if ", asked" in cell or cell.strip() == "asked" else set())


ROWS = {  # kind -> keys it must have, and may have
    kind: (keys_in(must), keys_in(may))
    for kind, must, may in re.findall(r"^\| `(\w+)`: [^|]*\|([^|]*)\|([^|]*)\|$", PAGE, re.MULTILINE)
}


def complaints(folder: Path, kind: str) -> str:
    """What the reader says of a node that has nothing but its kind, and a key that no kind has."""
    path = folder / "f.yaml"
    node = f"{{{kind}: x, bogus: 1}}"
    path.write_text(f"start: a\noperator: b\nnodes:\n  a: {node}\n  b: {{hangup: [x]}}\n", encoding="utf-8")
    with pytest.raises(BadFileError) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize("kind", READERS)
def test_the_keys_of_a_kind_are_told(kind: str, tmp_path: Path) -> None:
    [allowed] = re.findall(r"nodes\.a\.bogus: unknown key, allowed: (.*)", complaints(tmp_path, kind))
    assert set(allowed.split(", ")) == {kind}.union(*ROWS[kind])


@pytest.mark.parametrize("kind", READERS)
def test_what_a_kind_must_have_is_told(kind: str, tmp_path: Path) -> None:
    missing = re.findall(r"nodes\.a\.(\w+): (?:missing|got nothing)", complaints(tmp_path, kind))
    assert set(missing) - {kind} == ROWS[kind][0]
