"""A decision as it was taken, rendered to words only when somebody looks.

Writing a row for each of a thousand agents would cost more than choosing among them. So a decision keeps the few
arrays it was taken from, copied at that instant, and its `scored` and `gated` are made from them on every look:
complete, the same each time, and never changed by what happens later.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acd.core.roster import Weights
from acd.core.routing.arrays import Floats
from acd.core.routing.needs import Needs, in_words
from acd.core.routing.scores import TERMS
from acd.core.routing.why import Decision, Gated, Sheet, smallest_flip


@dataclass(slots=True)  # frozen, its making would cost a tenth of the choice; nobody but its decision has it
class Look:
    """All that one choice saw. Arrays over all agents: `standing`, `levels` (agents x needs), `waste` (where a reserve
    was kept); over the candidates `rows`: the rest."""

    ids: tuple[str, ...]
    pbxes: tuple[str, ...]
    pbx: str
    at: float
    standing: NDArray[np.object_]
    first_needs: Needs
    needs: Needs
    levels: NDArray[np.int16]
    excluded: frozenset[str]
    kept_for: str | None
    may_waste: float | None
    waste: Floats | None
    weights: Weights
    urgency: float
    priority: int
    rows: NDArray[np.intp]
    total: Floats
    handle_s: Floats
    price: Floats
    fastest_s: float
    usual_s: float
    misfit: Floats
    occupancy: Floats
    ringing: Floats
    idle: Floats
    preferred: int  # a row
    idle_since: Floats

    def sheet(self) -> Sheet:
        order = np.lexsort((self.idle_since, self.total))
        rows, handle_s = self.rows[order], self.handle_s[order]
        values = np.empty((len(order), len(TERMS)))
        for place, column in enumerate(
            (
                -self.urgency,
                -float(self.priority),
                handle_s - self.fastest_s,
                handle_s * self.price[order] - self.usual_s,
                *(each[order] for each in (self.misfit, self.occupancy, self.ringing)),
                -self.idle[order],
                -(rows == self.preferred).astype(float),
            )
        ):
            values[:, place] = column
        return Sheet(
            tuple((name, getattr(self.weights, name)) for name in TERMS),
            tuple(self.ids[row] for row in rows.tolist()),
            self.total[order],
            values,
        )

    def gates(self) -> tuple[list[str], list[str]]:
        """Most are kept out by what they are doing, which has its words; the others are looked at one by one."""
        is_out = np.ones(len(self.ids), bool)
        is_out[self.rows] = False
        lacks = (self.levels < [level for _, level in self.needs]).any(axis=1)
        lacking: set[int] = set(np.flatnonzero(lacks).tolist())
        rows: list[int] = np.flatnonzero(is_out).tolist()
        agents, gates = [], []
        for row in rows:
            words, until = self.standing[row]
            is_plain = words and until is None and row not in lacking and self.pbxes[row] == self.pbx
            agents.append(self.ids[row])
            gates.append(str(words) if is_plain else self._gate(row))
        return agents, gates

    def margin(self, chosen: str) -> float | None:
        if len(self.rows) == 1:
            return None
        best = int(np.searchsorted(self.rows, self.ids.index(chosen)))
        others = self.total.copy()
        others[best] = np.inf
        return float(others.min() - self.total[best])

    def _gate(self, row: int) -> str:
        if self.pbxes[row] != self.pbx:
            return f"on PBX {self.pbxes[row]}, caller on {self.pbx}"
        for column, (skill, level) in enumerate(self.needs):
            if self.levels[row, column] < level:
                return f"skill {skill} {self.levels[row, column]} < {level}"
        words, until = self.standing[row]
        if words:
            return str(words) if until is None else f"{words}, {max(until - self.at, 0.0):.0f} s more"
        if self.ids[row] in self.excluded:
            return "missed, refused or dropped this caller"
        if self.waste is not None and self.may_waste is not None and self.waste[row] > self.may_waste:
            return f"kept in reserve: wastes {self.waste[row]:.0f} s, {self.may_waste:.0f} s allowed after this wait"
        return f"caller is kept for {self.kept_for}"


class Considered(Decision):
    """A ``Decision`` that renders all that follows from its `Look`. To readers and encoders it is one."""

    __slots__ = ("_look",)
    _look: Look

    def __init__(self, contact: str, queue: str, chosen: str, waited_s: float, *, is_joint: bool, look: Look) -> None:
        fill = object.__setattr__
        fill(self, "contact", contact)
        fill(self, "queue", queue)
        fill(self, "chosen", chosen)
        fill(self, "waited_s", waited_s)
        fill(self, "is_joint", is_joint)
        fill(self, "_look", look)

    def sheet(self) -> Sheet:
        return self._look.sheet()

    def gates(self) -> tuple[list[str], list[str]]:
        return self._look.gates()

    def __getattr__(self, name: str) -> object:  # reached only for the slots left empty
        if name == "scored":
            return self._look.sheet().scored()
        if name == "gated":
            return tuple(map(Gated, *self._look.gates()))
        if name == "flip":
            return smallest_flip(self._look.sheet(), self.chosen)
        if name == "margin":
            return self._look.margin(self.chosen)
        if name == "needs":
            return in_words(self._look.first_needs, self._look.needs)
        raise AttributeError(name)
