"""Callers whose flow looks something up in a database."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from acd.lab.house import Plan
from tests.pbx.scene import Caller, Scene

DATABASE = Path(tempfile.gettempdir()) / f"acd-members-{os.getpid()}.sqlite"
LOOKUPS = f"""
[database.members]
url = "sqlite:///{DATABASE}"
[lookup.member]
database = "members"
query = "SELECT level, paid FROM members WHERE number = :number"
fields = {{ level = "text", paid = "date" }}
"""
FLOW = """
start: number
nodes:
  number: {collect: number, prompt: [beep], least: 1, most: 12, on_failure: bye, next: find}
  find:
    lookup: member
    with: {number: "{number}"}
    into: member
    fields: [level, paid]
    sorry: [im-sorry]
    found: which
    not_found: none
    failed: help
  which: {decide: [{when: {data: member_level, is: gold}, go: gold}, {else: bye}]}
  gold: {play: [activated, {date: "{member_paid}"}], next: help}
  none: {hangup: [invalid]}
  help: {handoff: sales, intent: member}
  bye: {hangup: [vm-goodbye]}
"""
PLAN = Plan("[queue.sales]\n", "[agent.1001]\n", {"main": FLOW}, more={"lookups.toml": LOOKUPS})


@pytest.fixture(scope="module", autouse=True)
def members() -> Iterator[None]:
    with closing(sqlite3.connect(DATABASE)) as database, database:
        database.execute("CREATE TABLE members (number TEXT, level TEXT, paid TEXT)")
        database.execute("INSERT INTO members VALUES ('4711', 'gold', '2027-03-01')")
    yield
    for file in DATABASE.parent.glob(f"{DATABASE.name}*"):
        file.unlink()


async def asks(scene: Scene, number: str) -> Caller:
    caller = await scene.caller("main")
    await caller.press(f"{number}#")
    return caller


async def test_a_row_is_said_and_decides(scene: Scene) -> None:
    caller = await asks(scene, "4711")
    contact = await caller.waits("sales", within_s=15)
    assert contact.intent == "member"
    assert any(each.startswith("SAY DATETIME") for each in caller.told())
    await caller.hang_up()
    assert [result for _, result in (await caller.walk()).path][1] == "found"


async def test_there_is_no_such_row(scene: Scene) -> None:
    caller = await asks(scene, "4712")
    await caller.is_told("invalid")
    await caller.ended()


async def test_a_database_that_is_not_as_it_was_is_apologised_for(scene: Scene) -> None:
    changed("ALTER TABLE members RENAME TO customers")
    try:
        caller = await asks(scene, "4711")
        await caller.is_told("im-sorry", within_s=15)
        await caller.waits("sales")
    finally:
        changed("ALTER TABLE customers RENAME TO members")


def changed(statement: str) -> None:
    with closing(sqlite3.connect(DATABASE)) as database, database:
        database.execute(statement)
