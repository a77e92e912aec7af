"""What must be true after every whole call: nothing is left over, in the daemon neither, nobody was lost, nobody
complained."""

from acd.control.requests import SignOut
from acd.core.records import AgentState
from acd.lab.house import House
from tests.pbx.scene import Scene, until
from tests.pbx.toll import toll

_AT_REST = (AgentState.SIGNED_OUT, AgentState.READY, AgentState.PAUSED)
_REST_S = 20.0
# What the PBX says, at any time, of calls that go as they should: a channel is sent on between two frames of its music,
# or is over between two of its caller's sound (Dial() forwards it to who is called, early);
# a caller hangs up as he is answered (reason 487) or bridged (200; 10 of 300 hang-ups within 30 ms of the pick-up).
_HARMLESS = ("Failed to write frame to", "Unable to forward frametype 2 ", "Session already DISCONNECTED")


class Marks:
    """How far the logs had come before the test, and what the daemon cost."""

    def __init__(self, house: House) -> None:
        self.complaints = len(house.switch.complaints())
        self.log = len(_lines(house))
        self.toll = toll(house)


def _lines(house: House) -> list[str]:
    return house.log.read_text(encoding="utf-8", errors="replace").splitlines()


async def all_is_well(scene: Scene, marks: Marks) -> None:
    """Ends all calls that still are, sends all agents home, and looks at everything."""
    for caller in scene.callers:
        await caller.hang_up()
    try:
        await until(lambda: not left_over(scene), lambda: f"nothing is left over: {left_over(scene)}", within_s=_REST_S)
    finally:
        for agent in scene.view().agents:
            if agent.state is not AgentState.SIGNED_OUT:
                scene.do(SignOut(agent.agent))
    _books_balance(scene)
    await until(
        lambda: not toll(scene.house).more_than(marks.toll),
        lambda: f"the daemon is as before: {toll(scene.house).more_than(marks.toll)}",
        within_s=_REST_S,
    )
    _no_complaint(scene, marks)


def left_over(scene: Scene) -> list[str]:
    """Channels, bridges, SIP dialogs; contacts; agents who are not at rest."""
    switch, view = scene.house.switch, scene.view()
    return [
        *(f"channel {each}" for each in switch.channels()),
        *(f"bridge {each}" for each in switch.bridges()),
        *(f"SIP dialog {each}" for each in switch.dialogs()),
        *(f"leg {each}" for each in scene.legs()),
        *(f"contact {each}" for each in view.contacts),
        *(f"agent {each}" for each in view.agents if each.state not in _AT_REST or each.contact is not None),
    ]


def _books_balance(scene: Scene) -> None:
    scene.flush()
    with scene.reader() as reader:
        lost = reader.unbalanced()
        assert not lost, f"entered a queue and have no terminal row: {lost}"
        for caller in scene.callers:
            rows = [row.contact for row in reader.history(number=caller.number)]
            assert len(rows) == len(set(rows)), f"{caller.number} has more than one terminal row: {rows}"


def _no_complaint(scene: Scene, marks: Marks) -> None:
    said = scene.house.switch.complaints()[marks.complaints :]
    said += [line for line in _lines(scene.house)[marks.log :] if " ERROR " in line or "Traceback" in line]
    grave = [line for line in said if not any(part in line for part in [*_HARMLESS, *scene.forgiven])]
    assert not grave, "\n".join(grave)
