"""What a daemon loads at its start: nothing that most houses have no use for, and what its own house has a use for
before a caller could wait for it."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ASKS = """\
import asyncio
from acd.config.lookup_settings import Lookup, OverHttp
from acd.lookups.desk import load_for

order = Lookup("order", OverHttp("http://localhost/{number}"), frozenset({"number"}), ())
asyncio.run(load_for([order]))
"""


def loaded_by(code: str) -> set[str]:
    code = f"{code}\nimport sys\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return set(run.stdout.split())


def test_the_daemon_loads_nothing_for_lookups_numbers_and_learning() -> None:
    loaded = loaded_by("import acd.daemon")
    assert "acd.lookups.desk" in loaded
    assert not loaded & {"aiohttp", "num2words", "sklearn", "scipy", "rich"}


def test_lookups_over_http_are_ready_before_the_first_caller() -> None:
    assert "aiohttp" in loaded_by(ASKS)


@pytest.mark.parametrize(("text", "wanted"), [("You have {n} calls.", True), ("Good-bye.", False)])
def test_numbers_in_words_are_ready_before_the_first_caller(tmp_path: Path, text: str, wanted: bool) -> None:
    flow = tmp_path / "flow.yaml"
    flow.write_text(
        f'start: a\nnodes:\n  a: {{set: {{data: {{n: "2"}}}}, next: b}}\n  b: {{hangup: [{{text: "{text}"}}]}}\n'
    )
    code = f"from pathlib import Path\nfrom ivr.read import read\nread(Path({str(flow)!r}))"
    assert ("num2words" in loaded_by(code)) is wanted
