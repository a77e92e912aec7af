"""Who may serve: the agents as numpy columns, kept up to date one agent at a time.

Rows are in order of agent id, so that "the first of equals" is the lowest id. `Kinds` collapses contacts that ask the
same of an agent (needs, PBX, kind of work) into one row of three matrices, kinds x agents:

- `able`: holds every needed skill at its level, and is on the same PBX (a caller cannot be bridged across PBXes);
- `fit` in (0, 1]: half how strongly the needed skills are held (mean level / 10; 1 if nothing is needed), half how few
  scarce *other* skills are tied down by the call, ``1 / (1 + sum of 1/holders over the skills not needed)``;
- `pace` in (0, 1]: the fastest expected handle time among all able agents / the agent's own. The yardstick is all able
  agents and not today's free ones, so that it means the same whether an agent picks a contact or a contact an agent.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from acd.core.agent import Agent
from acd.core.routing.estimates import Estimates
from acd.core.routing.needs import Needs

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
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
        self.standing = np.full(size, "", dtype=object)
        self.free_count = 0
        for agent in agents.values():
            self.refresh(agent, lost)
        self.set_skills(agents)

    def refresh(self, agent: Agent, lost: set[str]) -> bool:
        """Take over an agent's standing; True when he has just become free."""
        row = self.rows[agent.id]
        was_free = bool(self.free[row])
        self.standing[row] = agent.standing(lost)
        is_free = not self.standing[row]
        self.free[row] = is_free
        self.present[row] = agent.is_present(lost)
        self.signed_in[row] = agent.is_signed_in()
        self.idle_since[row] = agent.idle_since
        self.free_count += int(is_free) - int(was_free)
        return is_free and not was_free

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
        """A copy of the levels of the needed skills, agents x needs; 0 for a skill nobody holds."""
        levels = np.zeros((len(self.ids), len(needs)), np.int16)
        for place, (skill, _) in enumerate(needs):
            if skill in self.skills:
                levels[:, place] = self.levels[:, self.skills[skill]]
        return levels

    def fit(self, needs: Needs) -> Floats:
        columns = [self.skills[skill] for skill, _ in needs if skill in self.skills]
        strength = np.minimum(self.levels[:, columns].mean(axis=1) / 10.0, 1.0) if columns else 1.0
        others = self._tied.sum(axis=1) - self._tied[:, columns].sum(axis=1)
        return np.asarray((strength + 1.0 / (1.0 + np.maximum(others, 0.0))) / 2.0, np.float64)


class Kinds:
    """One row a kind of contact; see the module's docstring for the three matrices."""

    def __init__(self, crew: Crew, estimates: Estimates) -> None:
        self._crew, self._estimates = crew, estimates
        self._codes: dict[tuple[Needs, str, str, float], int] = {}
        self.able = np.zeros((0, len(crew.ids)), np.bool_)
        self.fit = np.zeros((0, len(crew.ids)), np.float64)
        self.pace = np.zeros((0, len(crew.ids)), np.float64)
        self._expected = np.zeros((0, len(crew.ids)), np.float64)  # seconds

    def is_crowded(self, waiting: int) -> bool:
        """Far more kinds than contacts: time to forget the old ones."""
        return len(self._codes) >= max(MAX_KINDS, 2 * waiting)

    def code(self, needs: Needs, pbx: str, key: str, prior_s: float) -> int:
        """The row of this kind, made on first sight."""
        kind = (needs, pbx, key, prior_s)
        code = self._codes.get(kind)
        if code is None:
            code = self._codes[kind] = len(self._codes)
            if code >= len(self.able):
                self._grow(max(16, 2 * code))
            self.able[code] = self._crew.able(needs, pbx)
            self.fit[code] = self._crew.fit(needs)
            self._expected[code] = np.maximum(self._estimates.row(self._crew.ids, key, prior_s), LEAST_S)
            self._set_pace(code)
        return code

    def learned(self, agent: str, key: str) -> None:
        """The agent's estimate for this key changed."""
        row = self._crew.rows.get(agent)
        for (_, _, own, prior_s), code in self._codes.items():
            if own == key and row is not None:
                self._expected[code, row] = max(self._estimates.expected_s(agent, key, prior_s), LEAST_S)
                self._set_pace(code)

    def _set_pace(self, code: int) -> None:
        expected, able = self._expected[code], self.able[code]
        best = expected.min(where=able, initial=np.inf)
        self.pace[code] = np.minimum(best / expected, 1.0)

    def _grow(self, size: int) -> None:
        for name in ("able", "fit", "pace", "_expected"):
            old = getattr(self, name)
            new = np.zeros((size, old.shape[1]), old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)
