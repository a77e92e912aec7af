"""R20: the disk of the recordings is full: the talk goes on, and the next recording is whole once there is room."""

import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from acd.core.records import Outcome
from tests.pbx import usual
from tests.pbx.faults.conftest import Figure
from tests.pbx.scene import Caller, Scene, reaches, until

PLAN, DIALPLAN, GLOBALS = usual.PLAN, usual.DIALPLAN, usual.GLOBALS
FULL = Path("/dev/full")  # takes nothing: "no space left on device"


@contextmanager
def _full(folder: Path, contact: str, for_s: int) -> Iterator[list[Path]]:
    """Every file that a recording of the contact's first offer may get within so many seconds is on a full disk."""
    now = int(time.time())
    places = [folder / f"{contact}-1-{at}.wav" for at in range(now - 1, now + for_s)]
    for place in places:
        place.symlink_to(FULL)
    try:
        yield places
    finally:
        for place in places:
            place.unlink()


def _seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


async def _talks(scene: Scene, caller: Caller) -> None:
    ring = await reaches(caller, scene.agents["1001"])
    await caller.hears_sound(frames=75, within_s=8)
    await caller.talks_to(scene.agents["1001"], ring)


@pytest.mark.long
async def test_the_talk_goes_on(scene: Scene, figure: Figure) -> None:
    folder = scene.house.layout.spool / "monitor" / "acd"
    scene.forgiven.append("format_wav.c: Unable to")  # all that Asterisk says of it
    before = set(scene.recordings())
    caller = await scene.waiting("recorded")
    with _full(folder, caller.contact, 20):
        await scene.at_work("1001", recorded=5)
        await _talks(scene, caller)
        figure("R20", "talks cut while the disk is full", int(caller.call.is_over), most=0)
        await caller.hang_up()
        cut = (await caller.row()).outcome is not Outcome.ANSWERED
    figure("R20", "talks not in the books as they were", int(cut), most=0)
    figure("R20", "files there are of it", len(set(scene.recordings()) - before), most=0)
    after = await scene.caller("recorded")
    await _talks(scene, after)
    await after.hang_up()
    await after.row()
    (path,) = set(scene.recordings()) - before

    def is_whole() -> bool:
        with suppress(wave.Error, EOFError):
            return _seconds(path) >= 1.0
        return False

    await until(is_whole, "the next recording is whole")
    figure("R20", "the next recording", _seconds(path), unit="s", least=1)
