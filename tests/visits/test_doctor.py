"""The doctor's knock: that we are there, and whether callers could be heard."""

from types import SimpleNamespace

import pytest

from acd.visits.doctor import knocked


class Visit:
    def __init__(self, reaches_door: bool = True) -> None:
        self.variables: dict[str, str] = {}
        self._reaches_door = reaches_door

    async def set_variable(self, name: str, value: str) -> None:
        self.variables[name] = value

    async def can_hear(self) -> bool:
        return self._reaches_door


async def test_without_speech_he_is_told_that_we_are_there():
    visit = Visit()
    await knocked(visit)
    assert visit.variables == {"ACD_NEXT": "ok"}


@pytest.mark.parametrize(("reaches_door", "told"), [(True, "yes:en"), (False, "no")])
async def test_with_speech_he_is_told_who_is_heard(reaches_door, told):
    speech = SimpleNamespace(pools={"en": SimpleNamespace(is_ready=True), "hu": SimpleNamespace(is_ready=False)})
    visit = Visit(reaches_door)
    await knocked(visit, speech)
    assert visit.variables == {"ACD_SPEECH": told, "ACD_NEXT": "ok"}
