"""What a real PBX did, given to a fresh Floor again: its journal gives every decision, over reloads and a restart."""

import asyncio
import sys

from acd.control.requests import Reload, SignOut
from acd.lab.house import House
from tests.pbx import usual
from tests.pbx.scene import Scene, reaches

PLAN, DIALPLAN, GLOBALS = usual.PLAN, usual.DIALPLAN, usual.GLOBALS


async def _verified(house: House) -> tuple[int | None, str]:
    """`acd replay --verify`: exit code and what it prints."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "acd", "replay", "--verify", "--config", str(house.config)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode()


async def test_a_day_of_calls_is_given_again(scene: Scene):
    scene.forgiven += usual.AWAY
    anna = await scene.at_work("1001", sales=5)
    first = await scene.caller("sales")
    await reaches(first, anna)
    second = await scene.waiting("sales")
    await first.hang_up()
    await (await anna.rings()).reject()
    ben = await scene.at_work("1002", sales=3)
    scene.ask(Reload(), list[str])
    await reaches(second, ben)
    await second.hang_up()
    await second.row()
    scene.do(SignOut("1001"))
    scene.flush()
    scene.house.kill_daemon()
    scene.house.start_daemon()
    scene.can("1002", sales=3)  # skills changed by an operator live as long as the daemon
    third = await scene.caller("sales")
    await reaches(third, ben)
    await third.hang_up()
    await third.row()
    scene.flush()
    code, said = await _verified(scene.house)
    assert code == 0, said
    assert "2 runs of the daemon" in said
    assert said.endswith("journal replay reproduces every decision bit for bit: yes\n")
    decisions = next(line for line in said.splitlines() if line.startswith("decisions: "))
    assert int(decisions.split()[1].rstrip(",")) >= 4
