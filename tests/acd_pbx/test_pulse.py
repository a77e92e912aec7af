"""The pulse on a scripted manager: told in the PBX's time while the link is up, emptied by an orderly stop."""

import pytest

from acd.pbx import pulse
from acd.pbx.actions import Beat
from acd.pbx.door import Door
from acd.pbx.link import LinkSettings
from acd.pbx.wire import Unsendable
from tests.acd_pbx.conftest import FakeAmi, until
from tests.acd_pbx.said import Switchboard
from tests.acd_pbx.test_door import StoppedClock


def beats(ami: FakeAmi) -> list[str]:
    return [action["Value"] for action in ami.named("Setvar") if action["Variable"] == "ACD_BEAT"]


@pytest.fixture
def board(ami: FakeAmi) -> Switchboard:
    board = Switchboard()

    def answer(action: dict[str, str]) -> str | None:
        if action["Action"] == "Ping":
            return f"Response: Success\nActionID: {action['ActionID']}\nPing: Pong\nTimestamp: 1795306600.123456\n\n"
        return board(action)

    ami.pongs = False
    ami.answer = answer
    return board


async def test_it_is_the_pbxs_own_time(
    ami: FakeAmi, settings: LinkSettings, board: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "EVERY_S", 0.01)
    door = Door(settings, StoppedClock(), lambda _: None, lambda _: None)  # type: ignore[arg-type]
    await door.open()
    await until(lambda: len(beats(ami)) >= 3)
    assert set(beats(ami)) == {"1795306600"}
    assert all("Channel" not in action for action in ami.named("Setvar"))
    ami.drop()
    missed = len(beats(ami))
    await until(lambda: len(beats(ami)) > missed)  # on the next connection
    await door.close()
    await until(lambda: beats(ami)[-1] == "")


@pytest.mark.parametrize("value", ["x", "1795306600.1", "1\r\n", "-1", "1" * 13])
def test_nothing_but_a_time_is_told(value: str) -> None:
    with pytest.raises(Unsendable):
        Beat(value)
