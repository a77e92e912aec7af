"""The sweep: now and then the Floor's books are compared with what each PBX shows, and what differs is healed.

One look proves nothing: events and commands are on their way. Where a first look shows something, a second one follows
`CONFIRM_S` later, and what both show is a difference: it is counted by its kind, said in one line (contacts, legs and
agents, never a caller's number), and healed by the same snapshot that follows every lost connection, or, where it is a
deadline that passed unnoticed, by ending it now. A house that is well costs one list of channels a sweep.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from acd.core.differences import Difference
from acd.core.events import Event, Swept
from acd.core.floor import Floor
from acd.pbx.sight import Sight

log = logging.getLogger(__name__)
CONFIRM_S = 1.0
MOST_SAID = 10  # differences named in one line of the log


class Looked(Protocol):
    """A PBX's door, as far as a sweep needs it."""

    async def look(self) -> Sight | None: ...
    async def look_afresh(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Found:
    """`pbx` is empty for what is past its deadline."""

    pbx: str
    differences: frozenset[Difference]


class Sweeper:
    """`healed` counts differences by kind since the start."""

    def __init__(
        self, floor: Floor, doors: Mapping[str, Looked], put: Callable[[Event], None], now: Callable[[], float]
    ) -> None:
        self._floor = floor
        self._doors = doors
        self._put = put
        self._now = now
        self._turn = asyncio.Lock()
        self.confirm_s = CONFIRM_S
        self.healed: Counter[str] = Counter()

    async def sweep_on(self, every_s: float) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.heal()
            except Exception:
                log.exception("a sweep failed; the next one follows")

    async def differences(self) -> list[Difference]:
        """What two looks show; changes nothing."""
        async with self._turn:
            return sorted(each for found in await self._look_twice() for each in found.differences)

    async def heal(self) -> list[Difference]:
        """The same, and heals it."""
        async with self._turn:
            found = await self._look_twice()
            for each in found:
                self._note(each)
            if any(not each.pbx for each in found):
                self._put(Swept())
            await asyncio.gather(*(self._doors[each.pbx].look_afresh() for each in found if each.pbx))
            return sorted(each for looked in found for each in looked.differences)

    async def _look_twice(self) -> list[Found]:
        first = {each.pbx: each.differences for each in await self._look(list(self._doors))}
        if not first:
            return []
        await asyncio.sleep(self.confirm_s)
        second = await self._look([pbx for pbx in first if pbx])
        both = (Found(each.pbx, each.differences & first.get(each.pbx, frozenset())) for each in second)
        return [each for each in both if each.differences]

    async def _look(self, pbxes: list[str]) -> list[Found]:
        sights = await asyncio.gather(*(self._doors[pbx].look() for pbx in pbxes))
        now = self._now()
        found = [Found(pbx, self._compare(sight, now)) for pbx, sight in zip(pbxes, sights, strict=True) if sight]
        return [each for each in (*found, Found("", self._floor.overdue(now))) if each.differences]

    def _compare(self, sight: Sight, now: float) -> frozenset[Difference]:
        return self._floor.differences(sight.truth, sight.present, now)

    def _note(self, found: Found) -> None:
        kinds = Counter(each.kind.value for each in found.differences)
        self.healed.update(kinds)
        counted = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        named = "; ".join(map(str, sorted(found.differences)[:MOST_SAID]))
        log.warning("%s: the books differed and are healed: %s (%s)", found.pbx or "deadlines", counted, named)
