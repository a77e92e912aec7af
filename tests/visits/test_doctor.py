"""The doctor's knock: that we are there, what may be done in the folders we share, whether callers could be heard."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from acd.visits.doctor import knocked
from ivr.inputs import Recorded, Stop
from ivr.nodes.voicemail import Voicemail


class Visit:
    """`writes`: what the PBX's recording comes to, and whether there is a file of it."""

    def __init__(self, reaches_door: bool = True, sees: bool = True, writes: tuple[Stop, bool] = (Stop.LIMIT, True)):
        self.variables: dict[str, str] = {}
        self.tapes = ""
        self._reaches_door, self._sees, self._writes = reaches_door, sees, writes

    async def set_variable(self, name: str, value: str) -> None:
        self.variables[name] = value

    async def can_hear(self) -> bool:
        return self._reaches_door

    async def sees_folder(self, folder: str) -> bool:
        return self._sees

    async def record(self, want) -> Recorded:
        why, makes_file = self._writes
        if makes_file:
            (Path(self.tapes) / f"{want.tape}.wav").touch()
        return Recorded(0.2, why)


def settings(root: Path = Path("/nowhere"), takes: bool = False):
    """Of a house in which a flow takes messages, or none does."""
    flow = SimpleNamespace(nodes={"a": object.__new__(Voicemail)} if takes else {})
    kept = SimpleNamespace(voicemail=SimpleNamespace(root=root), announcements=root)
    return lambda: SimpleNamespace(flows={"main": flow}, messages=kept)


async def test_without_speech_he_is_told_that_we_are_there():
    visit = Visit()
    await knocked(visit, settings())
    assert visit.variables == {"ACD_FOLDERS": "announcements=seen", "ACD_NEXT": "ok"}


@pytest.mark.parametrize(("reaches_door", "told"), [(True, "yes:en"), (False, "no")])
async def test_with_speech_he_is_told_who_is_heard(reaches_door, told):
    speech = SimpleNamespace(pools={"en": SimpleNamespace(is_ready=True), "hu": SimpleNamespace(is_ready=False)})
    visit = Visit(reaches_door)
    await knocked(visit, settings(), speech)
    assert visit.variables == {"ACD_FOLDERS": "announcements=seen", "ACD_SPEECH": told, "ACD_NEXT": "ok"}


@pytest.mark.parametrize(
    ("visit", "told"),
    [
        (Visit(), "good"),
        (Visit(sees=False), "gone"),
        (Visit(writes=(Stop.FAILED, False)), "closed"),
        (Visit(writes=(Stop.FAILED, True)), "closed"),
        (Visit(writes=(Stop.LIMIT, False)), "another"),
    ],
)
async def test_a_recording_tries_where_messages_go_and_is_removed(visit, told, tmp_path):
    await knocked(visit, settings(tmp_path, takes=True))
    assert visit.variables["ACD_FOLDERS"].split(":")[0] == f"messages={told}"
    assert list(tmp_path.iterdir()) == []


async def test_nothing_is_recorded_where_it_could_not_be_removed(tmp_path):
    visit = Visit()
    await knocked(visit, settings(tmp_path / "not-here", takes=True))
    assert visit.variables["ACD_FOLDERS"].split(":")[0] == "messages=elsewhere"
    assert visit.tapes == ""
