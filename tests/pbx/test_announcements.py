"""An emergency message, switched on and off by hand: who hears it, once, and over a restart; and a holiday's, by the
calendar."""

import math
import subprocess
import sys
import wave
from array import array
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from acd.control.desk_answers import Switched
from acd.control.desk_requests import AnnouncementPiece, SwitchAnnouncementOff, SwitchAnnouncementOn
from acd.control.house import DaemonStatus
from acd.control.requests import Reload, Status
from acd.lab.house import House, Plan
from tests.pbx.scene import Scene

PLAN = Plan(
    queues="""
[queue.help]
announce_every_s = 600
[queue.other]
announce_every_s = 600
""",
    agents="[agent.1001]\n",
    flows={
        "help": "start: s\nnodes:\n  s: {play: [vm-press], next: q}\n  q: {handoff: help}\n",
        "other": "start: q\nnodes:\n  q: {handoff: other}\n",
        "fact": """
start: s
nodes:
  s: {decide: [{when: {fact: announcement.help, is: true}, go: late}, {else: bye}]}
  late: {hangup: [vm-goodbye]}
  bye: {hangup: [vm-sorry]}
""",
        "shop": """
start: s
nodes:
  s: {decide: [{when: {open: shop}, go: hello}, {when: {special: shop}, go: holiday}, {else: closed}]}
  hello: {play: [vm-press], next: q}
  q: {handoff: help}
  holiday: {hangup: [please-try-call-later]}
  closed: {hangup: [vm-goodbye]}
""",
    },
    calendars='[shop]\nzone = "UTC"\nweek = { mon-sun = "00:00-24:00" }\n',
)
GLOBALS = {"ACD_HOLD_S": "1"}
FIRE = "tt-somethingwrong"


def on(scene: Scene, sound: str = FIRE, *queues: str) -> Switched:
    return scene.ask(SwitchAnnouncementOn(sound=sound, queues=queues), Switched)


def off(scene: Scene) -> Switched:
    return scene.ask(SwitchAnnouncementOff(), Switched)


async def test_every_caller_hears_it_first_and_once(scene: Scene):
    on(scene)
    caller = await scene.caller("help")
    await caller.is_told("vm-press", within_s=12)
    await caller.waits("help")
    told = caller.told()
    assert told[:2] == [FIRE, "vm-press"]
    await scene.eye.sees(
        lambda event: event["Event"] == "UserEvent" and event.get("Channel") == caller.channel, "a round", within_s=5
    )
    assert caller.told().count(FIRE) == 1
    off(scene)
    second = await scene.caller("help")
    await second.is_told("vm-press")
    assert FIRE not in second.told()


async def test_who_waits_already_hears_it_on_hold(scene: Scene):
    caller = await scene.waiting("other")
    on(scene)
    await caller.is_told(FIRE)
    off(scene)
    assert caller.seen() is not None


async def test_one_for_a_queue_is_for_its_callers_only(scene: Scene):
    on(scene, FIRE, "help")
    other = await scene.waiting("other")
    caller = await scene.caller("help")
    await caller.is_told(FIRE)
    await caller.waits("help", within_s=12)
    assert caller.told() == ["vm-press", FIRE]
    assert FIRE not in other.told()
    asking = await scene.caller("fact")
    await asking.is_told("vm-goodbye")
    off(scene)
    later = await scene.caller("fact")
    await later.is_told("vm-sorry")


async def test_it_holds_over_a_restart_and_stands_in_the_status(scene: Scene):
    on(scene)
    scene.house.stop_daemon()
    scene.house.start_daemon()
    status = scene.ask(Status(), DaemonStatus)
    assert [(each.scope, each.sound) for each in status.announcements] == [("all", FIRE)]
    caller = await scene.caller("other")
    await caller.is_told(FIRE)
    off(scene)
    assert scene.ask(Status(), DaemonStatus).announcements == ()


async def test_a_file_is_heard(scene: Scene, tmp_path: Path):
    path = tmp_path / "fire.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\x20\0\xe0" * 8000)
    data = path.read_bytes()
    for start in range(0, len(data), 30_000):
        piece = AnnouncementPiece(upload="abcdefgh0123", data=data[start : start + 30_000])
        scene.ask(piece, type(None))
    switched = scene.ask(SwitchAnnouncementOn(upload="abcdefgh0123"), Switched)
    heard = switched.changed[0].sound.removesuffix(".wav")
    assert _mode(f"{heard}.wav") == 0o644
    caller = await scene.caller("help")
    await caller.is_told(heard)
    await caller.is_told("vm-press")
    assert not any("does not exist" in line for line in scene.house.switch.complaints())
    off(scene)
    assert _mode(f"{heard}.wav") is None


def acd(scene: Scene, *words: str) -> str:
    """What the command line says to whoever types this."""
    argv = [sys.executable, "-m", "acd", *words, "--socket", str(scene.house.socket)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def recorded(path: Path, hertz: int, rate: int = 16_000) -> Path:
    """Two seconds of a tone, as a recorder would write them."""
    wave_form = (int(8000 * math.sin(2 * math.pi * hertz * at / rate)) for at in range(2 * rate))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(array("h", wave_form).tobytes())
    return path


async def test_one_command_and_callers_hear_the_recording_another_and_they_do_not(scene: Scene, tmp_path: Path):
    said = acd(scene, "announce", "on", str(recorded(tmp_path / "fire.wav", 620)))
    assert "all callers hear" in said
    caller = await scene.caller("help")
    await caller.call.hears(620)
    await caller.is_told("vm-press")
    assert "announcement-" in caller.told()[0]
    assert "all callers hear" in acd(scene, "announce", "off")
    later = await scene.caller("help")
    await later.is_told("vm-press")
    assert later.told() == ["vm-press"]


@pytest.fixture
def calendar_as_before(house: House) -> Iterator[None]:
    yield
    house.write(PLAN)
    house.client.ask(Reload(), list[str])


async def test_a_holiday_in_the_calendar_is_told_from_the_next_call_on(scene: Scene, calendar_as_before: None):
    before = await scene.caller("shop")
    await before.is_told("vm-press")
    now = datetime.now(UTC)
    days = f"{now - timedelta(days=1):%Y-%m-%d}..{now + timedelta(days=1):%Y-%m-%d}"
    scene.house.write(replace(PLAN, calendars=f'{PLAN.calendars}[shop.special]\n"{days}" = "closed"\n'))
    acd(scene, "reload")
    caller = await scene.caller("shop")
    await caller.is_told("please-try-call-later")
    await caller.ended()
    assert (await caller.walk()).path[-1] == ("holiday", "goodbye")
    assert (await before.waits("help")).queue == "help"  # who came before stays in line


def _mode(path: str) -> int | None:
    return Path(path).stat().st_mode & 0o777 if Path(path).exists() else None
