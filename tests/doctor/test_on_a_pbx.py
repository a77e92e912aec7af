"""`acd pbx doctor` on a real PBX: with the daemon and without, all right and one thing wrong at a time."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from acd.control.house import DaemonStatus
from acd.control.requests import Status
from acd.lab.house import House, Plan
from acd.lab.phone import Phone
from acd.lab.ports import free_tcp
from acd.lab.render import SHIPPED

pytestmark = pytest.mark.pbx

QUEUES = "[queue.sales]\nneeds = { sales = 1 }\n[destinations]\ndesk = 'The desk'\n" + "".join(
    f"{name} = 'As in the example'\n" for name in ("operator", "voicemail")
)
AGENTS = "".join(
    f"[agent.{number}]\nname = '{name}'\npbx = 'main'\nskills = {{ sales = 5 }}\n"
    for number, name in (("1001", "Anna"), ("1002", "Ben"))
)
DESTINATIONS = (SHIPPED / "acd-destinations.conf").read_text() + "exten => desk,1,Hangup()\n"


@pytest.fixture(scope="module")
def house(real_asterisk):
    flow = (
        "start: leave\nlanguage: en\nnodes:\n  leave: {voicemail: sales, next: bye, failed: bye, on_failure: bye}\n"
        "  bye: {hangup: [vm-goodbye]}\n"
    )
    with tempfile.TemporaryDirectory(prefix="acd-", dir="/tmp") as folder:
        made = House(Path(folder), Plan(QUEUES, AGENTS, {"main": flow}, trunks=("trunk",)))
        (made.layout.etc / "acd-destinations.conf").write_text(DESTINATIONS)
        with made:
            yield made


@pytest.fixture
def alone(house):
    """The daemon stands still for the time of the test."""
    house.stop_daemon()
    yield house
    house.start_daemon()


def doctor(house, *words):
    """The exit code and the lines that are not ok, as (health, text, advice)."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-m", "acd", "pbx", "doctor", "--json", "--config", str(house.config), *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stderr == ""
    lines = json.loads(ran.stdout)
    assert lines, "something is always said"
    deadline = time.monotonic() + 3
    while left := house.switch.channels():
        assert time.monotonic() < deadline, f"the doctor left {left}"
        time.sleep(0.02)
    return ran.returncode, [(each["health"], each["text"], each["advice"]) for each in lines]


def tapes(house):
    return house.layout.spool / "voicemail" / "acd"


def wrong(lines):
    return [text for health, text, _ in lines if health == "wrong"]


@contextmanager
def changed(house, file, old, new, reload):
    """A file of the PBX with one thing changed, and put right again."""
    path = house.layout.etc / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    try:
        house.switch.command(reload)
        yield
    finally:
        path.write_text(text)
        house.switch.command(reload)


async def test_all_is_well_with_the_daemon(house):
    async with Phone.of(house.layout, "1001") as phone:
        await phone.register()
        code, lines = await asyncio.to_thread(doctor, house)
        assert (code, wrong(lines)) == (0, [])
        assert [text for health, text, _ in lines if health == "warning"] == [
            "not registered: PJSIP/1002 (1002 Ben)",
            "no SIP answer to us from PJSIP/trunk: nobody listens there",
        ]
        said = " | ".join(text for _, text, _ in lines)
        assert f"the PBX reaches the engine at agi://127.0.0.1:{house.layout.agi_port}" in said
        assert "the PBX plays sounds in 'en'" in said
        assert "the dialplan is whole and of release" in said
        assert "1 of 2 phones and trunks answer SIP in" in said
        assert f"messages go to {tapes(house)}" in said
        assert list(tapes(house).iterdir()) == []
        await phone.unregister()


def test_all_is_well_without_the_daemon(alone):
    code, lines = doctor(alone)
    assert (code, wrong(lines)) == (0, [])
    assert any("the PBX reaches the engine" in text for _, text, _ in lines)


def test_a_folder_for_messages_that_is_none_is_found(house):
    away = tapes(house).rename(tapes(house).with_name("away"))
    try:
        assert f"the PBX has no folder for messages, {tapes(house)}" in wrong(doctor(house)[1])
        tapes(house).write_text("no folder")
        assert f"the PBX has no folder for messages, {tapes(house)}" in wrong(doctor(house)[1])
        tapes(house).unlink()
    finally:
        away.rename(tapes(house))


def test_it_does_not_disturb_the_floor(house):
    before, written = house.client.ask(Status(), DaemonStatus).counters, house.log.stat().st_size
    doctor(house)
    after = house.client.ask(Status(), DaemonStatus).counters
    assert (after.events, after.refused_events) == (before.events, before.refused_events)
    assert "WARNING" not in house.log.read_text()[written:]


@pytest.mark.parametrize(
    ("file", "old", "new", "reload", "said"),
    [
        ("acd-globals.conf", "ACD_PBX=main", "ACD_PBX=branch", "dialplan reload", "calls this PBX 'branch'"),
        ("acd-globals.conf", "ACD_AGI_SECRET=", "ACD_AGI_SECRET=x", "dialplan reload", "is turned away"),
        ("acd-globals.conf", "ACD_AGI=agi://127.0.0.1:", "ACD_AGI=agi://127.0.0.1:1", "dialplan reload", "reach"),
        ("acd-globals.conf", "ACD_HOLD_S=10", "ACD_HOLD_S=", "dialplan reload", "ACD_HOLD_S: not a number above 0"),
        ("acd.conf", "[acd-hold]", "[acd-held]", "dialplan reload", "contexts are missing in the dialplan: acd-hold"),
        ("acd.conf", "release,1,NoOp(0.", "release,1,NoOp(9.", "dialplan reload", "the dialplan is of release 9."),
        ("acd-destinations.conf", "exten => desk", "exten => dusk", "dialplan reload", "does not know: desk"),
        ("extensions.conf", '#include "acd.conf"', "", "dialplan reload", "our dialplan is not loaded"),
    ],
)
def test_one_thing_wrong_in_the_dialplan_is_found(house, file, old, new, reload, said):
    with changed(house, file, old, new, reload):
        code, lines = doctor(house)
    assert code == 1
    assert any(said in text for text in wrong(lines)), wrong(lines)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("write=call,originate,reporting", "write=call,originate,reporting,system", "may do more than it needs"),
        ("write=call,originate,reporting", "write=call,reporting", "may not send Originate"),
        ("read=call,user,system", "read=call,system", "nothing was heard of it"),
        ("permit=127.0.0.1/", "permit=127.0.0.9/", "does not let acd in"),
    ],
)
def test_one_thing_wrong_with_the_account_is_found(alone, old, new, said):
    with changed(alone, "manager.d/acd.conf", old, new, "manager reload"):
        code, lines = doctor(alone)
    assert code == 1
    assert any(said in text for text in wrong(lines)), wrong(lines)


def test_a_pbx_that_is_not_there_is_one_clear_line(alone):
    alone.switch.stop()
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "acd", "pbx", "doctor", "--config", str(alone.config)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        alone.switch.start()
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "wrong   not connected: 127.0.0.1:" in ran.stdout
    assert ran.stdout.endswith("1 wrong, 0 to look at\n")


def test_a_daemon_behind_another_socket_is_told(house, tmp_path):
    code, lines = doctor(house, "--socket", str(tmp_path / "none.sock"))
    assert code == 1
    assert any("cannot listen on 127.0.0.1:" in text for text in wrong(lines))


def test_a_bad_configuration_is_exit_2(alone):
    path = alone.config / "queues.toml"
    text = path.read_text()
    path.write_text("[queue.x]\nneeds = 1\n")
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "acd", "pbx", "doctor", "--config", str(alone.config)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        path.write_text(text)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "queues.toml" in ran.stderr


def test_each_of_several_pbxes_is_examined(alone):
    path = alone.config / "acd.toml"
    text = path.read_text()
    path.write_text(f'{text}\n[pbx.branch]\nport = {free_tcp()}\nsecret_file = "pbx.secret"\n')
    try:
        code, lines = doctor(alone)
    finally:
        path.write_text(text)
    assert code == 1
    assert len(wrong(lines)) == 1
    assert wrong(lines)[0].startswith("not connected: 127.0.0.1:")
    assert any("the PBX reaches the engine" in text for _, text, _ in lines)
