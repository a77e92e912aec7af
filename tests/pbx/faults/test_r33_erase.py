"""R33: a caller who was recorded, left his number in a menu and is to be called back is erased while others call; then
every table, and every file of the house but Asterisk's own log, is searched for him."""

import asyncio
import json
import time
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from acd.cli.root import acd
from acd.lab.phone import Phone
from acd.store.wanted import Wanted
from tests.pbx import backs
from tests.pbx.backs import NATIONAL, NUMBER, OTHER, back, booked
from tests.pbx.faults.conftest import Figure
from tests.pbx.scene import Scene, until

TAPED = "[queue.taped]\nneeds = { taped = 1 }\nrecord = true\n"
PLAN = replace(
    backs.PLAN,
    queues=backs.PLAN.queues + TAPED,
    flows={**backs.PLAN.flows, "taped": "start: wait\nnodes:\n  wait: {handoff: taped}\n"},
)
GLOBALS = backs.GLOBALS


def _erase(scene: Scene, number: str) -> tuple[int, dict[str, object]]:
    words = ["erase", "--caller", number, "--yes", "--json", "--config", str(scene.house.config)]
    done = CliRunner().invoke(acd, [*words, "--socket", str(scene.house.socket)])
    return done.exit_code, json.loads(done.output)


def _files_with(scene: Scene, wanted: Wanted) -> list[Path]:
    mine = [path for path in scene.house.folder.rglob("*") if path.is_file() and "log" not in path.parts]
    return [path for path in mine if wanted.is_in_bytes(path.read_bytes()) and path.suffix != ".log"]


async def test_nothing_of_him_is_left_while_others_call(scene: Scene, outside: Phone, figure: Figure) -> None:
    wanted = Wanted(NUMBER, "DE")
    anna = await scene.at_work("1001", taped=5)
    caller = await scene.caller("taped", number=f"0{NATIONAL}", name="Otto Offenbar")
    ring = await anna.rings(within_s=10)
    await ring.answer()
    await caller.talks_to(anna, ring)
    await caller.hang_up()
    await ring.ended()
    await booked(scene)
    assert back(scene) is not None
    other = await scene.caller("taped", number=OTHER)
    talk = await anna.rings(within_s=10)
    await talk.answer()
    await other.connected()
    await until(lambda: len(scene.recordings()) == 2, "both are recorded")
    assert _files_with(scene, wanted), "before it is all over the place"
    began = time.monotonic()
    code, told = await asyncio.to_thread(_erase, scene, f"+49 {NATIONAL}")
    took_s = time.monotonic() - began
    assert isinstance(told["found"], dict)
    figure("R33", "rows that hold the number, of all tables", sum(told["found"].values()), most=0)
    figure("R33", "files that hold it", len(_files_with(scene, wanted)), most=0)
    figure("R33", "recordings of him left", len(scene.recordings()) - 1, most=0)
    figure("R33", "seconds it took, beside a call", took_s, unit="s", most=20)
    assert (code, told["left"]) == (0, [])
    assert back(scene) is None, "nobody calls him any more"
    await other.connected()  # who talks meanwhile has noticed nothing
    await other.hang_up()
    await talk.ended()
    assert (await other.row()).number == OTHER
    with scene.reader() as reader:
        rows = reader.history(limit=10)
    assert [row.number for row in rows].count("") == 3, "his talk, his wait and his call-back still count"
