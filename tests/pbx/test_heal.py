"""`acd heal` on a real PBX whose word does not come through: what it shows, and what it heals."""

from click.testing import CliRunner

from acd.cli.root import acd
from acd.control.house import DaemonStatus
from acd.control.requests import Status
from tests.pbx import usual
from tests.pbx.faults.crooked import Bend, crooked
from tests.pbx.faults.crowd import AWAY
from tests.pbx.scene import Scene, until

PLAN, DIALPLAN = usual.PLAN, usual.DIALPLAN
DEAF = Bend(lost=1.0)


async def test_callers_who_came_and_went_unheard(scene: Scene) -> None:
    scene.forgiven += AWAY

    def heal(*more: str) -> str:
        result = CliRunner().invoke(acd, ["heal", "--socket", str(scene.house.socket), *more])
        assert result.exit_code == 0, result.output
        return result.output

    with crooked(scene.house, DEAF, sweep_s=600):
        assert heal("--dry-run") == "no difference\n"
        caller = await scene.caller("sales")
        line = f"{caller.contact}: its caller is on hold, and nobody here owns him\n"
        await until(lambda: heal("--dry-run") == line, lambda: f"he is on hold: {heal('--dry-run')}", within_s=15)
        assert caller.seen() is None
        assert heal() == f"{line}1 healed\n"
        await caller.waits("sales")
        assert heal() == "no difference\n"
        await caller.hang_up()
        await until(lambda: not scene.house.switch.channels(), "his channel is gone")
        assert heal() == f"{caller.contact}: waiting here, and its caller's channel is gone\n1 healed\n"
        assert caller.seen() is None
        assert scene.ask(Status(), DaemonStatus).healed == {"caller gone": 1, "caller not owned": 1}
        await caller.row()
