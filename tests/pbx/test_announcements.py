"""An emergency message, switched on and off by hand: who hears it, once, and over a restart."""

import wave
from pathlib import Path

from acd.control.desk_answers import Switched
from acd.control.desk_requests import AnnouncementPiece, SwitchAnnouncementOff, SwitchAnnouncementOn
from acd.control.house import DaemonStatus
from acd.control.requests import Status
from acd.lab.house import Plan
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
    },
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


def _mode(path: str) -> int | None:
    return Path(path).stat().st_mode & 0o777 if Path(path).exists() else None
