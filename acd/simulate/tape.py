"""What became of every call, as parallel lists: the engine writes them, figures are made of them afterwards."""

from enum import IntEnum

from acd.simulate.world import Case

NEVER = -1.0
NOBODY = -1


class Fate(IntEnum):
    OPEN = 0  # waiting or ringing
    ANSWERED = 1
    ABANDONED = 2
    BLOCKED = 3  # all lines busy
    SENT_AWAY = 4  # by a queue's limit, or nobody at work


class Tape:
    """Rows are calls in order of arrival; those who call again are appended as calls of their own.

    `answered` and `ended` (handling, wrap-up included) are instants, ``NEVER`` for calls that have none; `gone` is when
    an unanswered caller left. `before` is how long he waited in earlier attempts, `again` tells them from fresh calls.
    `stays` are the agents' presences: (agent, from, to).
    """

    def __init__(self, case: Case) -> None:
        calls, count = case.calls, len(case.calls)
        self.case = case
        self.at = list(calls.at)
        self.kind = list(calls.kind)
        self.patience = calls.patience  # read-only: attempts look up their first call's
        self.first = list(range(count))
        self.chance = list(calls.chance)
        self.answered = [NEVER] * count
        self.ended = [NEVER] * count
        self.gone = [NEVER] * count
        self.agent = [NOBODY] * count
        self.fate = [Fate.OPEN] * count
        self.before = [0.0] * count
        self.again = [False] * count
        self.stays: list[tuple[int, float, float]] = []
        self.offers = 0
        self.missed = 0
        self.until = 0.0  # when the last thing happened

    def retry(self, call: int, at: float, chance: float) -> int:
        """The caller of `call`, who gave up, calls again."""
        self.at.append(at)
        self.kind.append(self.kind[call])
        self.first.append(self.first[call])
        self.chance.append(chance)
        self.before.append(self.before[call] + self.gone[call] - self.at[call])
        for column in (self.answered, self.ended, self.gone):
            column.append(NEVER)
        self.agent.append(NOBODY)
        self.fate.append(Fate.OPEN)
        self.again.append(True)
        return len(self.at) - 1
