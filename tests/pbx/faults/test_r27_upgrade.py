"""R27: the daemon is stopped, and a newer one started on the older store, while callers wait and talk."""

import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from acd.control.requests import ChangeSkills
from acd.core.records import Outcome
from acd.store import step_5, step_6, step_7
from acd.store.steps import FIRST, STEPS
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.scene import Scene, reaches, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
GLOBALS = {"ACD_HOLD_S": "2", "ACD_QUIET_MAX": "9"}
GAP_S = 3.0
WAITING = 5


def make_older(store: Path, schema: int) -> None:
    """The store as the program of that schema left it."""
    engine = create_engine(f"sqlite:///{store}")
    for number, metadata in ((7, step_7._metadata), (6, step_6._metadata), (5, step_5._metadata)):
        if number > schema:
            metadata.drop_all(engine)
    engine.dispose()
    with sqlite3.connect(store) as connection:
        connection.execute("DELETE FROM schema_steps")
        connection.execute("INSERT INTO schema_steps (number, what, applied) VALUES (?, 'then', 0)", [schema])
    connection.close()


def schema_of(store: Path) -> int:
    with sqlite3.connect(store) as connection:
        number = connection.execute("SELECT max(number) FROM schema_steps").fetchone()[0]
    connection.close()
    return int(number)


@pytest.mark.long
@pytest.mark.parametrize("schema", [6, 5, 4])
async def test_nobody_is_lost(scene: Scene, figure: Figure, schema: int) -> None:
    scene.forgiven += usual.AWAY
    house, store = scene.house, scene.house.folder / "acd.sqlite"
    anna = await scene.at_work("1001", sales=5)
    talking = await scene.caller("sales")
    talk = await reaches(talking, anna)
    waiting = [await scene.waiting("billing") for _ in range(WAITING)]
    entered = [(await each.waits()).entered for each in waiting]
    began = time.monotonic()
    assert house.stop_daemon() == 0
    make_older(store, schema)
    assert schema_of(store) == schema
    house.start_daemon()
    found = await until(
        lambda: each if len(each := [c for c in scene.view().contacts if c.queue == "billing"]) == WAITING else None,
        "all are owned again",
    )
    gap_s = time.monotonic() - began
    assert schema_of(store) == FIRST + len(STEPS)
    ordered = sorted(found, key=lambda each: each.position or 0)
    worst = max(abs(each.entered - then) for each, then in zip(ordered, entered, strict=True))
    figure("R27", f"from schema {schema}: wait error", worst, unit="s", most=0.01)
    await talking.talks_to(anna, talk)
    await talking.hang_up()
    await talk.ended()
    assert (await talking.row()).outcome is Outcome.ANSWERED
    scene.do(ChangeSkills("1001", {"billing": 5}))
    lost = 0
    for caller in waiting:
        ring = await reaches(caller, anna)
        await caller.hang_up()
        await ring.ended()
        lost += (await caller.row()).outcome is not Outcome.ANSWERED
    figure("R27", f"from schema {schema}: callers lost", lost, most=0)
    figure("R27", f"from schema {schema}: nobody owns the callers", gap_s, unit="s", most=GAP_S)
