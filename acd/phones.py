"""Whose phone is it? Asked for every new channel of a PBX, so it is a look-up and not a search."""

from collections.abc import Callable, Mapping

from acd.core.roster import Roster


class Phones:
    """`roster` gives the one in force; a new one is noticed at the next question."""

    def __init__(self, roster: Callable[[], Roster]) -> None:
        self._roster = roster
        self._known: Roster | None = None
        self._agents: Mapping[tuple[str, str], str] = {}

    def agent_at(self, pbx: str, phone: str) -> str | None:
        """The agent whose phone on `pbx` is `phone` (``PJSIP/1001``)."""
        roster = self._roster()
        if roster is not self._known:
            self._agents = {(each.pbx, each.phone): each.id for each in roster.agents.values()}
            self._known = roster
        return self._agents.get((pbx, phone))
