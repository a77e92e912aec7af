"""The waiting room: every waiting contact as one row of numpy columns, and the order of each queue's line.

Rows are dense (the last one moves into a gap), so every column is a slice and costs nothing to look at. The serving
order of a queue: overdue callers first, oldest first; then by the contact's own part of the score, its `claim` (wait
and priority); then by `since`, then by arrival. An explicit place in the line is kept by choosing `since`
(`since_for_place`).
"""

import numpy as np
from numpy.typing import NDArray

from acd.core.contact import Contact
from acd.core.routing.arrays import Bools, Floats, Ints
from acd.core.routing.scores import urgency

NOBODY = -1
STEP_S = 0.001
_FLOATS = (
    "since",
    "entered",
    "seq",
    "points",  # of the score for priority
    "objective",
    "overdue",
    "reserve",  # the waste an agent's choice may have beyond the urgency; inf: any
    "w_wait",
    "w_occupancy",
    "w_idle",
    "w_answer",
    "w_preferred",
)
_INTS = ("kind", "kept_for", "preferred", "queue")
_FLOAT, _INT = ({name: place for place, name in enumerate(names)} for names in (_FLOATS, _INTS))


class WaitingRoom:
    def __init__(self) -> None:
        self.contacts: list[Contact] = []
        self._rows: dict[str, int] = {}
        self._floats = np.zeros((len(_FLOATS), 64))
        self._ints = np.zeros((len(_INTS), 64), np.int64)
        self._queues: dict[str, int] = {}
        self._reserving: set[str] = set()  # contacts whose queue keeps agents in reserve

    def __len__(self) -> int:
        return len(self.contacts)

    def __contains__(self, contact: str) -> bool:
        return contact in self._rows

    def row(self, contact: str) -> int:
        return self._rows[contact]

    def kind_and_keeper(self, contact: str) -> tuple[int, int]:
        """One contact's `kind` and `kept_for`."""
        row = self._rows[contact]
        return self._ints.item(_INT["kind"], row), self._ints.item(_INT["kept_for"], row)

    def column(self, name: str) -> Floats:
        return self._floats[_FLOAT[name], : len(self.contacts)]

    def whole(self, name: str) -> Ints:
        return self._ints[_INT[name], : len(self.contacts)]

    def add(self, contact: Contact, kind: int, kept_for: int, preferred: int = NOBODY) -> None:
        """Let a contact wait; `preferred` is the row of his preferred agent, `kept_for` that of the agent it is held
        for, or NOBODY."""
        row = len(self.contacts)
        if row == self._floats.shape[1]:
            self._floats = np.concatenate((self._floats, np.zeros_like(self._floats)), axis=1)
            self._ints = np.concatenate((self._ints, np.zeros_like(self._ints)), axis=1)
        self.contacts.append(contact)
        self._rows[contact.id] = row
        self._write(row, contact)
        queue = self._queues.setdefault(contact.queue, len(self._queues))
        self._ints[:, row] = (kind, kept_for, preferred, queue)

    def remove(self, contact: str) -> None:
        row, last = self._rows.pop(contact), len(self.contacts) - 1
        if row != last:
            self.contacts[row] = self.contacts[last]
            self._rows[self.contacts[row].id] = row
            self._floats[:, row] = self._floats[:, last]
            self._ints[:, row] = self._ints[:, last]
        self.contacts.pop()
        self._reserving.discard(contact)

    def update(self, contact: Contact) -> None:
        """After its `since`, priority or rules changed."""
        self._write(self._rows[contact.id], contact)

    def set_kind(self, contact: str, kind: int) -> None:
        self.whole("kind")[self._rows[contact]] = kind

    def keep_for(self, contact: str, agent_row: int, preferred: int) -> None:
        row = self._rows[contact]
        self.whole("kept_for")[row], self.whole("preferred")[row] = agent_row, preferred

    def _write(self, row: int, contact: Contact) -> None:
        rules, weights = contact.rules, contact.rules.weights
        (self._reserving.discard if rules.reserve_s is None else self._reserving.add)(contact.id)
        self._floats[:, row] = (
            contact.since,
            contact.entered,
            contact.seq,
            weights.priority * contact.priority,
            rules.service_level_s,
            rules.overdue_s,
            np.inf if rules.reserve_s is None else rules.reserve_s,
            weights.wait,
            weights.occupancy,
            weights.idle,
            weights.answer * rules.ring_s,
            weights.preferred,
        )

    # --- looking at it ---

    def urgency(self, now: float) -> Floats:
        return urgency(now - self.column("since"), self.column("objective"))

    def claims(self, now: float) -> Floats:
        """Each contact's own part of the score, which lowers its cost: urgency of the wait, and priority."""
        return np.asarray(self.column("w_wait") * self.urgency(now) + self.column("points"), np.float64)

    def may_waste(self, now: float) -> Floats:
        """The waste up to which an agent may be chosen for each contact; inf where its queue reserves nobody."""
        return np.asarray(self.column("reserve") + self.urgency(now), np.float64)

    def reserves(self) -> bool:
        """Some contact's queue keeps agents in reserve."""
        return bool(self._reserving)

    def overdue(self, now: float) -> Bools:
        return np.asarray(now - self.column("entered") > self.column("overdue"), np.bool_)

    def rows_of(self, queue: str) -> NDArray[np.intp]:
        return np.flatnonzero(self.whole("queue") == self._queues.get(queue, NOBODY))

    def line(self, queue: str, now: float) -> list[Contact]:
        """The waiting contacts of `queue` in serving order."""
        rows = self.rows_of(queue)
        late, since = self.overdue(now)[rows], self.column("since")[rows]
        claims = np.where(late, 0.0, self.claims(now)[rows])
        order = np.lexsort((self.column("seq")[rows], since, -claims, ~late))
        return [self.contacts[int(row)] for row in rows[order]]

    def position(self, contact: Contact, now: float) -> int:
        """From 1, in serving order among its queue's waiting contacts."""
        rows, own = self.rows_of(contact.queue), self._rows[contact.id]
        late, since, seq = self.overdue(now), self.column("since"), self.column("seq")
        claims = np.where(late, 0.0, self.claims(now))
        first = (since[rows] < since[own]) | ((since[rows] == since[own]) & (seq[rows] < seq[own]))
        equal = (claims[rows] > claims[own]) | ((claims[rows] == claims[own]) & first)
        ahead = (late[rows] & ~late[own]) | ((late[rows] == late[own]) & equal)
        return int(ahead.sum()) + 1

    def since_for_place(self, queue: str, priority: int, place: int, now: float, otherwise: float) -> float:
        """The `since` that puts a newcomer of `priority` at `place` (from 1) of the queue's line: just before the first
        contact from there on that has no higher priority, for a place alone puts nobody before a higher priority. With
        no such contact `otherwise` holds (his natural place)."""
        line = self.line(queue, now)
        behind = next((contact for contact in line[place - 1 :] if contact.priority <= priority), None)
        if behind is None:
            return otherwise
        earlier = [contact for contact in line if contact.since < behind.since]
        before = max((contact.since for contact in earlier), default=behind.since - 2 * STEP_S)
        middle = (before + behind.since) / 2
        if before < middle < behind.since:
            return middle
        for contact in earlier:  # no number is left between the two: all who are ahead make room
            contact.since -= 2 * STEP_S
            self.update(contact)
        return behind.since - STEP_S
