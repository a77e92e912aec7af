"""`acd shadow` beside a real app_queue: it hears with read=agent alone, and what it reports is what was done."""

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from acd.lab.layout import lay_out
from acd.lab.phone import Phone
from acd.lab.switch import Switch

pytestmark = pytest.mark.pbx

RING_S = 3
SECRET = "for-this-test-only"
DIALPLAN = """
[acd-in](+)
exten => 5550012,1,Answer()
 same => n,Queue(support,,,,60)
 same => n,Hangup()
"""
QUEUE = f"""
[support]
strategy=rrmemory
autofill=yes
retry=1
timeout={RING_S}
ringinuse=no
member => PJSIP/1001,0,Ann
member => PJSIP/1002,0,Ben
"""
ACCOUNT = f"""
[shadow]
secret={SECRET}
deny=0.0.0.0/0.0.0.0
permit=127.0.0.1/255.255.255.255
read=agent
"""


@pytest.fixture
def switch(real_asterisk: None) -> Iterator[Switch]:
    with tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder:
        layout = lay_out(Path(folder), agents=2)
        made = Switch(layout, dialplan=DIALPLAN)
        with (layout.etc / "queues.conf").open("a", encoding="utf-8") as queues:
            queues.write(QUEUE)
        account = layout.etc / "manager.d" / "shadow.conf"
        account.touch(mode=0o600)
        account.write_text(ACCOUNT, encoding="utf-8")
        with made:
            yield made


async def start(switch: Switch, *more: str) -> asyncio.subprocess.Process:
    layout = switch.layout
    place = ("--pbx-host", "127.0.0.1", "--pbx-port", str(layout.manager_port), "--user", "shadow")
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "acd", "shadow", "support", *place, *more),
        env={**os.environ, "ACD_SHADOW_SECRET": SECRET},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ask(*words: str) -> Any:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "acd", "shadow", *words, "--json", stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(said)


async def seen(kept: Path) -> None:
    """The watch is logged in and has looked at the queue."""
    async with asyncio.timeout(20):
        while True:
            if await asyncio.to_thread(lambda: kept.exists() and b"QueueSeen" in kept.read_bytes()):
                return
            await asyncio.sleep(0.05)


async def test_what_it_reports_is_what_was_done(switch: Switch, tmp_path: Path) -> None:
    """Ann lets it ring; two callers wait; Ben takes one after the other."""
    layout, kept = switch.layout, tmp_path / "heard.jsonl"
    async with (
        Phone.of(layout, "1001") as ann,
        Phone.of(layout, "1002") as ben,
        Phone.on_trunk(layout) as callers,
    ):
        await ann.register()
        await ben.register()
        watch = await start(switch, "--json", "--save", str(kept))
        await seen(kept)
        began = time.monotonic()
        first = await callers.call("5550012", caller_id="493011223344")
        await first.answered()
        second = await callers.call("5550012", caller_id="493055667788")
        await second.answered()
        connected = []
        for _ in range(2):
            talk = await ben.ringing(within_s=20)
            await talk.answer()
            connected.append(time.monotonic() - began)
            await asyncio.sleep(1)
            await talk.hang_up()
        await asyncio.sleep(0.5)
        watch.send_signal(signal.SIGINT)
        said, complaints = await watch.communicate()
    assert watch.returncode == 0, complaints.decode()
    report = json.loads(said)

    queue = report["queues"][0]
    assert (queue["strategy"], queue["callers"], queue["answered"], queue["abandoned"]) == ("rrmemory", 2, 2, 0)
    agents = {each["name"]: each for each in report["agents"]}
    assert agents["Ben"]["calls"] == 2
    assert agents["Ben"]["missed"] == 0
    missed = agents["Ann"]["missed"]
    assert missed >= 1
    assert report["rings"]["missed"] == missed
    assert report["rings"]["missed_s"] == pytest.approx(missed * RING_S, abs=0.3 * missed)
    waits = report["waits"]
    assert waits["total_s"] == pytest.approx(sum(connected), abs=1.0)
    parts = ("all_busy_s", "idle_s", "missed_ring_s", "answered_ring_s")
    assert sum(waits[part] for part in parts) == pytest.approx(waits["total_s"], abs=0.01)
    assert waits["missed_ring_s"] >= missed * RING_S - 0.5
    assert waits["idle_s"] > 0.3  # Ben hung up while somebody waited, and app_queue looks once a second
    assert report["savings"] is None

    again = await ask("support", "--from-file", str(kept))
    assert again["waits"] == report["waits"]
    assert again["rings"] == report["rings"]
    log = await ask("support", "--queue-log", str(layout.folder / "log" / "queue_log"))
    assert (log["queues"][0]["answered"], log["rings"]["missed"]) == (2, missed)
    assert b"4930" not in kept.read_bytes()
    assert not switch.complaints()


async def test_an_unknown_queue_is_named(switch: Switch) -> None:
    layout = switch.layout
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "acd", "shadow", "sales", "--pbx-port", str(layout.manager_port), "--user", "shadow"),
        env={**os.environ, "ACD_SHADOW_SECRET": SECRET},
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert "no queue sales at the PBX; there are: support" in said.decode()


async def test_a_wrong_secret_is_refused(switch: Switch) -> None:
    process = await start(switch)
    process.kill()
    await process.communicate()
    layout = switch.layout
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "acd", "shadow", "support", "--pbx-port", str(layout.manager_port), "--user", "shadow"),
        env={**os.environ, "ACD_SHADOW_SECRET": "another-secret"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    assert "does not let shadow in" in said.decode()
    assert "another-secret" not in said.decode()
