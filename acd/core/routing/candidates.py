"""Who may serve, and at what cost: the agents as numpy columns, kept up to date one agent at a time.

Rows are in order of agent id, so that "the first of equals" is the lowest id. `Kinds` collapses contacts that ask the
same of an agent by the same rules into one row of matrices, kinds x agents:

- `able`: holds every needed skill at its level, and is on the same PBX (a caller cannot be bridged across PBXes);
- `handle_s`: expected handle time (over the chance to resolve, where the queue counts repeated calls);
- `misfit` in [0, 1): half how weakly the needed skills are held (1 - mean level / 10; 0 if nothing is needed), half how
  many scarce *other* skills the call would tie down, ``1 - 1 / (1 + sum of 1/holders over the skills not needed)``;
- `waste`: seconds beyond what a call of this kind usually takes and ties down, ``h * (1 + u) - usual cost``;
- `cost`: the part of the score (``scores``) that follows from these and the weights.

The yardsticks of a kind (`fastest` and the usual cost, the lower third's bound over all able agents) are those of the
last refresh: they only shift all agents of a kind alike, and moving them with every call learned would cost more.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acd.core.agent import FREE, Agent, Standing
from acd.core.roster import QueueRules, Weights
from acd.core.routing.arrays import Bools, Floats
from acd.core.routing.estimates import Estimates
from acd.core.routing.needs import Needs
from acd.core.routing.scores import OCCUPANCY_FADE_S, idle_s

MAX_KINDS = 512
LEAST_S = 1e-3  # an expected handle time is never zero


class Crew:
    """The agents' columns. `free`: may be offered a contact now; `present`: now or soon (see ``Agent.is_present``)."""

    def __init__(self, agents: Mapping[str, Agent], lost: set[str]) -> None:
        self.ids = tuple(sorted(agents))
        self.rows = {agent: row for row, agent in enumerate(self.ids)}
        self.pbxes = tuple(agents[agent].profile.pbx for agent in self.ids)
        self._pbx = np.array(self.pbxes, dtype=object)
        size = len(self.ids)
        self.free = np.zeros(size, np.bool_)
        self.present = np.zeros(size, np.bool_)
        self.signed_in = np.zeros(size, np.bool_)
        self.idle_since = np.zeros(size, np.float64)
        self.price = np.zeros(size, np.float64)
        self.odds = np.zeros(size, np.float64)  # rings in vain for one answered
        self._busy, self._here, self._marked = np.zeros((3, size), np.float64)  # as ``Agent.load``
        self._standing = np.empty(size, dtype=object)
        self._standing.fill(FREE)
        self._standing_is_shared = False
        self.free_count = 0
        for agent in agents.values():
            self.refresh(agent, lost)
        self.set_skills(agents)

    def refresh(self, agent: Agent, lost: set[str]) -> bool:
        """Take over an agent's standing; True when he has just become free."""
        row, load = self.rows[agent.id], agent.load
        was_free = bool(self.free[row])
        standing = agent.standing(lost)
        if standing != self._standing[row]:
            self._stands(row, standing)
        is_free = not standing.words
        self.free[row] = is_free
        self.present[row] = agent.is_present(lost)
        self.signed_in[row] = agent.is_signed_in()
        self.idle_since[row] = agent.idle_since
        self._busy[row], self._here[row], self._marked[row] = load.busy_s, load.here_s, load.at
        self.free_count += is_free - was_free
        return is_free and not was_free

    def standing(self) -> NDArray[np.object_]:
        """Each agent's ``Standing``, as of now and for good: copied before the next change. Do not write to it."""
        self._standing_is_shared = True
        return self._standing

    def _stands(self, row: int, standing: Standing) -> None:
        if self._standing_is_shared:
            self._standing, self._standing_is_shared = self._standing.copy(), False
        self._standing[row] = standing

    def set_prices(self, prices: Mapping[str, float]) -> None:
        """Those not named are worth nothing more to others."""
        self.price = np.array([prices.get(agent, 0.0) for agent in self.ids], np.float64)

    def set_skills(self, agents: Mapping[str, Agent]) -> None:
        """Rebuild what follows from skills (rare: a reload, or an operator's change)."""
        names = sorted({skill for agent in agents.values() for skill in agent.skills})
        self.skills = {skill: column for column, skill in enumerate(names)}
        self.levels = np.zeros((len(self.ids), len(names)), np.int16)
        for row, agent in enumerate(self.ids):
            for skill, level in agents[agent].skills.items():
                self.levels[row, self.skills[skill]] = level
        held = self.levels > 0
        self._scarcity = 1.0 / np.maximum(held.sum(axis=0), 1)
        self._tied = held * self._scarcity
        self._able: dict[tuple[Needs, str], Bools] = {}
        self._needed: dict[Needs, NDArray[np.int16]] = {}

    def able(self, needs: Needs, pbx: str) -> Bools:
        """Mask of the agents who hold `needs` and are on `pbx`. Do not write to it."""
        mask = self._able.get((needs, pbx))
        if mask is None:
            if len(self._able) >= MAX_KINDS:
                self._able.clear()
            mask = self.holds(needs) & (self._pbx == pbx)
            self._able[needs, pbx] = mask
        return mask

    def holds(self, needs: Needs) -> Bools:
        mask = np.ones(len(self.ids), np.bool_)
        for skill, level in needs:
            column = self.skills.get(skill)
            mask &= False if column is None else self.levels[:, column] >= level
        return mask

    def needed_levels(self, needs: Needs) -> NDArray[np.int16]:
        """The levels of the needed skills, agents x needs; 0 for a skill nobody holds. Stays as it is whatever becomes
        of the agents' skills. Do not write to it."""
        levels = self._needed.get(needs)
        if levels is None:
            if len(self._needed) >= MAX_KINDS:
                self._needed.clear()
            levels = self._needed[needs] = np.zeros((len(self.ids), len(needs)), np.int16)
            for place, (skill, _) in enumerate(needs):
                if skill in self.skills:
                    levels[:, place] = self.levels[:, self.skills[skill]]
        return levels

    def misfit(self, needs: Needs) -> Floats:
        columns = [self.skills[skill] for skill, _ in needs if skill in self.skills]
        strength = np.minimum(self.levels[:, columns].mean(axis=1) / 10.0, 1.0) if columns else 1.0
        others = self._tied.sum(axis=1) - self._tied[:, columns].sum(axis=1)
        return np.asarray(1.0 - (strength + 1.0 / (1.0 + np.maximum(others, 0.0))) / 2.0, np.float64)

    def occupancy(self, now: float, rows: NDArray[np.intp]) -> Floats:
        """Of agents who have been idle since they were last seen to, as the free are."""
        fade = np.exp((self._marked[rows] - now) / OCCUPANCY_FADE_S)
        here = self._here[rows] * fade + OCCUPANCY_FADE_S * (1.0 - fade)
        return np.asarray(self._busy[rows] * fade / np.maximum(here, LEAST_S), np.float64)

    def mean_occupancy(self) -> float:
        """Over those at work, as far as seen to."""
        here = self._here[self.signed_in].sum()
        return float(self._busy[self.signed_in].sum() / here) if here > 0 else 0.0

    def own_cost(self, weights: Weights, ring_s: float, now: float, rows: NDArray[np.intp]) -> Floats:
        """The part of the score that is the agents' own, whoever calls."""
        cost = weights.answer * ring_s * self.odds[rows] - weights.idle * idle_s(now, self.idle_since[rows])
        if weights.occupancy:
            cost = cost + weights.occupancy * self.occupancy(now, rows)
        return np.asarray(cost, np.float64)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a contact asks, and by which rules."""

    needs: Needs
    pbx: str
    key: str  # of the estimates
    rules: QueueRules


class Kinds:
    """One row a kind of contact; see the module's docstring for the matrices."""

    def __init__(self, crew: Crew, estimates: Estimates) -> None:
        self._crew, self._estimates = crew, estimates
        self._codes: dict[tuple[Needs, str, str, int], int] = {}
        self.kinds: list[Kind] = []
        self._by_key: dict[str, list[int]] = {}
        size = len(crew.ids)
        self.able = np.zeros((0, size), np.bool_)
        self.handle_s = np.zeros((0, size), np.float64)
        self.misfit = np.zeros((0, size), np.float64)
        self.waste = np.zeros((0, size), np.float64)
        self.cost = np.zeros((0, size), np.float64)
        self.fastest = np.zeros(0)
        self.usual = np.zeros(0)  # beyond `fastest`

    def is_crowded(self, waiting: int) -> bool:
        """Far more kinds than contacts: time to forget the old ones."""
        return len(self._codes) >= max(MAX_KINDS, 2 * waiting)

    def code(self, needs: Needs, pbx: str, key: str, rules: QueueRules) -> int:
        """The row of this kind, made on first sight. `rules` are known by identity: a reload sorts all kinds anew."""
        kind = (needs, pbx, key, id(rules))
        code = self._codes.get(kind)
        if code is None:
            code = self._codes[kind] = len(self.kinds)
            self.kinds.append(Kind(needs, pbx, key, rules))
            self._by_key.setdefault(key, []).append(code)
            if code >= len(self.able):
                self._grow(max(16, 2 * code))
            self.able[code] = self._crew.able(needs, pbx)
            self.misfit[code] = self._crew.misfit(needs)
            self._refresh(code)
        return code

    def learned(self, agent: str, key: str) -> None:
        """The agent's estimate for this key changed."""
        if agent not in self._crew.rows:
            return
        row = self._crew.rows[agent]
        for code in self._by_key.get(key, ()):
            rules = self.kinds[code].rules
            expected = self._estimates.expected_s(agent, key, rules.handle_of(key), effective=rules.by_resolution)
            self.handle_s[code, row] = max(expected, LEAST_S)
            self._weigh(code, row)

    def refresh(self) -> None:
        """After prices or many estimates changed."""
        for code in range(len(self.kinds)):
            self._refresh(code)

    def _refresh(self, code: int) -> None:
        kind, able = self.kinds[code], self.able[code]
        rules = kind.rules
        prior_s = rules.handle_of(kind.key)
        expected = self._estimates.row(self._crew.ids, kind.key, prior_s, effective=rules.by_resolution)
        self.handle_s[code] = np.maximum(expected, LEAST_S)
        own = self.handle_s[code][able]
        if len(own):
            whole = own * (1.0 + self._crew.price[able])
            third = (len(whole) - 1) // 3
            self.fastest[code] = own.min()
            self.usual[code] = np.partition(whole, third)[third] - own.min()
        self._weigh(code, slice(None))

    def _weigh(self, code: int, rows: int | slice) -> None:
        weights, handle = self.kinds[code].rules.weights, self.handle_s[code, rows]
        slower, dear = handle - self.fastest[code], handle * self._crew.price[rows] - self.usual[code]
        self.waste[code, rows] = slower + dear
        own = weights.handle * slower + weights.price * dear
        self.cost[code, rows] = own + weights.fit * self.misfit[code, rows]

    def _grow(self, size: int) -> None:
        for name in ("able", "handle_s", "misfit", "waste", "cost"):
            old = getattr(self, name)
            new = np.zeros((size, old.shape[1]), old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)
        for name in ("fastest", "usual"):
            old = getattr(self, name)
            setattr(self, name, np.concatenate((old, np.zeros(size - len(old)))))
